import type {
  AttemptParams,
  ExperimentContext,
  ExperimentTimer,
} from '../../../machines/experiment/experiment-types.ts';
import type { Observer } from '../observe/observer.ts';
import { cleanUp } from '../removal/clean-up.ts';
import type { Deferral } from '../removal/deferral.ts';
import type { OutwardExperimentEffect, ToExperiment } from '../run/loop.ts';
import type { RunContext } from '../run/run-context.ts';
import type { Timers } from '../run/timers.ts';
import { adoptJob } from './adopt-job.ts';
import { collectLog } from './collect-log.ts';
import { createJob, type InFlight, settleLaunch } from './create-job.ts';
import { readResult } from './read-result.ts';
import { reasonMask } from './reason-mask.ts';
import { recordStatus } from './record-status.ts';
import { validate } from './validate.ts';

export interface Hands {
  readonly run: RunContext;
  readonly observer: Observer;
  readonly timers: Timers;
  readonly inFlight: InFlight;
  readonly deferral: Deferral;
}

const ownerOf = ({ step, iteration, attempt }: AttemptParams): string => `${step}/${iteration}/${attempt}`;

/** Starts one effect of an experiment machine. Its answer, if it has one, comes back as an event. */
export const carryOut = (hands: Hands, effect: OutwardExperimentEffect, context: ExperimentContext): void => {
  const { step, iteration, attempt } = effect.params;
  const to: AttemptParams = { step, iteration, attempt };
  void answerTo(hands, to, effect, context)?.then((event) => {
    if (event !== undefined) hands.run.toExperiment(to, event);
  });
};

type Answer = Promise<ToExperiment | undefined> | undefined;

const answerTo = (
  hands: Hands,
  to: AttemptParams,
  effect: OutwardExperimentEffect,
  context: ExperimentContext,
): Answer => {
  const { run, observer, timers, inFlight, deferral } = hands;
  const known = { launchedAt: context.launchedAt ?? context.validatedAt ?? 0, experiment: context.experiment };
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
      observe(hands, to, effect.params, context);
      return undefined;
    case 'readResult':
      observer.leave(effect.params.job);
      return readResult(run, effect.params, run.signal);
    case 'collectLog':
      return collectLog(run, effect.params, run.signal);
    case 'recordStatus':
      timers.clear(ownerOf(to));
      if (context.job) observer.leave(context.job.name);
      return recordStatus(run, context.unclean === true).then((event) =>
        event !== undefined && deferral.isPossible(context) ? { ...event, deferrable: true } : event,
      );
    case 'cleanUp': {
      const job = context.job ?? { name: effect.params.job };
      const what = { ...effect.params, ...known, job, knownPods: () => observer.podsOf(job.name) };
      timers.clear(ownerOf(to));
      return cleanUp(run, what, run.signal);
    }
    case 'publishEvent':
      run.publish({ ...effect.params, experiment: context.experiment });
      return undefined;
    case 'updateStatus':
      run.writer.touch();
      return undefined;
    default:
      return effect satisfies never;
  }
};

type Observe = Extract<OutwardExperimentEffect, { type: 'observe' }>['params'];

/** A server that answers everything but where the pods are keeps no step from its time-out for longer, in milliseconds. */
const unseenMs = 15 * 60_000;

const observe = (
  { run, timers, observer }: Hands,
  to: AttemptParams,
  { job, deadlines }: Observe,
  { launchedAt = 0, startedAt, expectedMs, pod }: ExperimentContext,
): void => {
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
    launchedAt,
    ...(pod === undefined ? {} : { pod }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(expectedMs === undefined ? {} : { expectedMs }),
  });
};
