import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { RunnerContext, RunnerEvent, RunnerInput, WhichRun } from '../../machines/runner/runner-types.ts';
import { type Explored, explore, type Step, stateOf, type Told } from './paths.ts';

const inputs: readonly RunnerInput[] = [{ mode: 'pod' }];

const at = 1_000_000;
const late = at + 16 * 60_000;

/** An event without its time. */
type Bare<E = RunnerEvent> = E extends unknown ? Omit<E, 'at'> : never;

const told = (name: string, event: Bare, when = at): Told => ({ name, event: { ...event, at: when } as RunnerEvent });

const reason = 'because';
const left = ['job/a was there when it was looked last'];
const step = { step: 0, iteration: 1, attempt: 1, reason };

const identified = (run: WhichRun, more: Partial<Extract<RunnerEvent, { type: 'IDENTIFIED' }>> = {}): Bare => ({
  type: 'IDENTIFIED',
  run,
  notes: [],
  ...more,
});

/** Everything that the shell may tell, in every state: also what comes too late. */
const events: readonly Told[] = [
  told('READ', { type: 'READ', jobs: 0, rows: 0 }),
  told('UNREADABLE', { type: 'UNREADABLE', reason, left }),
  told('UNREADABLE untouched', { type: 'UNREADABLE', reason, untouched: true }),
  told('UNUSABLE', { type: 'UNUSABLE', problems: [reason], ending: false }),
  told('UNUSABLE ending', { type: 'UNUSABLE', problems: [reason], ending: true }),
  told('IDENTIFIED New', identified('New')),
  told('IDENTIFIED New ending', identified('New', { nothing: reason })),
  told('IDENTIFIED Resume', identified('Resume', { startedAt: at })),
  told('IDENTIFIED Resume ending', identified('Resume', { startedAt: at, nothing: reason })),
  told('IDENTIFIED Adopt', identified('Adopt')),
  told('CLAIMED', { type: 'CLAIMED' }),
  told('HELD', { type: 'HELD', holder: 'other' }),
  told('PLANNED', { type: 'PLANNED', steps: 1, iterations: 1 }),
  told('NOT_PLANNED', { type: 'NOT_PLANNED', problems: [reason] }),
  told('CLEARED', { type: 'CLEARED' }),
  told('NOT_CLEARED', { type: 'NOT_CLEARED', reason, left }),
  told('RESULTS_READ', { type: 'RESULTS_READ', results: 0 }),
  told('RESULTS_UNREAD', { type: 'RESULTS_UNREAD', reason, left }),
  told('OPENED', { type: 'OPENED', run: 'New', runId: 'run', segment: 1, notes: [] }),
  told('ABORT', { type: 'ABORT', by: 'user', reason }),
  told('TERMINATE', { type: 'TERMINATE' }),
  told('ENGINE_ENDING', { type: 'ENGINE_ENDING', how: 'deleted' }),
  told('OVERTAKEN', { type: 'OVERTAKEN', holder: 'other' }),
  told('WIPED', { type: 'WIPED' }),
  told('HINDERED', { type: 'HINDERED', ...step, launched: false }),
  told('HINDERED unsure', { type: 'HINDERED', ...step, launched: false, left }),
  told('HINDERED launched', { type: 'HINDERED', ...step, launched: true, left }),
  told('HINDERED for long', { type: 'HINDERED', ...step, launched: false }, late),
  told('UNFINISHED', { type: 'UNFINISHED', reason }),
  told('UNFINISHED launched', { type: 'UNFINISHED', reason, left }),
  told('ITERATION_AWAITED', { type: 'ITERATION_AWAITED', iteration: 2, due: at, orphans: [] }),
  told('ITERATION_AWAITED orphans', { type: 'ITERATION_AWAITED', iteration: 2, due: at, orphans: ['job'] }),
  told('ORPHANS_REMOVED', { type: 'ORPHANS_REMOVED', iteration: 2 }),
  told('RUN_CLOSING', { type: 'RUN_CLOSING', outcome: 'Pass', aborted: false, orphans: [] }),
  told('RUN_CLOSING aborted', { type: 'RUN_CLOSING', outcome: 'Stopped', aborted: true, orphans: ['job'] }),
  told('RUN_ENDED', { type: 'RUN_ENDED', outcome: 'Pass', aborted: false }),
  told('FINISHED', { type: 'FINISHED' }),
  told('ENGINE_ASKED', { type: 'ENGINE_ASKED', ending: false }),
  told('ENGINE_ASKED ending', { type: 'ENGINE_ASKED', ending: true }),
  told('ENGINE_ASKED ending 30 s', { type: 'ENGINE_ASKED', ending: true, graceSeconds: 30 }),
  told('HANDED_OVER', { type: 'HANDED_OVER' }),
  told('TIMER', { type: 'TIMER', timer: 'leave' }),
  told('AGE_READ', { type: 'AGE_READ', triedForMs: 60_000 }),
  told('AGE_READ unknown', { type: 'AGE_READ' }),
  told('AGE_READ for long', { type: 'AGE_READ', triedForMs: 15 * 60_000 + 1 }),
  told('REJECTED', { type: 'REJECTED', reason }),
  told('NOT_REJECTED', { type: 'NOT_REJECTED', reason }),
  told('PROVEN', { type: 'PROVEN' }),
  told('UNPROVEN', { type: 'UNPROVEN', reason, left }),
];

const isOver = ({ value }: AnyMachineSnapshot): boolean => typeof value === 'object' && 'Ended' in value;

export const exploreRunner = (machine: AnyStateMachine): Explored =>
  explore(
    machine,
    inputs,
    (snapshot) => (isOver(snapshot) ? [] : events),
    ({ run, problems, abort, told: toldAt, end, next }: RunnerContext) => [
      run?.is,
      problems !== undefined,
      abort !== undefined,
      toldAt?.due,
      end?.is,
      next !== undefined,
    ],
  );

type Params = Readonly<Record<string, unknown>>;

/** An effect in a word or two: what it is, and the parameters that the table of transitions tells of. */
const effectText = ({ type, params }: Step['effects'][number]): string => {
  const { is, left: stays, by, due, outcome, orphans } = (params ?? {}) as Params;
  switch (type) {
    case 'exit':
    case 'proveRows':
      return `${type}(${is}${stays === undefined ? '' : ', left'})`;
    case 'abortRun':
      return `abortRun(${by})`;
    case 'armTimer':
    case 'handOver':
      return `${type}(${(Number(due) - at) / 1_000} s)`;
    case 'closeRun':
      return `closeRun(${outcome}${Array.isArray(orphans) && orphans.length > 0 ? ', orphans' : ''})`;
    default:
      return type;
  }
};

/** What of the context decides where more than one way leads on. */
const situation = ({ before, told: { event } }: Step): string => {
  const { run, problems, abort, told: toldAt, end } = before.context as RunnerContext;
  switch (event.type) {
    case 'CLAIMED':
      return problems === undefined ? ` (${run?.is})` : ' (cannot run)';
    case 'PLANNED':
    case 'HINDERED':
    case 'UNFINISHED':
      return ` (${run?.is})`;
    case 'OPENED':
      return abort === undefined ? '' : ' (abort wanted)';
    case 'RUN_ENDED':
      return toldAt === undefined ? '' : ' (told to go)';
    case 'PROVEN':
      return ` (${end?.is})`;
    default:
      return '';
  }
};

/** What a line says behind its state. */
const lineOf = (one: Step): string => {
  const [from, to] = [stateOf(one.before), stateOf(one.after)];
  const effects = one.effects.map(effectText).join(' ');
  return `${one.told.name}${situation(one)} -> ${from === to ? 'stays' : to}: ${effects}`;
};

/**
 * Every step that does anything, as a line; sorted, each once. What happens in each state of a group alike is one line of
 * the group, as `Running.*`.
 */
export const runnerLines = ({ steps }: Explored): readonly string[] => {
  const states = new Set(steps.map(({ before }) => stateOf(before)));
  const groups = new Map([...states].map((state) => [state, state.split('.')[0] ?? '']));
  const found = new Map<string, Set<string>>();
  for (const one of steps) {
    const from = stateOf(one.before);
    if (from === stateOf(one.after) && one.effects.length === 0) continue;
    const line = lineOf(one);
    found.set(line, new Set([...(found.get(line) ?? []), from]));
  }
  const lines = [...found].flatMap(([line, froms]) => {
    const group = groups.get([...froms][0] ?? '') ?? '';
    const all = [...states].filter((state) => groups.get(state) === group);
    return all.length > 2 && all.length === froms.size && all.every((state) => froms.has(state))
      ? [`${group}.* ${line}`]
      : [...froms].map((from) => `${from} ${line}`);
  });
  return lines.sort();
};
