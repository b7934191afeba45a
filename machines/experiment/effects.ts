import { defined } from '../../src/model/json/json-object.ts';
import { known } from '../known.ts';
import { endOf, hasPassed, launchOf, removesHelpers, removesJob } from './context.ts';
import type { Deadlines, ExperimentContext, ExperimentEffect, ExperimentEvent } from './experiment-types.ts';
import { litmusMessage } from './litmus-message.ts';

type InContext = { readonly context: ExperimentContext };
type On = InContext & { readonly event: ExperimentEvent };

/** Asks for an effect, with parameters that follow from the context, and from the event where it is needed. */
const effect = <Type extends ExperimentEffect['type'], Asking extends InContext, Params>(
  type: Type,
  params: (on: Asking) => Params,
) => ({ type, params });

/** Names the attempt that an effect is for. */
const attempt = ({ context: { step, iteration, attempt } }: InContext) => ({ step, iteration, attempt });
const ofJob = (on: InContext) => ({ ...attempt(on), job: launchOf(on.context).job.name });

/** With what the ChaosResult was before the launch: who does not know it may not believe whatever there is. */
const ofJobSince = (on: InContext) => ({ ...ofJob(on), baseline: launchOf(on.context).baseline });

/**
 * Who stops an engine may be a probe with stopOnFailure, and only the experiment's log names it: it is copied while its pod is
 * ending, because a deletion waits for nothing.
 */
const tailOf = ({ end, startedAt, pod }: ExperimentContext): { readonly tailOf?: string } =>
  end?.outcome === 'Stopped' && startedAt !== undefined && pod !== undefined ? { tailOf: pod } : {};

/** Remove what the outcome and the policy say. */
export const cleanUp = effect('cleanUp', (on: InContext) => ({
  ...ofJob(on),
  removeJob: removesJob(on.context),
  removeHelpers: removesHelpers(on.context),
  ...tailOf(on.context),
}));

/** A row is written with others, which may take seconds: who waits for the place does not wait for that. */
export const reportPass = effect('reportPass', (on: InContext) => (hasPassed(on.context) ? attempt(on) : []));

/** A clean-up may take minutes in which others inject: what depends on the outcome alone does not wait for it. */
export const reportOutcome = effect('reportOutcome', (on: InContext) => ({
  ...attempt(on),
  outcome: endOf(on.context).outcome,
}));

/** How long a step may run beyond what its environment explains before people are told, in milliseconds. */
const overdueAfterMs = 10 * 60_000;

/** How long a process that takes over has to see what happened before, in milliseconds: a start or an end in time counts. */
const firstLookMs = 15_000;

/** Follow the Job, with the timers that are armed now. */
export const observe = effect('observe', (on: InContext) => ({ ...ofJob(on), deadlines: deadlinesOf(on.context) }));

/**
 * When the timers of a launched step go off. The main container has started, or has not: the other timer is not armed. What
 * was due while nobody looked is due after the first look.
 */
const deadlinesOf = (context: ExperimentContext): Deadlines => {
  const { takenOverAt, startedAt, timeoutMs } = context;
  const { launchedAt, startTimeoutMs, expectedMs } = launchOf(context);
  const due = (from: number | undefined, after: number | undefined): number | undefined => {
    if (from === undefined || after === undefined) return undefined;
    return takenOverAt === undefined ? from + after : Math.max(from + after, takenOverAt + firstLookMs);
  };
  const start = startedAt === undefined ? due(launchedAt, startTimeoutMs) : undefined;
  const timeout = due(launchedAt, timeoutMs);
  const overdue = due(startedAt, expectedMs === undefined ? undefined : expectedMs + overdueAfterMs);
  return defined({ start, timeout, overdue });
};

/** A launch that is held up has as long as a start. */
export const awaitLaunch = effect('awaitLaunch', (on: InContext) => {
  const { validatedAt, ...launch } = launchOf(on.context);
  const { start } = deadlinesOf({ ...on.context, launch: { ...launch, ...defined({ launchedAt: validatedAt }) } });
  return { ...attempt(on), deadlines: defined({ start }) };
});

/** A Job that has passed stays for so long at most, in milliseconds, while others start and run. */
const deferralMs = 10_000;

/** Let others start and run before the node takes this one's pod down. */
export const deferDeletion = effect('deferDeletion', (on: On) => ({
  ...attempt(on),
  deadlines: { deferral: on.event.at + deferralMs },
}));

/** Read what the launch depends on. */
export const validate = effect('validate', attempt);

/** Write the terminal row. */
export const recordStatus = effect('recordStatus', attempt);

/** Bring the row up to date. */
export const updateStatus = effect('updateStatus', attempt);

interface Publication {
  readonly reason: string;
  readonly message: string;
  readonly warning?: true;
  /** Default: when the event was. */
  readonly at?: number;
}

/** Writes an event on the engine, of what context and event say. */
const publish = (publicationOf: (context: ExperimentContext, event: ExperimentEvent) => Publication) =>
  effect('publishEvent', (on: On) => {
    const { reason, message, warning = false, at = on.event.at } = publicationOf(on.context, on.event);
    return { ...attempt(on), reason, warning, message, at };
  });

/** Litmus' events of a launch and of its end. */
export const publishValidated = publish((context, event) => ({
  reason: 'ExperimentDependencyCheck',
  message: litmusMessage.validated(context),
  // Of a Job that is taken over nobody knows more than that it had been validated when it was created.
  at: launchOf(context).validatedAt ?? event.at,
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

/** Litmus' reason of the event that tells of an Error of what was launched. */
export const watchEnded = 'ChaosContainerWatchNotPermitted';

/** Tell people that the step runs longer than anything explains. */
export const publishOverdue = publish((context, { at }) => ({
  reason: watchEnded,
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
  reason: endOf(context).warning ?? watchEnded,
  warning: true,
  message: litmusMessage.failed(context, event.type === 'LOG_COLLECTED' ? event : {}),
}));

/** The reason of the event that tells of a step that was stopped: Litmus has none for it. */
export const stopped = 'ExperimentStopped';

/** The last words of a step that somebody has stopped: why may stand there only. */
export const publishStopped = publish((context, event) => ({
  reason: stopped,
  warning: true,
  message: litmusMessage.failed(context, event.type === 'CLEANED' ? event : {}),
}));

/** Create the Job, or adopt it where it is there. */
export const createJob = effect('createJob', ofJob);

/** Look for the Job of an earlier process. */
export const adoptJob = effect('adoptJob', ofJobSince);

/** Wait for the answer to a launch that has been called off. */
export const settleLaunch = effect('settleLaunch', ofJob);

/** Read the ChaosResult until it can be believed. */
export const readResult = effect('readResult', ofJobSince);

/** Copy the last lines of its logs. */
export const collectLog = effect('collectLog', (on: InContext) => ({
  ...ofJob(on),
  pod: known(on.context.pod, 'the pod'),
}));

/** Tell the supervisor of the end. */
export const reportEnd = effect('reportEnd', (on: InContext) => {
  const { outcome, reason } = endOf(on.context);
  return { ...attempt(on), outcome, reason };
});
