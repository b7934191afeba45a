import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type {
  ExperimentContext,
  ExperimentEvent,
  ExperimentInput,
} from '../../machines/experiment/experiment-types.ts';
import { type Explored, explore, type Told } from './paths.ts';

type Untimed<T> = T extends unknown ? Omit<T, 'at'> : never;

const by = 'operator' as const;
const job = { name: 'job', uid: 'uid' };
const timings = { startTimeoutMs: 5_000, expectedMs: 1_000 };
const ended = { pod: 'pod', exitCode: 0, endedAt: 9_000, reason: 'Completed' };

/** Every type of event, in the variants that make a difference. */
const variants: Readonly<Record<string, Untimed<ExperimentEvent>>> = {
  START: { type: 'START' },
  SKIP: { type: 'SKIP', reason: 'its condition' },
  ABORT: { type: 'ABORT', reason: 'stopped', by },
  'ABORT by the run': { type: 'ABORT', reason: 'the policy', by: 'runner' },
  RESUME: { type: 'RESUME' },
  ADOPT: { type: 'ADOPT', job: { name: 'job' }, baseline: 'unknown' },
  'ADOPT with a pod': { type: 'ADOPT', job, baseline: 'uid/7', pod: 'pod' },
  VALIDATED: {
    type: 'VALIDATED',
    ...{ job: 'job', baseline: 'none', ...timings, warnings: [] },
  },
  REJECTED: { type: 'REJECTED', ending: 'notFound', warning: 'ExperimentNotFound', reason: 'missing' },
  JOB_CREATED: { type: 'JOB_CREATED', job, adopted: false, ...timings },
  'JOB_CREATED adopted': { type: 'JOB_CREATED', job, adopted: true, baseline: 'uid/7', ...timings },
  JOB_HELD: { type: 'JOB_HELD', reason: 'quota' },
  'JOB_HELD by another': { type: 'JOB_HELD', reason: 'another quota' },
  JOB_REFUSED: { type: 'JOB_REFUSED', reason: 'policy' },
  POD_SEEN: { type: 'POD_SEEN', pod: 'pod' },
  POD_WAITING: { type: 'POD_WAITING', reason: 'no node' },
  MAIN_STARTED: { type: 'MAIN_STARTED', pod: 'pod', startedAt: 3_000 },
  MAIN_ENDED: { type: 'MAIN_ENDED', ...ended },
  START_FAILED: { type: 'START_FAILED', reason: 'no image' },
  LOST: { type: 'LOST', reason: 'evicted', started: false },
  'LOST started': { type: 'LOST', reason: 'evicted', started: true, pod: 'pod' },
  'RESULT_READ Pass': { type: 'RESULT_READ', verdict: 'Pass' },
  'RESULT_READ injected': { type: 'RESULT_READ', verdict: 'Pass', injected: ['pod/target'] },
  'RESULT_READ Error': { type: 'RESULT_READ', verdict: 'Error', reason: 'it broke' },
  RESULT_MISSING: { type: 'RESULT_MISSING', reason: 'none' },
  'TIMER start': { type: 'TIMER', timer: 'start' },
  'TIMER timeout': { type: 'TIMER', timer: 'timeout' },
  'TIMER overdue': { type: 'TIMER', timer: 'overdue' },
  LOG_COLLECTED: { type: 'LOG_COLLECTED', tail: 'the end' },
  STATUS_RECORDED: { type: 'STATUS_RECORDED' },
  'STATUS_RECORDED deferrable': { type: 'STATUS_RECORDED', deferrable: true },
  OTHERS_ENDED: { type: 'OTHERS_ENDED' },
  'TIMER deferral': { type: 'TIMER', timer: 'deferral' },
  CLEANED: { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: [] },
  'CLEANED injected': { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: [], injected: ['pod/target'] },
  'CLEANED reverted': { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: [], injected: [] },
  'CLEANED stays': { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: ['pod/helper'], stays: true },
  'CLEANED with log': { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: [], tail: 'probe x has Failed' },
};

const experimentEvents: readonly Told[] = Object.entries(variants).map(([name, event]) => ({
  name,
  event: { ...event, at: 2_000 },
}));

const input: ExperimentInput = {
  ...{ step: 0, id: 'pod-delete', experiment: 'pod-delete', iteration: 1, attempt: 1 },
  cleanUp: 'delete',
};

/** With and without a time-out, Jobs kept and not. */
const experimentInputs: readonly ExperimentInput[] = [input, { ...input, cleanUp: 'retain', timeoutMs: 60_000 }];

const keyOf = ({ launch, takenOverAt, pod, startedAt, waiting, end, unclean, injected }: ExperimentContext) => [
  launch?.job.uid ?? launch?.job.name,
  launch?.launchedAt,
  takenOverAt,
  pod,
  startedAt,
  waiting,
  end?.outcome,
  end?.ending,
  unclean,
  end?.warning,
  injected?.length,
];

export const exploreExperiment = (machine: AnyStateMachine): Explored =>
  explore(machine, experimentInputs, eventsAt, keyOf);

/** A timer that nobody has armed does not go off. */
const eventsAt = ({ status, context }: AnyMachineSnapshot): readonly Told[] => {
  if (status === 'done') return [];
  const isTimed = (context as ExperimentContext).timeoutMs !== undefined;
  return experimentEvents.filter(({ name }) => name !== 'TIMER timeout' || isTimed);
};
