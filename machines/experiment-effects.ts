import { assign } from 'xstate';
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
  const { launchedAt = 0, takenOverAt, startedAt, startTimeoutMs = 0, timeoutMs, expectedMs } = context;
  const due = (at: number): number => (takenOverAt === undefined ? at : Math.max(at, takenOverAt + firstLookMs));
  return {
    ...(startedAt === undefined ? { start: due(launchedAt + startTimeoutMs) } : {}),
    ...(timeoutMs === undefined ? {} : { timeout: due(launchedAt + timeoutMs) }),
    ...(startedAt === undefined || expectedMs === undefined
      ? {}
      : { overdue: due(startedAt + expectedMs + overdueAfterMs) }),
  };
};

/** Bring the row up to date. */
export const updateStatus = { type: 'updateStatus' as const, params: attempt };

const publish = (
  reason: string,
  message: (context: ExperimentContext) => string,
  at?: (context: ExperimentContext) => number,
) => ({
  type: 'publishEvent' as const,
  params: (on: InContext & { readonly event: ExperimentEvent }) => ({
    ...attempt(on),
    reason,
    warning: false,
    message: message(on.context),
    at: at?.(on.context) ?? on.event.at,
  }),
});

/** Litmus' events of a launch and of its end. */
export const publishValidated = publish(
  'ExperimentDependencyCheck',
  litmusMessage.validated,
  (context) => context.validatedAt ?? 0,
);
export const publishCreated = publish('ExperimentJobCreate', litmusMessage.created);
export const publishDeleted = publish('ExperimentJobCleanUp', litmusMessage.deleted);
export const publishRetained = publish('ExperimentJobCleanUp', litmusMessage.retained);

/** Tell people that the step runs longer than anything explains. */
export const publishOverdue = {
  type: 'publishEvent' as const,
  params: (on: InContext & { readonly event: ExperimentEvent }) => ({
    ...attempt(on),
    reason: 'ChaosContainerWatchNotPermitted',
    warning: true,
    message: litmusMessage.overdue(on.context, on.event.at),
    at: on.event.at,
  }),
};

/** Tell people that the experiment has ended and its fault may not have: whatever the verdict says. */
export const publishStillInjected = {
  type: 'publishEvent' as const,
  params: (on: InContext & { readonly event: ExperimentEvent }) => ({
    ...attempt(on),
    reason: 'TargetsStillInjected',
    warning: true,
    message: litmusMessage.stillInjected(on.context),
    at: on.event.at,
  }),
};

/** Without it a clean-up that follows a failure would be silent: reason, and the log's last lines where there are any. */
export const publishFailure = {
  type: 'publishEvent' as const,
  params: (on: InContext & { readonly event: ExperimentEvent }) => ({
    ...attempt(on),
    reason: on.context.warning ?? 'ChaosContainerWatchNotPermitted',
    warning: true,
    message: litmusMessage.failed(on.context, on.event.type === 'LOG_COLLECTED' ? on.event : {}),
    at: on.event.at,
  }),
};

/** Ended by somebody: whatever there is of it goes. */
export const abort = assign<
  ExperimentContext,
  Extract<ExperimentEvent, { type: 'ABORT' }>,
  undefined,
  ExperimentEvent,
  never
>(({ event }) => ({
  outcome: 'Stopped',
  ending: 'aborted',
  reason: event.reason,
  by: event.by,
  unclean: true,
}));

/** What the ChaosResult says once nothing of the step is there any more counts more than what it said before. */
export const takeMarks = assign<
  ExperimentContext,
  Extract<ExperimentEvent, { type: 'CLEANED' }>,
  undefined,
  ExperimentEvent,
  never
>(({ event }) => (event.injected === undefined ? {} : { injected: event.injected }));

/** A process goes on that has not seen what happened to the Job before. */
export const takeOver = assign<
  ExperimentContext,
  Extract<ExperimentEvent, { type: 'RESUME' }>,
  undefined,
  ExperimentEvent,
  never
>(({ event }) => ({ takenOverAt: event.at }));

/** Ended as an error. `clean`: nothing of it can still be running. */
export const ended = (ending: Ending, outcome: 'Error', clean: boolean, warning = 'ChaosContainerWatchNotPermitted') =>
  ({ ending, outcome, warning, ...(clean ? {} : { unclean: true }) }) as const;
