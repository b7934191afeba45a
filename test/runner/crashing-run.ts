import * as E from 'fp-ts/Either';
import { append, type Chain, type Entry, startChain } from '../../src/audit/hash-chain.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Checkpoint } from '../../src/runner/checkpoint/checkpoint.ts';
import { shape } from '../../src/runner/checkpoint/checkpoint.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/runner/checkpoint/checkpoint-text.ts';
import type { AttemptState } from '../../src/runner/run/machine-state.ts';
import type { RunCase } from './arbitrary-run.ts';
import { emptyWorld, type World } from './in-memory-world.ts';
import { manualClock } from './manual-clock.ts';
import { type RunOptions, runToEnd, worldBegins } from './run-to-end.ts';

export interface Crashed {
  readonly isOver: boolean;
  readonly world: World;
  readonly now: number;
  /** By `<iteration>/<step>`: the outcome of the last attempt. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly last: Pick<Checkpoint, 'supervisor' | 'attempts'> | undefined;
  /** When an attempt was started, by any of the processes, in milliseconds since the world's beginning. */
  readonly starts: readonly number[];
  /** Every line that any of the processes has printed. */
  readonly log: string;
}

const run = { machine: 'run', effects: [], actor: 'runner' } as const;

interface Left {
  readonly chain: Chain;
  readonly checkpoint: string;
}

/**
 * A run whose process is killed after each of these numbers of turns and started again from what it had written into the
 * engine, as text. What happened in the cluster stays; timers and answers that were under way are lost.
 */
export const crashingRun = (
  one: RunCase,
  kills: readonly number[],
  more: Pick<RunOptions, 'abortAfterMs' | 'held'> = {},
): Crashed => {
  const world = emptyWorld();
  const outcomes = new Map<string, Outcome>();
  const lines: string[] = [];
  const starts: number[] = [];
  let left: Left | undefined;
  let clock = manualClock();

  const onState = ({ state, context }: AttemptState): void => {
    const { iteration, step, end } = context;
    if (state === 'Verdict' && end !== undefined) outcomes.set(`${iteration}/${step}`, end.outcome);
  };

  for (const killAfter of [...kills, undefined]) {
    const from = left === undefined ? undefined : decoded(left.checkpoint);
    let chain: Chain = startChain({
      runId: 'run',
      source: '/engine',
      segment: (from?.segment ?? 0) + 1,
      ...(left && from ? { sequence: from.sequence, head: from.head } : {}),
    });
    if (from === undefined) lines.length = 0;
    const record = (entry: Entry): void => {
      if (entry.event.type === 'START') starts.push(clock.now() - worldBegins);
      const written = append(chain, entry, clock.now());
      chain = written.chain;
      lines.push(written.line);
    };
    const at = clock.now();
    if (from === undefined) record({ ...run, to: 'Opened', event: { type: 'OPENED', at } });
    else {
      const { segment, sequence, head } = from;
      record({ ...run, to: 'Resumed', event: { type: 'RESUMED', at }, continues: { segment, sequence, head } });
    }
    const ran = runToEnd(one, {
      onEntry: record,
      onState,
      onWrite: (standing) => {
        left = { chain, checkpoint: encoded(standing, chain) };
      },
      world,
      clock,
      ...(from ? { from } : {}),
      ...(killAfter === undefined ? {} : { killAfter }),
      ...more,
    });
    const { isOver, last } = ran;
    if (isOver || killAfter === undefined)
      return {
        isOver,
        world,
        now: clock.now(),
        outcomes,
        starts,
        last,
        log: lines.map((line) => `${line}\n`).join(''),
      };
    clock = manualClock(clock.now() + 100);
  }
  throw new Error('not reached');
};

const encoded = (standing: Pick<Checkpoint, 'supervisor' | 'attempts'>, chain: Chain): string =>
  encodeCheckpoint({
    shape,
    runId: 'run',
    engineUid: 'uid',
    holder: 'me',
    segment: chain.segment,
    sequence: chain.sequence,
    head: chain.head,
    supervisor: standing.supervisor,
    attempts: standing.attempts,
    facts: [],
  });

const decoded = (checkpoint: string): Checkpoint => {
  const found = decodeCheckpoint(checkpoint);
  if (E.isLeft(found)) throw new Error(found.left);
  return found.right;
};
