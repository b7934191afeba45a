import { describe, expect, it } from 'vitest';
import { type ReadPatientlyMeans, readPatiently } from '../../../src/runner/effects/read-patiently.ts';
import type { ExperimentRead } from '../../../src/runner/run/run-context.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { rebuilding, silent } from '../means.ts';
import { experimentWith, settled } from './asking.ts';

const unread: ExperimentRead = { is: 'Unread', reason: 'nobody answers' };
const found: ExperimentRead = { is: 'Found', experiment: experimentWith() };

/** A run that has launched something, whose reads are answered one after the other; the last answer is repeated. */
const scene = (answers: readonly ExperimentRead[], more: Partial<ReadPatientlyMeans> = {}) => {
  const rest = [...answers];
  const clock = manualClock(start);
  const asked: string[] = [];
  const warned: unknown[] = [];
  const ended: string[] = [];
  const ends = new AbortController();
  const run: ReadPatientlyMeans = {
    ...{ ...rebuilding(clock), signal: ends.signal, log: { ...silent, warn: (...said) => warned.push(said) } },
    readExperiment: async (name) => {
      asked.push(name);
      return (rest.length > 1 ? rest.shift() : rest[0]) ?? unread;
    },
    endUnfinished: (reason) => ended.push(reason),
    ...more,
  };
  return { clock, asked, warned, ended, ends, read: (isUseless?: () => boolean) => readPatiently(run, 'a', isUseless) };
};

describe('a ChaosExperiment', () => {
  it.each<ExperimentRead>([found, { is: 'Missing' }, { is: 'Refused', reason: 'odd' }])(
    'is read once where the server says what is there: $is',
    async (answer) => {
      const { asked, read } = scene([answer]);
      expect(await read()).toBe(answer);
      expect(asked).toEqual(['a']);
    },
  );

  it('is not read again before anything was launched: the process may end and try it later', async () => {
    const { asked, read } = scene([unread], { launched: { yet: false } });
    expect(await read()).toBe(unread);
    expect(asked).toEqual(['a']);
  });

  it('is read again after a second once something was launched, and people are told', async () => {
    const { clock, warned, read } = scene([unread, found]);
    const answer = read();
    await settled();
    expect(clock.pending()).toEqual([start + 1_000]);
    clock.next();
    expect(await answer).toBe(found);
    expect(warned).toEqual([[{ cause: 'nobody answers' }, 'a ChaosExperiment cannot be read yet; it is tried again']]);
  });

  it('is read for as long as the run endures, which ends unfinished then', async () => {
    const { clock, asked, ended, read } = scene([unread], { enduranceMs: 3_000 });
    const answer = read();
    do await settled();
    while (clock.next());
    expect(await answer).toBeUndefined();
    expect([clock.now() - start, asked.length]).toEqual([3_000, 4]);
    expect(ended).toEqual(['nobody answers']);
  });

  it('is not read again where there is no use for it any more', async () => {
    const { asked, warned, ended, read } = scene([unread]);
    expect(await read(() => true)).toBeUndefined();
    expect([asked.length, warned, ended]).toEqual([1, [], []]);
  });

  it('is not read again once the process ends', async () => {
    const { asked, warned, ended, ends, read } = scene([unread]);
    ends.abort();
    expect(await read()).toBeUndefined();
    expect([asked.length, warned, ended]).toEqual([1, [], []]);
  });
});
