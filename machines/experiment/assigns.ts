import { assign } from 'xstate';
import { defined } from '../../src/model/json/json-object.ts';
import { failedProbeIn } from '../../src/model/litmus/failed-probe.ts';
import { hasJudged } from '../../src/model/litmus/outcome.ts';
import { expected } from '../expected-event.ts';
import { endOf, launchOf, wasLaunched } from './context.ts';
import { stopped, watchEnded } from './effects.ts';
import type { AttemptEnd, ExperimentContext, ExperimentEvent } from './experiment-types.ts';
import { litmusMessage } from './litmus-message.ts';

/** Takes into the context what an event says. Throws on one of another type: a defect of the chart. */
const assigned = <Type extends ExperimentEvent['type']>(
  types: Type | readonly Type[],
  partOf: (context: ExperimentContext, event: Extract<ExperimentEvent, { type: Type }>) => Partial<ExperimentContext>,
) =>
  assign<ExperimentContext, ExperimentEvent, undefined, ExperimentEvent, never>(({ context, event }) =>
    partOf(context, expected(event, types)),
  );

/** How it has ended, and whether anything of it may still be running. */
type Ended = Pick<ExperimentContext, 'end' | 'unclean'>;

/** Ended as an error. `clean`: nothing of it can still be running. */
const failed = (end: Omit<AttemptEnd, 'outcome'>, clean: boolean): Ended => ({
  end: { warning: watchEnded, ...end, outcome: 'Error' },
  ...(clean ? {} : { unclean: true }),
});

/** An earlier process had launched it, or may have. */
const adopt = assigned('ADOPT', (_, { job, baseline, at, pod }) => ({
  ...{ launch: { job, baseline }, takenOverAt: at },
  ...defined({ pod }),
}));

/** Never launched. */
const skip = assigned('SKIP', (_, { reason }) => ({
  end: { outcome: 'Skipped', ending: 'skipped', reason, by: 'runner' },
}));

/** What the launch needs is there. */
const takeValidation = assigned('VALIDATED', (_, { job, baseline, at, startTimeoutMs, expectedMs }) => ({
  launch: { job: { name: job }, baseline, validatedAt: at, startTimeoutMs, ...defined({ expectedMs }) },
}));

/** What the launch needs is not there. */
const reject = assigned('REJECTED', (_, { ending, warning, reason }) =>
  failed({ ending, warning, reason, by: 'runner' }, true),
);

/** Ended by somebody: whatever there is of it goes. */
const abort = assigned('ABORT', (context, { reason, by }) => ({
  end: {
    ...{ outcome: 'Stopped', ending: 'aborted', reason, by },
    // Who stops the engine knows it; a policy or a time-out of the run has to be told of.
    ...(by === 'runner' && wasLaunched(context) ? { warning: stopped } : {}),
  },
  unclean: true,
}));

/** The step has run longer than it may: whatever there is of it goes, and people are told. */
const timeOut = assigned('TIMER', (context) => ({
  end: {
    outcome: 'Stopped',
    ending: 'aborted',
    reason: litmusMessage.timedOut(context),
    by: 'runner',
    warning: stopped,
  },
  unclean: true,
}));

/** The quota had no room for as long as a start may take: whatever a creation that is under way makes of it goes. */
const launchTimedOut = assigned('TIMER', (context) =>
  failed(
    {
      ending: 'rejected',
      warning: 'ExperimentDependencyCheck',
      reason: litmusMessage.notCreated(context),
      by: 'kubernetes',
    },
    false,
  ),
);

/** The Job exists. Deadlines count from now, those of an adopted one from its own launch. */
const takeJob = assigned('JOB_CREATED', (context, event) => ({
  launch: {
    ...launchOf(context),
    ...{ job: event.job, launchedAt: event.at },
    ...defined({ baseline: event.baseline, startTimeoutMs: event.startTimeoutMs, expectedMs: event.expectedMs }),
  },
  ...(event.adopted
    ? { takenOverAt: Math.max(context.takenOverAt ?? 0, launchOf(context).validatedAt ?? event.at) }
    : {}),
  // What held its creation up does not hold its pod up.
  ...(context.waiting === undefined ? {} : { waiting: litmusMessage.noPodYet }),
}));

/** What stays, and what the ChaosResult says after all that: it counts more than what it said before. */
const takeRemains = assigned('CLEANED', (_, event) => ({
  ...defined({ injected: event.injected, stays: event.stays }),
}));

/** Why a step was stopped, where its log names a probe that has failed. */
const takeLog = assigned('CLEANED', (context, event) => {
  const line = failedProbeIn(event.tail ?? '');
  return line === undefined ? {} : { end: { ...endOf(context), reason: litmusMessage.stoppedByProbe(context, line) } };
});

/** A process goes on that has not seen what happened to the Job before. */
const takeOver = assigned('RESUME', (_, event) => ({ takenOverAt: event.at }));

/** The Job is not there. What an abort or a time-out that has overtaken it has said of the end stands. */
const refuseJob = assigned('JOB_REFUSED', (context, event) =>
  context.end !== undefined
    ? {}
    : failed(
        { ending: 'rejected', warning: 'ExperimentDependencyCheck', reason: event.reason, by: 'kubernetes' },
        // The process before may have created what this one may not.
        event.unsure !== true && context.takenOverAt === undefined,
      ),
);

/** The ChaosResult is believed. */
const takeResult = assigned('RESULT_READ', (_, event) => ({
  end: {
    ending: 'completed',
    outcome: event.verdict,
    verdict: event.verdict,
    reason: litmusMessage.verdict(event),
    by: 'kubernetes',
  },
  ...defined({ injected: event.injected }),
}));

/** Nobody has seen how a Job ended whose result is all there is: after anything but a clean end its helpers may inject. */
const doubtEnd = assigned('RESULT_READ', (_, { verdict, injected = [] }) =>
  hasJudged(verdict) && injected.length === 0 ? {} : { unclean: true },
);

/** Nothing can be said any more of what became of the Job. */
const loseJob = assigned('LOST', (context, event) => ({
  ...failed(
    {
      ending: event.started || context.startedAt !== undefined ? 'completed' : 'rejected',
      reason: event.reason,
      by: event.by ?? 'kubernetes',
    },
    false,
  ),
  ...defined({ pod: event.pod }),
}));

/** Called off, and created all the same: it is there to be removed. */
const takeUnwanted = assigned('JOB_CREATED', (context, event) => ({
  launch: { ...launchOf(context), job: event.job, launchedAt: event.at },
}));

/** Why the Job or its pod does not come. */
const takeWaiting = assigned(['JOB_HELD', 'POD_WAITING'], (_, { reason }) => ({ waiting: reason }));

/** The main pod. */
const takePod = assigned('POD_SEEN', (_, { pod }) => ({ pod }));

/** The main container has started. */
const takeStart = assigned('MAIN_STARTED', (_, { pod, startedAt }) => ({ pod, startedAt }));

/** The main container will not start. */
const failStart = assigned('START_FAILED', (_, { pod, reason }) => ({
  ...failed({ ending: 'rejected', reason, by: 'kubernetes' }, false),
  ...defined({ pod }),
}));

/** The main container has not started in time. */
const startTimedOut = assigned('TIMER', (context) =>
  failed({ ending: 'rejected', reason: litmusMessage.notStarted(context), by: 'kubernetes' }, false),
);

/** The main container has ended. */
const takeMainEnd = assigned('MAIN_ENDED', (context, event) => ({
  // Of a Job that is complete and has no pod any more nobody knows the pod, unless it was seen before.
  ...(event.pod === '' ? {} : { pod: event.pod }),
  startedAt: context.startedAt ?? event.endedAt,
  endedAt: event.endedAt,
  ...(event.exitCode === 0 ? {} : { exit: `exit code ${event.exitCode} (${event.reason})` }),
}));

/** There is no ChaosResult that can be believed. */
const missResult = assigned('RESULT_MISSING', (context, event) =>
  failed({ ending: 'completed', reason: litmusMessage.noResult(context, event.reason), by: 'kubernetes' }, false),
);

/** Stopped when it had ended already: whatever there is of it goes. */
const doubt = assigned('ABORT', () => ({ unclean: true }));

/** What the events of the experiment machine make of its context, by the names that its charts show. */
export const experimentAssigns = {
  ...{ adopt, skip, takeValidation, reject, abort, timeOut, launchTimedOut, takeJob, refuseJob, takeUnwanted },
  ...{ takeWaiting, takePod, takeStart, failStart, startTimedOut, takeMainEnd, loseJob, takeOver },
  ...{ takeResult, missResult, doubtEnd, doubt, takeRemains, takeLog },
};
