import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createFanOut } from '../../../src/audit/sinks/fan-out.ts';
import type { Sink, SinkProblem } from '../../../src/audit/sinks/sink.ts';
import { createStdoutSink } from '../../../src/audit/sinks/stdout-sink.ts';
import { appended, freshChain } from '../records.ts';

const { written } = appended(freshChain(), 3);
const [one] = written as [(typeof written)[number]];

const memory = (name: string, wait?: Promise<void>): Sink & { readonly lines: string[] } => {
  const lines: string[] = [];
  return {
    name,
    lines,
    write: (line) => {
      lines.push(line);
      return wait;
    },
    flush: () => wait ?? Promise.resolve(),
    close: () => wait ?? Promise.resolve(),
  };
};

describe('the fan-out', () => {
  it('gives every record to every sink', () => {
    const [left, right] = [memory('left'), memory('right')];
    const log = createFanOut({ awaited: [left], background: [right] });
    for (const record of written) void log.write(record);
    expect([left.lines, right.lines]).toEqual([written.map(({ line }) => line), written.map(({ line }) => line)]);
  });

  it('gives nothing to wait for when no sink is awaited, however slow the others are', () => {
    const log = createFanOut({ awaited: [], background: [memory('slow', new Promise(() => undefined))] });
    expect(log.write(one)).toBeUndefined();
  });

  it('lets the caller wait for an awaited sink only', async () => {
    const durable = Promise.withResolvers<void>();
    const log = createFanOut({
      awaited: [memory('file', durable.promise)],
      background: [memory('slow', new Promise(() => undefined))],
    });
    let done = false;
    const wait = log.write(one)?.then(() => {
      done = true;
    });
    await Promise.resolve();
    expect(done).toBe(false);
    durable.resolve();
    await wait;
    expect(done).toBe(true);
  });

  it('does not wait for a sink that hangs longer than its deadline when it is closed', async () => {
    const log = createFanOut({ awaited: [], background: [memory('hangs', new Promise(() => undefined))] });
    await expect(log.close(AbortSignal.abort())).resolves.toBeUndefined();
  });
});

describe('the standard output sink', () => {
  it('writes one line for each record', async () => {
    let text = '';
    const stream = new Writable({
      write: (chunk, _, done) => {
        text += String(chunk);
        done();
      },
    });
    const sink = createStdoutSink(stream);
    for (const { line, record } of written) void sink.write(line, record);
    await sink.flush();
    expect(text).toBe(written.map(({ line }) => `${line}\n`).join(''));
  });

  it('keeps no more than there is room for where nobody reads, and marks what it has left out when somebody does', async () => {
    const text: string[] = [];
    const waiting: (() => void)[] = [];
    const stream = new Writable({
      write: (chunk, _, done) => {
        text.push(String(chunk));
        waiting.push(done);
      },
    });
    const [first, ...rest] = written;
    const size = (first?.line.length ?? 0) + 1;
    const heard: SinkProblem[] = [];
    const sink = createStdoutSink(stream, (problem) => heard.push(problem), size + 10);
    for (const { line, record } of written.slice(0, -1)) void sink.write(line, record);
    expect(stream.writableLength).toBe(size);
    waiting.shift()?.();
    const last = rest.at(-1);
    if (last === undefined) throw new Error('there are records');
    void sink.write(last.line, last.record);
    for (const done of waiting.splice(0)) done();
    await sink.close();
    const [, marker = ''] = text.join('').split('\n');
    expect(JSON.parse(marker)).toMatchObject({ audit: 'missing', from: 2, to: written.length - 1 });
    expect(text.join('')).toContain(last.line);
    expect(heard).toMatchObject([{ kind: 'missing', from: 2, message: expect.stringContaining('nobody read') }]);
  });

  it('survives a closed pipe and says once from where on records are missing', async () => {
    const stream = new Writable({ write: (_, __, done) => done(new Error('EPIPE')) });
    const heard: SinkProblem[] = [];
    const sink = createStdoutSink(stream, (problem) => heard.push(problem));
    for (const { line, record } of written) void sink.write(line, record);
    await sink.close();
    expect(heard).toMatchObject([{ kind: 'missing', from: 1, message: expect.stringContaining('EPIPE') }]);
  });
});
