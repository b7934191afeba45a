import { assign } from 'xstate';
import { failedProbeIn } from '../src/model/failed-probe.ts';
import type { Deadlines, Ending, ExperimentContext, ExperimentEvent } from './experiment-types.ts';
import { litmusMessage } from './litmus-message.ts';

type InContext = { readonly context: ExperimentContext };

/** Names the attempt that an effect is for. */
export const attempt = ({ context }: InContext) => ({
  step: context.step,
  iteration: context.iteration,
  attempt: context.attempt,
});
/** The name of its Job; empty before there is one. */
export const jobName = (context: ExperimentContext): string => context.job?.name ?? '';

/** What the ChaosResult was before the launch: who does not know it may not believe whatever there is. */
export const baselineOf = ({ baseline = 'unknown' }: ExperimentContext): string => baseline;

/** Whether the Job goes when the step has ended: always after anything but a clean end, else as the policy says. */
export const removesJob = (context: ExperimentContext): boolean =>
  context.unclean === true || (context.launchedAt !== undefined && context.cleanUp === 'delete');

/** Targets that the ChaosResult still marks as injected. */
export const staysInjected = ({ injected = [] }: ExperimentContext): boolean => injected.length > 0;

/**
 * litmus-go removes its helpers when it ends by itself with a verdict of its own; after anything else they may still inject, and
 * so they may where its result says that a target is not reverted.
 */
export const removesHelpers = (context: ExperimentContext): boolean =>
  context.unclean === true ||
  (context.launchedAt !== undefined &&
    ((context.outcome !== 'Pass' && context.outcome !== 'Fail') || staysInjected(context)));

/**
 * Who stops an engine may be a probe with stopOnFailure, and only the experiment's log names it: it is copied while its pod is
 * ending, because a deletion waits for nothing.
 */
const tailOf = ({ outcome, startedAt, pod }: ExperimentContext): { readonly tailOf?: string } =>
  outcome === 'Stopped' && startedAt !== undefined && pod !== undefined ? { tailOf: pod } : {};

/** Remove what the outcome and the policy say. */
export const cleanUp = {
  type: 'cleanUp' as const,
  params: (on: InContext) => ({
    ...attempt(on),
    job: jobName(on.context),
    removeJob: removesJob(on.context),
    removeHelpers: removesHelpers(on.context),
    ...tailOf(on.context),
  }),
};

/** A clean-up may take minutes in which others inject: what depends on the outcome alone does not wait for it. */
export const reportOutcome = {
  type: 'reportOutcome' as const,
  params: (on: InContext) => ({ ...attempt(on), outcome: on.context.outcome ?? 'Error' }),
};

/** How long a step may run beyond what its environment explains before people are told, in milliseconds. */
const overdueAfterMs = 10 * 60_000;

/** How long a process that takes over has to see what happened before, in milliseconds: a start or an end in time counts. */
const firstLookMs = 15_000;

/** Follow the Job, with the timers that are armed now. */
export const observe = {
  type: 'observe' as const,
  params: (on: InContext) => ({ ...attempt(on), job: jobName(on.context), deadlines: deadlinesOf(on.context) }),
};

/**
 * When the timers of a launched step go off. The main container has started, or has not: the other timer is not armed. What
 * was due while nobody looked is due after the first look.
 */
const deadlinesOf = (context: ExperimentContext): Deadlines => {
  const { launchedAt, takenOverAt, startedAt, startTimeoutMs, timeoutMs, expectedMs } = context;
  const due = (from: number | undefined, after: number | undefined): number | undefined => {
    if (from === undefined || after === undefined) return undefined;
    return takenOverAt === undefined ? from + after : Math.max(from + after, takenOverAt + firstLookMs);
  };
  const start = startedAt === undefined ? due(launchedAt, startTimeoutMs) : undefined;
  const timeout = due(launchedAt, timeoutMs);
  const overdue = due(startedAt, expectedMs === undefined ? undefined : expectedMs + overdueAfterMs);
  return {
    ...(start === undefined ? {} : { start }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(overdue === undefined ? {} : { overdue }),
  };
};

/** A launch that is held up has as long as a start. */
export const awaitLaunch = {
  type: 'awaitLaunch' as const,
  params: (on: InContext) => {
    const { validatedAt, ...context } = on.context;
    const { start } = validatedAt === undefined ? {} : deadlinesOf({ ...context, launchedAt: validatedAt });
    return { ...attempt(on), deadlines: start === undefined ? {} : { start } };
  },
};

/** Bring the row up to date. */
export const updateStatus = { type: 'updateStatus' as const, params: attempt };

interface Publication {
  readonly reason: string;
  readonly message: string;
  readonly warning?: true;
  /** Default: when the event was. */
  readonly at?: number;
}

/** Writes an event on the engine, of what context and event say. */
const publish = (publicationOf: (context: ExperimentContext, event: ExperimentEvent) => Publication) => ({
  type: 'publishEvent' as const,
  params: (on: InContext & { readonly event: ExperimentEvent }) => {
    const { reason, message, warning = false, at = on.event.at } = publicationOf(on.context, on.event);
    return { ...attempt(on), reason, warning, message, at };
  },
});

/** Litmus' events of a launch and of its end. */
export const publishValidated = publish((context, event) => ({
  reason: 'ExperimentDependencyCheck',
  message: litmusMessage.validated(context),
  // Of a Job that is taken over nobody knows more than that it had been validated when it was created.
  at: context.validatedAt ?? event.at,
}));
export const publishCreated = publish((context) => ({
  reason: 'ExperimentJobCreate',
  message: litmusMessage.created(context),
}));
export const publishDeleted = publish((context) => ({
  reason: 'ExperimentJobCleanUp',
  message: litmusMessage.deleted(context),
}));
export const publishRetained = publish((context) => ({
  reason: 'ExperimentJobCleanUp',
  message: litmusMessage.retained(context),
}));

/** Tell people that the step runs longer than anything explains. */
export const publishOverdue = publish((context, { at }) => ({
  reason: 'ChaosContainerWatchNotPermitted',
  warning: true,
  message: litmusMessage.overdue(context, at),
}));

/** Tell people that the experiment has ended and its fault may not have: whatever the verdict says. */
export const publishStillInjected = publish((context) => ({
  reason: 'TargetsStillInjected',
  warning: true,
  message: litmusMessage.stillInjected(context),
}));

/** Tell people that something of the step has not gone: whatever the verdict says, it may inject yet. */
export const publishLeftBehind = publish((context, event) => ({
  reason: 'LeftBehind',
  warning: true,
  message: litmusMessage.leftBehind(context, event.type === 'CLEANED' ? event.remaining : []),
}));

/** Without it a clean-up that follows a failure would be silent: reason, and the log's last lines where there are any. */
export const publishFailure = publish((context, event) => ({
  reason: context.warning ?? 'ChaosContainerWatchNotPermitted',
  warning: true,
  message: litmusMessage.failed(context, event.type === 'LOG_COLLECTED' ? event : {}),
}));

/** The reason of the event that tells of a step that was stopped: Litmus has none for it. */
const stopped = 'ExperimentStopped';

/** The last words of a step that somebody has stopped: why may stand there only. */
export const publishStopped = publish((context, event) => ({
  reason: stopped,
  warning: true,
  message: litmusMessage.failed(context, event.type === 'CLEANED' ? event : {}),
}));

/** An assignment of what an event of one type says. */
const assigned = <Type extends ExperimentEvent['type']>(
  partOf: (context: ExperimentContext, event: Extract<ExperimentEvent, { type: Type }>) => Partial<ExperimentContext>,
) =>
  assign<ExperimentContext, Extract<ExperimentEvent, { type: Type }>, undefined, ExperimentEvent, never>(
    ({ context, event }) => partOf(context, event),
  );

/** Ended by somebody: whatever there is of it goes. */
export const abort = assigned<'ABORT'>((context, event) => ({
  outcome: 'Stopped',
  ending: 'aborted',
  // Who stops the engine knows it; a policy or a time-out of the run has to be told of.
  ...(event.by === 'runner' && context.launchedAt !== undefined ? { warning: stopped } : {}),
  reason: event.reason,
  by: event.by,
  unclean: true,
}));

/** The step has run longer than it may: whatever there is of it goes, and people are told. */
export const timeOut = assigned<'TIMER'>((context) => ({
  outcome: 'Stopped',
  ending: 'aborted',
  reason: litmusMessage.timedOut(context),
  by: 'runner',
  unclean: true,
  warning: stopped,
}));

/** The quota had no room for as long as a start may take: whatever a creation that is under way makes of it goes. */
export const launchTimedOut = assigned<'TIMER'>((context) => ({
  ...ended('rejected', 'Error', false, 'ExperimentDependencyCheck'),
  reason: litmusMessage.notCreated(context),
  by: 'kubernetes',
}));

/** The Job exists. Deadlines count from now, those of an adopted one from its own launch. */
export const takeJob = assigned<'JOB_CREATED'>((context, event) => ({
  job: event.job,
  launchedAt: event.at,
  ...(event.adopted ? { takenOverAt: Math.max(context.takenOverAt ?? 0, context.validatedAt ?? event.at) } : {}),
  ...(event.baseline === undefined ? {} : { baseline: event.baseline }),
  ...(event.startTimeoutMs === undefined ? {} : { startTimeoutMs: event.startTimeoutMs }),
  ...(event.expectedMs === undefined ? {} : { expectedMs: event.expectedMs }),
  // What held its creation up does not hold its pod up.
  ...(context.waiting === undefined ? {} : { waiting: litmusMessage.noPodYet }),
}));

/** What stays, and what the ChaosResult says after all that: it counts more than what it said before. */
export const takeRemains = assigned<'CLEANED'>((_, event) => ({
  ...(event.injected === undefined ? {} : { injected: event.injected }),
  ...(event.stays === undefined ? {} : { stays: event.stays }),
}));

/** Why a step was stopped, where its log names a probe that has failed. */
export const takeLog = assigned<'CLEANED'>((context, event) => {
  const line = failedProbeIn(event.tail ?? '');
  return line === undefined ? {} : { reason: litmusMessage.stoppedByProbe(context, line) };
});

/** A process goes on that has not seen what happened to the Job before. */
export const takeOver = assigned<'RESUME'>((_, event) => ({ takenOverAt: event.at }));

/** The Job is not there. What an abort or a time-out that has overtaken it has said of the end stands. */
export const refuseJob = assigned<'JOB_REFUSED'>((context, event) =>
  context.outcome !== undefined
    ? {}
    : {
        // The process before may have created what this one may not.
        ...ended(
          'rejected',
          'Error',
          event.unsure !== true && context.takenOverAt === undefined,
          'ExperimentDependencyCheck',
        ),
        reason: event.reason,
        by: 'kubernetes',
      },
);

/** The ChaosResult is believed. */
export const takeResult = assigned<'RESULT_READ'>((_, event) => ({
  ending: 'completed',
  outcome: event.verdict,
  verdict: event.verdict,
  reason: litmusMessage.verdict(event),
  by: 'kubernetes',
  ...(event.injected === undefined ? {} : { injected: event.injected }),
}));

/** Nobody has seen how a Job ended whose result is all there is: after anything but a clean end its helpers may inject. */
export const doubtEnd = assigned<'RESULT_READ'>((_, { verdict, injected = [] }) =>
  (verdict === 'Pass' || verdict === 'Fail') && injected.length === 0 ? {} : { unclean: true },
);

/** Nothing can be said any more of what became of the Job. */
export const loseJob = assigned<'LOST'>((context, event) => ({
  ...ended(event.started || context.startedAt !== undefined ? 'completed' : 'rejected', 'Error', false),
  ...(event.pod === undefined ? {} : { pod: event.pod }),
  reason: event.reason,
  by: event.by ?? 'kubernetes',
}));

/** Ended as an error. `clean`: nothing of it can still be running. */
export const ended = (ending: Ending, outcome: 'Error', clean: boolean, warning = 'ChaosContainerWatchNotPermitted') =>
  ({ ending, outcome, warning, ...(clean ? {} : { unclean: true }) }) as const;
