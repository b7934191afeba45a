import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import type {
  ExperimentContext,
  ExperimentEvent,
  ExperimentInput,
} from '../../machines/experiment/experiment-types.ts';

const input: ExperimentInput = {
  ...{ step: 3, id: 'one', experiment: 'pod-delete', iteration: 2, attempt: 4 },
  ...{ timeoutMs: 300_000, cleanUp: 'delete' },
};

/** Names the attempt in its effects. */
export const to = { step: 3, iteration: 2, attempt: 4 };

const walkFrom = (more: Partial<ExperimentInput>, events: readonly ExperimentEvent[]) => {
  let [snapshot, actions] = initialTransition(experimentMachine, { ...input, ...more });
  for (const event of events) [snapshot, actions] = transition(experimentMachine, snapshot, event);
  return { snapshot: snapshot as AnyMachineSnapshot, actions };
};

/** What an attempt knows after these events. */
export const contextAfter = (events: readonly ExperimentEvent[], more: Partial<ExperimentInput> = {}) =>
  walkFrom(more, events).snapshot.context as ExperimentContext;

/** The effects of the last of these events that have this type, each with its parameters. */
export const effectsOfLast = (
  type: string,
  events: readonly ExperimentEvent[],
  more: Partial<ExperimentInput> = {},
): readonly unknown[] => walkFrom(more, events).actions.flatMap((one) => (one.type === type ? [one.params] : []));

/** Events of an attempt, each a second after the one before. */
export const happened = {
  start: { type: 'START', at: 1_000 },
  validated: {
    ...{ type: 'VALIDATED', job: 'job-1', baseline: 'uid/7', startTimeoutMs: 120_000, expectedMs: 60_000 },
    ...{ warnings: [], at: 2_000 },
  },
  created: { type: 'JOB_CREATED', job: { name: 'job-1', uid: 'u' }, adopted: false, at: 3_000 },
  seen: { type: 'POD_SEEN', pod: 'pod-1', at: 4_000 },
  started: { type: 'MAIN_STARTED', pod: 'pod-1', startedAt: 4_500, at: 5_000 },
  ended: { type: 'MAIN_ENDED', pod: 'pod-1', exitCode: 0, reason: 'Completed', endedAt: 5_500, at: 6_000 },
  broken: { type: 'MAIN_ENDED', pod: 'pod-1', exitCode: 137, reason: 'OOMKilled', endedAt: 5_500, at: 6_000 },
  passed: { type: 'RESULT_READ', verdict: 'Pass', at: 7_000 },
  recorded: { type: 'STATUS_RECORDED', at: 8_000 },
  cleaned: { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: [], at: 9_000 },
} as const satisfies Record<string, ExperimentEvent>;

const { start, validated, created, seen, started, ended } = happened;
/** The ways to the states of an attempt. */
export const way = {
  validating: [start],
  creating: [start, validated],
  starting: [start, validated, created],
  observing: [start, validated, created, seen, started],
  readingResult: [start, validated, created, seen, started, ended],
} as const satisfies Record<string, readonly ExperimentEvent[]>;
