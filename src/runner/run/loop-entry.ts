import type { SnapshotFrom } from 'xstate';
import { endOf } from '../../../machines/experiment/context.ts';
import type { ExperimentMachine } from '../../../machines/experiment/experiment.ts';
import type { ExperimentEvent, ExperimentInput } from '../../../machines/experiment/experiment-types.ts';
import { statePath } from '../../../machines/state-path.ts';
import { runEnd } from '../../../machines/supervisor/run-end.ts';
import type { SupervisorMachine } from '../../../machines/supervisor/supervisor.ts';
import type { SupervisorEvent, SupervisorInput } from '../../../machines/supervisor/supervisor-types.ts';
import type { Entry } from '../../audit/hash-chain.ts';
import { leftSentences } from '../../model/progress/left-text.ts';
import type { Actor, Effect, JsonValue, MachineEvent } from '../../model/progress/record.ts';

/** What happened to one machine: `before` is absent for its first transition, which has an `input` instead. */
export interface Happened<Snapshot, Event, Input> {
  readonly before: Snapshot | undefined;
  readonly after: Snapshot;
  readonly event: Event | MachineEvent;
  readonly effects: readonly Effect[];
  readonly input?: Input;
  /** `before` comes from a checkpoint, and this is the first that is heard of it. */
  readonly isRestored: boolean;
}

export type ExperimentHappened = Happened<SnapshotFrom<ExperimentMachine>, ExperimentEvent, ExperimentInput>;
export type SupervisorHappened = Happened<SnapshotFrom<SupervisorMachine>, SupervisorEvent, SupervisorInput>;

/** Events that tell of something in the cluster; everything else is the runner's own doing unless the event says by whom. */
const ofKubernetes: ReadonlySet<string> = new Set<ExperimentEvent['type']>([
  'POD_SEEN',
  'POD_WAITING',
  'MAIN_STARTED',
  'MAIN_ENDED',
  'START_FAILED',
  'LOST',
  'JOB_HELD',
  'JOB_REFUSED',
]);

/** Events that tell of what somebody has written into the engine. */
const ofUsers: ReadonlySet<string> = new Set<SupervisorEvent['type']>(['PAUSE', 'CONTINUE']);

const actorOf = ({ type, by }: { readonly type: string; readonly by?: unknown }): Actor => {
  if (by !== undefined) return by as Actor;
  if (ofUsers.has(type)) return 'user';
  return ofKubernetes.has(type) ? 'kubernetes' : 'runner';
};

const plain = (value: unknown): JsonValue => value as JsonValue;

/** The record of one transition of an experiment machine. */
export const experimentEntry = (happened: ExperimentHappened): Entry => {
  const { before, after, event, effects, input, isRestored } = happened;
  const { context } = after;
  const { launch, end } = context;
  return {
    machine: 'experiment',
    subject: context.id,
    ...(before ? { from: statePath(before.value) } : {}),
    to: statePath(after.value),
    event: event as MachineEvent,
    effects,
    actor: actorOf(event),
    iteration: context.iteration,
    attempt: context.attempt,
    ...(after.status === 'done' ? { outcome: endOf(context).outcome } : {}),
    ...(end !== undefined && before?.context.end?.reason !== end.reason ? { reason: end.reason } : {}),
    ...(launch === undefined ? {} : { job: launch.job }),
    ...(input ? { input: plain(input) } : {}),
    ...(before && isRestored ? { restored: plain({ value: before.value, context: before.context }) } : {}),
  };
};

/** What nobody could see the end of is the reason why somebody should look at the last record. */
const leftIn = (event: {
  readonly type: string;
  readonly left?: unknown;
  readonly aborted?: unknown;
}): { readonly reason?: string } =>
  Array.isArray(event.left) && event.left.length > 0
    ? {
        reason: `At the last look of the ${event.aborted === false ? 'run' : 'abort'}: ${leftSentences(event.left).join('; ')}.`,
      }
    : {};

/** The record of one transition of the supervisor. */
export const supervisorEntry = (happened: SupervisorHappened): Entry => {
  const { before, after, event, effects, input, isRestored } = happened;
  const { aborted, plan, progress } = after.context;
  const { iteration } = progress;
  return {
    machine: 'supervisor',
    ...(before ? { from: statePath(before.value) } : {}),
    to: statePath(after.value),
    event: event as MachineEvent,
    effects,
    actor: actorOf(event),
    ...(iteration > 0 ? { iteration } : {}),
    ...(after.status === 'done' ? { outcome: runEnd(after.context).outcome } : {}),
    ...(aborted && before?.context.aborted === undefined ? { reason: aborted.reason } : leftIn(event)),
    ...(input ? { input: plain(input) } : {}),
    ...(input && plan.draws.length > 0 ? { draws: plain(plan.draws) } : {}),
    ...(before && isRestored ? { restored: plain({ value: before.value, context: before.context }) } : {}),
  };
};
