import { known } from '../../../machines/known.ts';
import { runEnd } from '../../../machines/supervisor/run-end.ts';
import { pauseAnnotation } from '../../model/batch/pause.ts';
import { defined } from '../../model/json/json-object.ts';
import type { OutwardSupervisorEffect } from './loop.ts';
import type { AttemptState, SupervisorState } from './machine-state.ts';
import type { DrivenRun } from './run-parts.ts';

/** Writes the first rows and the checkpoint. */
const openRun = async ({ writer, state, loop, endUnfinished, send }: DrivenRun): Promise<void> => {
  const flushed = await writer.flush();
  if (flushed === 'written') loop.toSupervisor({ type: 'RUN_OPENED' });
  else if (flushed === 'refused') endUnfinished(known(state.refusal, 'why the status was refused'));
  else if (flushed === 'gone') send({ type: 'ENGINE_ENDING', how: 'gone' });
};

const namesOf = (jobs: readonly { readonly metadata: { readonly name: string } }[]): readonly string[] =>
  jobs.map(({ metadata }) => metadata.name);

type Timer = Extract<OutwardSupervisorEffect, { readonly type: 'armTimer' }>['params'];

const armTimer = ({ timers, loop, strays, send }: DrivenRun, { timer, iteration, due, step }: Timer): void => {
  // Whether the next iteration may begin is not for the supervisor alone to say.
  if (timer === 'next') send({ type: 'ITERATION_AWAITED', iteration, due, orphans: namesOf(strays.before(iteration)) });
  else
    timers.arm('supervisor', `${timer}/${step ?? ''}`, due, () =>
      loop.toSupervisor({ type: 'TIMER', timer, iteration, ...defined({ step }) }),
    );
};

/** The pause stands in the engine itself; that the run obeys it, its checkpoint and an event say. */
const tellHold = ({ writer, publish, clock }: DrivenRun, held: boolean): void => {
  writer.rewrite();
  const message = held
    ? `The run is held by the annotation ${pauseAnnotation}: what runs goes on, and nothing new starts until it is taken away.`
    : 'The run is held no more and goes on.';
  publish({ reason: held ? 'RunPaused' : 'RunContinued', warning: false, message, experiment: '', at: clock.now() });
};

/** Starts an effect of the supervisor, by what the runner machine says where it is about the whole run. */
export const executeSupervisorEffect = (run: DrivenRun, effect: OutwardSupervisorEffect): void => {
  if (effect.type === 'openRun') void openRun(run);
  else if (effect.type === 'armTimer') armTimer(run, effect.params);
  else if (effect.type === 'tellHold') tellHold(run, effect.params.held);
  else run.send({ type: 'RUN_CLOSING', ...effect.params, orphans: namesOf(run.strays.all()) });
};

/** What follows from the state of an experiment machine beside its effects. `at`: milliseconds since the epoch. */
export const sawAttempt = (
  { built, observer, deferral, keeper, strays }: DrivenRun,
  state: AttemptState,
  at: number,
): void => {
  const job = state.context.launch?.job.name;
  if (job !== undefined) strays.forget(job);
  keeper.sawAttempt(state, at);
  deferral.sawAttempt(state);
  // Nothing asks for it any more, and a long batch makes very many.
  if (job === undefined || state.state !== 'Verdict') return;
  built.delete(job);
  observer.forget(job);
};

/** What follows from the state of the supervisor. */
export const sawSupervisor = ({ send }: DrivenRun, { state, context }: SupervisorState): void => {
  if (state === 'Completed' || state === 'Aborted') send({ type: 'RUN_ENDED', ...runEnd(context) });
};
