import { outcomeOfRun } from './finished.ts';
import type { LoopOptions, OutwardSupervisorEffect } from './loop.ts';
import type { RunParts } from './run-parts.ts';

/** Writes the first rows and the checkpoint. */
const openRun = async ({ run: { writer }, state, loop, trouble, send }: RunParts): Promise<void> => {
  const flushed = await writer.flush();
  if (flushed === 'written') loop.toSupervisor({ type: 'RUN_OPENED' });
  else if (flushed === 'refused') trouble.endUnfinished(state.refusal);
  else if (flushed === 'gone') send({ type: 'ENGINE_ENDING', how: 'gone' });
};

const namesOf = (jobs: readonly { readonly metadata: { readonly name: string } }[]): readonly string[] =>
  jobs.map(({ metadata }) => metadata.name);

type Timer = Extract<OutwardSupervisorEffect, { readonly type: 'armTimer' }>['params'];

const armTimer = ({ timers, loop, strays, send }: RunParts, { timer, iteration, due, step }: Timer): void => {
  // Whether the next iteration may begin is not for the supervisor alone to say.
  if (timer === 'next') send({ type: 'ITERATION_AWAITED', iteration, due, orphans: namesOf(strays.before(iteration)) });
  else
    timers.arm('supervisor', `${timer}/${step ?? ''}`, due, () =>
      loop.toSupervisor({ type: 'TIMER', timer, iteration, ...(step === undefined ? {} : { step }) }),
    );
};

/** Starts an effect of the supervisor, by what the runner machine says where it is about the whole run. */
export const supervisorEffects =
  (parts: RunParts): LoopOptions['onSupervisorEffect'] =>
  (effect) => {
    switch (effect.type) {
      case 'openRun':
        return void openRun(parts);
      case 'armTimer':
        return armTimer(parts, effect.params);
      case 'closeRun':
        return parts.send({ type: 'RUN_CLOSING', ...effect.params, orphans: namesOf(parts.strays.all()) });
      default:
        return effect satisfies never;
    }
  };

/** What follows from the states of the machines beside their effects. */
export const stateEffects = ({
  hands,
  keeper,
  run,
  strays,
  send,
}: RunParts): Pick<LoopOptions, 'onExperimentState' | 'onSupervisorState'> => ({
  onExperimentState: (state, at) => {
    const job = state.context.job?.name;
    if (job !== undefined) strays.forget(job);
    keeper.sawAttempt(state, at);
    hands.deferral.sawAttempt(state);
    // Nothing asks for it any more, and a long batch makes very many.
    if (job === undefined || state.state !== 'Verdict') return;
    run.built.delete(job);
    hands.observer.forget(job);
  },
  onSupervisorState: ({ state, context }) => {
    if (state !== 'Completed' && state !== 'Aborted') return;
    send({ type: 'RUN_ENDED', outcome: outcomeOfRun(context), aborted: context.aborted !== undefined });
  },
});
