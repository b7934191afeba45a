import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/app/log.ts';
import { createOutput } from '../../src/app/output.ts';

/** A stream whose reader takes something only when it is told to. */
const slowStream = () => {
  const waiting: (() => void)[] = [];
  const taken: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      taken.push(String(chunk));
      waiting.push(done);
    },
  });
  return { stream, taken, read: () => waiting.shift()?.() };
};

const outputOn = (stream: Writable, limitBytes = 100) => {
  const told: string[] = [];
  const tell = (sentence: string, code: string | undefined): unknown => told.push(`${sentence} [${code ?? ''}]`);
  return { told, output: createOutput(stream, { name: 'standard error', limitBytes: () => limitBytes, tell }) };
};

describe('an output of the process', () => {
  it('keeps no more than its limit for a reader that does not come, and says so once', () => {
    const { stream } = slowStream();
    const { told, output } = outputOn(stream);
    for (let line = 0; line < 1_000; line += 1) output.write(`${'x'.repeat(39)}\n`);
    expect(stream.writableLength).toBe(80);
    expect(told).toEqual(['Output was lost: standard error is not read []']);
  });

  it('shows a reader that comes back where lines are missing', () => {
    const { stream, taken, read } = slowStream();
    const { output } = outputOn(stream, 10);
    output.write('one\n');
    output.write('a line that is too long\n');
    output.write('another one that is too long\n');
    read();
    output.write('two\n');
    expect(taken).toEqual(['one\n', '(2 lines were left out here: nobody read them)\ntwo\n']);
  });

  it('goes on without a stream that breaks, and says so once, with the error', async () => {
    const stream = new Writable({
      write: (_, __, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const { told, output } = outputOn(stream);
    const broken = new Promise((resolve) => stream.once('error', resolve));
    output.write('one\n');
    await broken;
    output.write('two\n');
    expect(told).toEqual(['Output was lost: standard error cannot be written: write EPIPE [EPIPE]']);
  });

  it('does not let a terminal that was stopped hold up the process', () => {
    const set: boolean[] = [];
    const stream = Object.assign(slowStream().stream, { _handle: { setBlocking: (to: boolean) => set.push(to) } });
    outputOn(stream);
    expect(set).toEqual([false]);
  });
});

it('an output makes what it writes plain, and draws as it is told', () => {
  const { stream, taken, read } = slowStream();
  const { output } = outputOn(stream, 1_000);
  output.write('a\u001b[2J\u009b\u202eb\n');
  output.draw('\u001b[1mc\u001b[22m\n');
  read();
  read();
  expect(taken).toEqual(['a\\u001b[2J\\u009b\\u202eb\n', '\u001b[1mc\u001b[22m\n']);
});

it('the log of a pod stays JSON and has no control character', () => {
  const { stream, taken } = slowStream();
  createLog('info', outputOn(stream, 1_000).output).info({ cause: '\u009b2J\u202ex' }, 'the server says');
  expect(taken[0]).toMatch(/^[\n -~]*$/);
  expect(JSON.parse(taken[0] ?? '')).toMatchObject({ cause: '\u009b2J\u202ex' });
});

it('the log goes where it is told to, and holds nobody up', () => {
  const { stream, taken } = slowStream();
  const { output } = outputOn(stream, 10_000);
  const log = createLog('debug', output);
  for (let line = 0; line < 1_000; line += 1) log.debug({ line }, 'a request is tried again');
  expect(JSON.parse(taken[0] ?? '')).toMatchObject({ line: 0, msg: 'a request is tried again' });
  expect(stream.writableLength).toBeLessThanOrEqual(10_000);
});
