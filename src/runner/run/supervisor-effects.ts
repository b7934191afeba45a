import { known } from '../../../machines/known.ts';
import { runEnd } from '../../../machines/supervisor/run-end.ts';
import type { Observer } from '../observe/observer.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { Deferral } from '../removal/deferral.ts';
import type { Strays } from '../removal/orphaned-jobs.ts';
import type { Loop, LoopOptions, OutwardSupervisorEffect } from './loop.ts';
import type { Unfinished } from './run-context.ts';
import type { RunState } from './run-parts.ts';
import type { ToRunner } from './runner-loop.ts';
import type { Keeper } from './step-ledger.ts';
import type { Timers } from './timers.ts';

interface Tells {
  readonly send: (event: ToRunner) => void;
}

interface OpenRunMeans extends Tells, Unfinished {
  readonly writer: Pick<StatusWriter, 'flush'>;
  readonly state: Pick<RunState, 'refusal'>;
  readonly loop: Pick<Loop, 'toSupervisor'>;
}

interface ArmTimerMeans extends Tells {
  readonly timers: Pick<Timers, 'arm'>;
  readonly loop: Pick<Loop, 'toSupervisor'>;
  readonly strays: Pick<Strays, 'before'>;
}

/** What one effect or another of the supervisor uses. */
export type SupervisorEffectMeans = OpenRunMeans & ArmTimerMeans & { readonly strays: Pick<Strays, 'all'> };

/** Writes the first rows and the checkpoint. */
const openRun = async ({ writer, state, loop, endUnfinished, send }: OpenRunMeans): Promise<void> => {
  const flushed = await writer.flush();
  if (flushed === 'written') loop.toSupervisor({ type: 'RUN_OPENED' });
  else if (flushed === 'refused') endUnfinished(known(state.refusal, 'why the status was refused'));
  else if (flushed === 'gone') send({ type: 'ENGINE_ENDING', how: 'gone' });
};

const namesOf = (jobs: readonly { readonly metadata: { readonly name: string } }[]): readonly string[] =>
  jobs.map(({ metadata }) => metadata.name);

type Timer = Extract<OutwardSupervisorEffect, { readonly type: 'armTimer' }>['params'];

const armTimer = ({ timers, loop, strays, send }: ArmTimerMeans, { timer, iteration, due, step }: Timer): void => {
  // Whether the next iteration may begin is not for the supervisor alone to say.
  if (timer === 'next') send({ type: 'ITERATION_AWAITED', iteration, due, orphans: namesOf(strays.before(iteration)) });
  else
    timers.arm('supervisor', `${timer}/${step ?? ''}`, due, () =>
      loop.toSupervisor({ type: 'TIMER', timer, iteration, ...(step === undefined ? {} : { step }) }),
    );
};

/** Starts an effect of the supervisor, by what the runner machine says where it is about the whole run. */
export const supervisorEffects =
  (run: SupervisorEffectMeans): LoopOptions['onSupervisorEffect'] =>
  (effect) => {
    switch (effect.type) {
      case 'openRun':
        return void openRun(run);
      case 'armTimer':
        return armTimer(run, effect.params);
      case 'closeRun':
        return run.send({ type: 'RUN_CLOSING', ...effect.params, orphans: namesOf(run.strays.all()) });
      default:
        return effect satisfies never;
    }
  };

export interface StateEffectMeans extends Tells {
  /** Jobs built in this process, by name. */
  readonly built: Pick<Map<string, unknown>, 'delete'>;
  readonly observer: Pick<Observer, 'forget'>;
  readonly deferral: Pick<Deferral, 'sawAttempt'>;
  readonly keeper: Pick<Keeper, 'sawAttempt'>;
  readonly strays: Pick<Strays, 'forget'>;
}

/** What follows from the states of the machines beside their effects. */
export const stateEffects = ({
  built,
  observer,
  deferral,
  keeper,
  strays,
  send,
}: StateEffectMeans): Pick<LoopOptions, 'onExperimentState' | 'onSupervisorState'> => ({
  onExperimentState: (state, at) => {
    const job = state.context.launch?.job.name;
    if (job !== undefined) strays.forget(job);
    keeper.sawAttempt(state, at);
    deferral.sawAttempt(state);
    // Nothing asks for it any more, and a long batch makes very many.
    if (job === undefined || state.state !== 'Verdict') return;
    built.delete(job);
    observer.forget(job);
  },
  onSupervisorState: ({ state, context }) => {
    if (state !== 'Completed' && state !== 'Aborted') return;
    send({ type: 'RUN_ENDED', ...runEnd(context) });
  },
});
