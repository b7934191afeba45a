import { describe, expect, it } from 'vitest';
import { writeRows } from '../../../src/runner/effects/record-status.ts';
import type { Flushed } from '../../../src/runner/publish/status-writer.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { settled } from './asking.ts';

/** Writes rows, of what may inject unless said otherwise; `write` ends that. `since`: when the server began to hinder it. */
const writing = ({ since }: { since: number | undefined }, mayInject = true) => {
  const clock = manualClock(start);
  const ends = new AbortController();
  const { promise, resolve: write } = Promise.withResolvers<Flushed>();
  const writer = { flush: () => promise, hinderedSince: () => since };
  const flushed = writeRows({ writer, clock, signal: ends.signal }, mayInject);
  const answers: Flushed[] = [];
  void flushed.then((answer) => answers.push(answer));
  const goOn = async (until: number): Promise<void> => {
    while (clock.now() < until && clock.next()) await settled();
  };
  return { clock, ends, write, flushed, answers, goOn };
};

describe('the row of what may inject', () => {
  it('is waited for, however long, where the server cannot be reached', async () => {
    const { clock, write, flushed, answers, goOn } = writing({ since: undefined });
    await goOn(start + 60_000);
    expect(answers).toEqual([]);
    write('written');
    expect(await flushed).toBe('written');
    expect(clock.pending()).toEqual([]);
  });

  it('is refused once the server has not let it be written for ten seconds, and not before', async () => {
    const { answers, goOn } = writing({ since: start });
    await goOn(start + 9_500);
    expect(answers).toEqual([]);
    await goOn(start + 10_000);
    expect(answers).toEqual(['refused']);
  });

  it('is not looked at any more once the process ends', async () => {
    const { clock, ends, answers, write } = writing({ since: undefined });
    ends.abort();
    await settled();
    expect([clock.pending(), answers]).toEqual([[], []]);
    write('cancelled');
    await settled();
    expect(answers).toEqual(['cancelled']);
  });
});

it('the row of what injects no more is waited for alone, however long the server does not let it be written', async () => {
  const { clock, write, flushed, answers, goOn } = writing({ since: start - 60_000 }, false);
  await goOn(start + 60_000);
  expect([answers, clock.pending()]).toEqual([[], []]);
  write('written');
  expect(await flushed).toBe('written');
});
