import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { parseLog } from '../../src/audit/parse-log.ts';
import { replay } from '../../src/audit/verify/replay.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { anyRuns, calmRuns, type RunCase } from './arbitrary-run.ts';
import { type Crashed, crashingRun } from './crashing-run.ts';
import { numRuns } from './run-count.ts';
import { isWithin, type RunOptions } from './run-to-end.ts';

const machines = { experiment: experimentMachine, supervisor: supervisorMachine, runner: runnerMachine };

type Span = NonNullable<RunOptions['held']>;

const kills = fc.array(fc.nat(60), { minLength: 1, maxLength: 3 });

const spans = fc.tuple(fc.nat(4_000), fc.nat(8_000)).map(([from, ms]) => ({ from, until: from + ms }));

const expectNothingTwiceOrLeft = ({ isOver, world, now, last }: Crashed): void => {
  expect(isOver).toBe(true);
  expect(new Set(world.created).size).toBe(world.created.length);
  expect([...world.jobs.values()].filter(({ endsAt }) => endsAt > now)).toEqual([]);
  expect(last?.supervisor.context.progress.open).toBe(0);
  expect(last?.attempts).toEqual([]);
};

const property = <T extends readonly unknown[]>(
  runs: number,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...values: T) => void,
): void => {
  fc.assert(fc.property(...(arbitraries as never as [fc.Arbitrary<unknown>]), check as never), { numRuns: runs });
};

describe('a run whose process is killed at random moments', () => {
  it('comes to the same outcomes as one that is left alone', { timeout: 300_000 }, () => {
    property(numRuns(0.06), [calmRuns(), kills], (one: RunCase, moments: readonly number[]) => {
      const crashed = crashingRun(one, moments);
      expectNothingTwiceOrLeft(crashed);
      expect(new Map([...crashed.outcomes].sort())).toEqual(new Map([...crashingRun(one, []).outcomes].sort()));
    });
  });

  it('ends under every policy, time-out and abort with nothing launched twice or left behind', {
    timeout: 300_000,
  }, () => {
    property(
      numRuns(0.06),
      [anyRuns(), kills, fc.option(fc.nat(6_000), { nil: undefined })],
      (one: RunCase, moments: readonly number[], abortAfterMs: number | undefined) => {
        expectNothingTwiceOrLeft(crashingRun(one, moments, abortAfterMs === undefined ? {} : { abortAfterMs }));
      },
    );
  });

  it('that somebody holds meanwhile comes to the same outcomes and starts nothing while it is held', {
    timeout: 300_000,
  }, () => {
    property(numRuns(0.06), [calmRuns(), kills, spans], (one: RunCase, moments: readonly number[], held: Span) => {
      const crashed = crashingRun(one, moments, { held });
      expectNothingTwiceOrLeft(crashed);
      expect(new Map([...crashed.outcomes].sort())).toEqual(new Map([...crashingRun(one, []).outcomes].sort()));
      // In the moment in which the hold begins, what came before it may still start.
      expect(crashed.starts.filter((at) => at !== held.from && isWithin(at, held))).toEqual([]);
    });
  });

  it('leaves a log that verifies and replays', { timeout: 300_000 }, () => {
    const held = fc.option(spans, { nil: undefined });
    property(numRuns(0.02), [anyRuns(), kills, held], (one: RunCase, moments: readonly number[], span?: Span) => {
      const log = parseLog(crashingRun(one, moments, span ? { held: span } : {}).log);
      expect(verify(log).problems).toEqual([]);
      expect(replay(log, machines).problems).toEqual([]);
    });
  });

  it('leaves a log that verifies when two processes were killed before their first checkpoint', {
    timeout: 60_000,
  }, () => {
    const [one] = fc.sample(calmRuns(), { seed: 1, numRuns: 1 });
    if (one === undefined) throw new Error('there is no run');
    expect(verify(parseLog(crashingRun(one, [1, 0, 0]).log)).problems).toEqual([]);
  });
});

describe('a run that is left alone', () => {
  it('writes the same records in the same order when it is run again', { timeout: 300_000 }, () => {
    property(numRuns(0.02), [anyRuns()], (one: RunCase) => {
      const { log } = crashingRun(one, []);
      expect(crashingRun(one, []).log).toBe(log);
      expect(log.split('\n').length).toBeGreaterThan(2);
    });
  });
});
