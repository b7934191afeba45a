import type { Entry } from '../../src/audit/hash-chain.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import type { LoopOptions } from '../../src/runner/run/loop.ts';
import type { RunCase } from './arbitrary-run.ts';
import { type ShellOptions, type Standing, startShell } from './in-memory-shell.ts';
import { emptyWorld, fatesFrom, type World } from './in-memory-world.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** A mistake that somebody could make, put into the run: the rules are still those of the right plan. */
export interface Mistake {
  readonly plan?: (plan: Plan) => Plan;
  readonly machines?: NonNullable<LoopOptions['machines']>;
}

export interface Ran {
  readonly isOver: boolean;
  readonly clock: ManualClock;
  readonly world: World;
  readonly last: Standing | undefined;
}

export interface RunOptions {
  readonly onEntry?: (entry: Entry) => void;
  readonly onState?: ShellOptions['onState'];
  readonly onWrite?: (standing: Standing) => void;
  /** The run is aborted so many milliseconds after its launch. */
  readonly abortAfterMs?: number;
  /** Somebody holds the run from then on and until then, in milliseconds since the world's beginning. */
  readonly held?: { readonly from: number; readonly until: number };
  /** The process is killed after so many timers and answers. */
  readonly killAfter?: number;
  readonly from?: ShellOptions['from'];
  readonly taken?: ShellOptions['taken'];
  readonly proven?: ShellOptions['proven'];
  readonly resultOf?: ShellOptions['resultOf'];
  /** After each timer and answer: how many there were. */
  readonly onTurn?: (turns: number, now: number) => void;
  readonly world?: World;
  readonly clock?: ManualClock;
  readonly mistake?: Mistake;
}

/** When the clock of a world begins. */
export const worldBegins = manualClock().now();

export const isWithin = (ms: number, { from, until }: NonNullable<RunOptions['held']>): boolean =>
  ms >= from && ms < until;

/** More answers than any run of a case has: who needs more does not end. */
const enough = 20_000;

/** Drives a run until it is over, is killed, or nothing happens any more. */
export const runToEnd = ({ plan, seed, cleanUp }: RunCase, options: RunOptions = {}): Ran => {
  const { mistake, killAfter = enough } = options;
  const clock = options.clock ?? manualClock();
  const world = options.world ?? emptyWorld();
  const { from = 0, until = 0 } = options.held ?? {};
  const edges = [
    [worldBegins + from, 'PAUSE'],
    [worldBegins + until, 'CONTINUE'],
  ] as const;
  const shell = startShell({
    ...(options.held ? { isHeld: isWithin(clock.now() - worldBegins, options.held) } : {}),
    plan: mistake?.plan?.(plan) ?? plan,
    clock,
    world,
    seed,
    cleanUp,
    fateOf: fatesFrom(seed),
    ...(options.onEntry ? { onEntry: options.onEntry } : {}),
    ...(options.onState ? { onState: options.onState } : {}),
    ...(options.onWrite ? { onWrite: options.onWrite } : {}),
    ...(options.from ? { from: options.from } : {}),
    ...(options.taken ? { taken: options.taken } : {}),
    ...(options.proven ? { proven: options.proven } : {}),
    ...(options.resultOf ? { resultOf: options.resultOf } : {}),
    ...(mistake?.machines ? { machines: mistake.machines } : {}),
  });
  const { abortAfterMs } = options;
  for (const [at, type] of options.held ? edges : [])
    if (at > clock.now()) clock.setTimer(at, () => shell.loop.toSupervisor({ type }));
  if (abortAfterMs !== undefined)
    clock.setTimer(clock.now() + abortAfterMs, () =>
      shell.loop.toSupervisor({ type: 'ABORT', by: 'user', reason: 'enough' }),
    );
  let turns = 0;
  while (!shell.isOver() && turns < killAfter && clock.next()) {
    turns += 1;
    options.onTurn?.(turns, clock.now());
  }
  shell.loop.halt();
  const supervisor = shell.loop.supervisor();
  return {
    isOver: shell.isOver(),
    clock,
    world,
    last: supervisor && { supervisor, attempts: shell.loop.attempts() },
  };
};
