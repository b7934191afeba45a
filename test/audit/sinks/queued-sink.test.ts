import * as fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { createQueuedSink, type DeliveryError, type QueuedSinkOptions } from '../../../src/audit/sinks/queued-sink.ts';
import type { SinkProblem } from '../../../src/audit/sinks/sink.ts';
import { appended, freshChain } from '../records.ts';

const { written } = appended(freshChain(), 40);
const lines = written.map(({ line }) => line);

/** A place to deliver to that follows a script: the answers of the first deliveries, then success. */
const place = (script: readonly (DeliveryError | 'ok')[], more: Partial<QueuedSinkOptions> = {}) => {
  const delivered: string[] = [];
  const heard: SinkProblem[] = [];
  const naps: number[] = [];
  let calls = 0;
  const sink = createQueuedSink({
    name: 'elsewhere',
    deliver: async (batch) => {
      const answer = script[calls] ?? 'ok';
      calls += 1;
      if (answer !== 'ok') return E.left(answer);
      delivered.push(...batch);
      return E.right(undefined);
    },
    sleep: async (ms) => {
      naps.push(ms);
    },
    onProblem: (problem) => heard.push(problem),
    ...more,
  });
  const write = (from: number, to: number): void => {
    for (const { line, record } of written.slice(from, to)) void sink.write(line, record);
  };
  return { sink, delivered, heard, naps, write, calls: () => calls };
};

const down: DeliveryError = { message: 'the server is away' };

describe('a sink with a queue', () => {
  it('delivers lines of one turn together and in order', async () => {
    const { sink, delivered, write, calls } = place([]);
    write(0, 5);
    await sink.flush();
    expect([delivered, calls()]).toEqual([lines.slice(0, 5), 1]);
  });

  it('delivers the same lines later after failures, once each, and says so', async () => {
    const { sink, delivered, heard, write } = place([down, down]);
    write(0, 3);
    await sink.flush();
    write(3, 5);
    await sink.flush();
    await sink.flush();
    expect(delivered).toEqual(lines.slice(0, 5));
    expect(heard).toMatchObject([
      { kind: 'late', from: 1, message: expect.stringContaining('the server is away') },
      { kind: 'delivered', from: 1 },
    ]);
  });

  it('keeps order and loses nothing whatever fails in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(down, 'ok' as const), { maxLength: 30 }),
        fc.nat({ max: 40 }),
        async (script, at) => {
          const { sink, delivered, write } = place(script, { maxBatch: 7 });
          write(0, at);
          await sink.flush();
          write(at, 40);
          for (let again = 0; again < 40; again += 1) await sink.flush();
          expect(delivered).toEqual(lines);
        },
      ),
    );
  });

  it('waits twice as long after each failure, up to a limit', async () => {
    const { sink, naps, write } = place([down, down, down, down, down], { retryMs: [100, 500] });
    write(0, 1);
    for (let again = 0; again < 10; again += 1) await sink.flush();
    expect(naps).toEqual([100, 200, 400, 500, 500]);
  });

  it('gives up for good where nothing can help, and names from where on records are missing', async () => {
    const { sink, delivered, heard, write, calls } = place(['ok', { message: 'no permission', permanent: true }]);
    write(0, 2);
    await sink.flush();
    write(2, 5);
    await sink.flush();
    write(5, 9);
    await sink.close();
    expect([delivered, calls()]).toEqual([lines.slice(0, 2), 2]);
    expect(heard).toMatchObject([{ kind: 'missing', from: 3, message: expect.stringContaining('no permission') }]);
  });

  it('gives up the oldest when the queue is full, names them and leaves a marker in the log', async () => {
    const room = lines.slice(0, 10).join('').length;
    const { sink, delivered, heard, write } = place([down], {
      maxQueuedCharacters: room,
      sleep: () => new Promise(() => undefined),
    });
    write(0, 5);
    await sink.flush();
    write(5, 12);
    const [late, missing] = heard;
    expect([late?.kind, missing?.kind, missing?.from]).toEqual(['late', 'missing', 1]);
    const to = missing?.to ?? 0;
    expect(to).toBeGreaterThan(1);
    expect(delivered).toEqual([]);
  });

  it('delivers the marker in place of what was given up', async () => {
    const room = lines.slice(0, 10).join('').length;
    const { sink, delivered, heard, write } = place([down], { maxQueuedCharacters: room });
    write(0, 12);
    await sink.flush();
    await sink.flush();
    const to = heard.find(({ kind }) => kind === 'missing')?.to ?? 0;
    expect(delivered[0]).toContain(`"audit":"missing","run":"run-1","from":1,"to":${to}`);
    expect(delivered.slice(1)).toEqual(lines.slice(to, 12));
  });

  it('never gives up lines that are under way, however full the queue is', async () => {
    const room = lines.slice(0, 10).join('').length;
    let answer: () => void = () => undefined;
    const batches: string[][] = [];
    const { sink, heard, write } = place([], {
      maxQueuedCharacters: room,
      maxBatch: 3,
      deliver: async (batch) => {
        batches.push([...batch]);
        if (batches.length === 1)
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
        return E.right(undefined);
      },
    });
    write(0, 3);
    await Promise.resolve();
    await Promise.resolve();
    write(3, 20);
    const missing = heard.filter(({ kind }) => kind === 'missing');
    expect(missing[0]?.from).toBe(4);
    answer();
    await sink.flush();
    const delivered = batches.flat();
    expect(delivered.slice(0, 3)).toEqual(lines.slice(0, 3));
    const last = missing.at(-1)?.to ?? 0;
    expect(delivered.slice(3).filter((line) => !line.includes('"audit":"missing"'))).toEqual(lines.slice(last, 20));
  });

  it('names at its end what could not be delivered', async () => {
    const { sink, heard, write } = place(Array(50).fill(down));
    write(0, 4);
    await sink.close();
    expect(heard.at(-1)).toMatchObject({ kind: 'missing', from: 1, to: 4 });
  });

  it('has nothing to wait for when nothing was written', async () => {
    const { sink, heard, calls } = place([]);
    await sink.flush();
    await sink.close();
    expect([calls(), heard]).toEqual([0, []]);
  });
});
