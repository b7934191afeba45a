import { launchedNothing, launchOf } from '../../../machines/experiment/context.ts';
import type {
  AttemptParams,
  ExperimentContext,
  ExperimentTimer,
} from '../../../machines/experiment/experiment-types.ts';
import { known } from '../../../machines/known.ts';
import { defined } from '../../model/json/json-object.ts';
import type { Observer } from '../observe/observer.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import { type CleanUpMeans, cleanUp } from '../removal/clean-up.ts';
import type { Deferral } from '../removal/deferral.ts';
import type { OutwardExperimentEffect, ToExperiment } from '../run/loop.ts';
import type { Run } from '../run/run-context.ts';
import type { Timers } from '../run/timers.ts';
import { adoptJob } from './adopt-job.ts';
import { collectLog } from './collect-log.ts';
import { type CreateJobMeans, createJob, type InFlight, settleLaunch } from './create-job.ts';
import { type ReadResultMeans, readResult } from './read-result.ts';
import { reasonMask } from './reason-mask.ts';
import { oweStatus, recordStatus } from './record-status.ts';
import { validate } from './validate.ts';

/** What one effect or another of an experiment machine uses. */
export type ExperimentEffectMeans = CreateJobMeans &
  CleanUpMeans &
  ReadResultMeans &
  Pick<Run, 'publish'> & {
    readonly observer: Pick<Observer, 'observe' | 'afterLook' | 'leave' | 'podsOf'>;
    readonly writer: Pick<StatusWriter, 'flush' | 'hinderedSince' | 'touch' | 'owe' | 'settle'>;
    readonly timers: Pick<Timers, 'arm' | 'clear'>;
    readonly inFlight: InFlight;
    readonly deferral: Pick<Deferral, 'isPossible'>;
  };

const ownerOf = ({ step, iteration, attempt }: AttemptParams): string => `${step}/${iteration}/${attempt}`;

/** Starts one effect of an experiment machine. Its answer, if it has one, comes back as an event. */
export const executeExperimentEffect = (
  run: ExperimentEffectMeans,
  effect: OutwardExperimentEffect,
  context: ExperimentContext,
): void => {
  const { step, iteration, attempt } = effect.params;
  const to: AttemptParams = { step, iteration, attempt };
  void answerTo(run, to, effect, context)?.then((event) => {
    if (event !== undefined) run.toExperiment(to, event);
  });
};

type Answer = Promise<ToExperiment | undefined> | undefined;

const answerTo = (
  run: ExperimentEffectMeans,
  to: AttemptParams,
  effect: OutwardExperimentEffect,
  context: ExperimentContext,
): Answer => {
  const { observer, timers, inFlight, deferral } = run;
  switch (effect.type) {
    case 'validate':
      return validate(run, to);
    case 'createJob':
      return createJob(run, inFlight, effect.params);
    case 'awaitLaunch':
    case 'deferDeletion':
      for (const [timer, due] of Object.entries(effect.params.deadlines) as [ExperimentTimer, number][])
        timers.arm(ownerOf(to), timer, due, () => run.toExperiment(to, { type: 'TIMER', timer }));
      return undefined;
    case 'adoptJob':
      return adoptJob(run, effect.params);
    case 'settleLaunch':
      return Promise.resolve(settleLaunch(inFlight, effect.params.job));
    case 'observe':
      return void observe(run, to, effect.params, context);
    case 'readResult':
      observer.leave(effect.params.job);
      return readResult(run, effect.params);
    case 'collectLog':
      return collectLog(run, effect.params);
    case 'recordStatus':
      timers.clear(ownerOf(to));
      if (context.launch) observer.leave(context.launch.job.name);
      if (launchedNothing(context)) return oweStatus(run);
      return recordStatus(run, context.unclean === true).then((event) =>
        event !== undefined && deferral.isPossible(context) ? { ...event, deferrable: true } : event,
      );
    case 'cleanUp': {
      const { experiment } = context;
      const { job, validatedAt, launchedAt = validatedAt } = launchOf(context);
      const since = defined({ launchedAt });
      const what = { ...effect.params, ...since, experiment, job, knownPods: () => observer.podsOf(job.name) };
      timers.clear(ownerOf(to));
      return cleanUp(run, what);
    }
    case 'publishEvent':
      return void run.publish({ ...effect.params, experiment: context.experiment });
    case 'updateStatus':
      return void run.writer.touch();
    default:
      return effect satisfies never;
  }
};

type Observe = Extract<OutwardExperimentEffect, { type: 'observe' }>['params'];

/** A server that answers everything but where the pods are keeps no step from its time-out for longer, in milliseconds. */
const unseenMs = 15 * 60_000;

const observe = (
  run: ExperimentEffectMeans,
  to: AttemptParams,
  { job, deadlines }: Observe,
  context: ExperimentContext,
): void => {
  const { timers, observer } = run;
  const { pod, startedAt } = context;
  const { launchedAt, expectedMs } = launchOf(context);
  for (const [timer, due] of Object.entries(deadlines) as [keyof typeof deadlines, number][])
    timers.arm(ownerOf(to), timer, due, () => {
      const tell = (): void => run.toExperiment(to, { type: 'TIMER', timer });
      // While nobody could look, the container may have started, or ended by itself.
      timers.arm(ownerOf(to), timer, run.clock.now() + unseenMs, tell);
      observer.afterLook(job, tell);
    });
  observer.observe({
    to,
    job,
    mask: (text) => reasonMask(run, job)(text),
    launchedAt: known(launchedAt, 'the launch'),
    ...defined({ pod, startedAt, expectedMs }),
  });
};
