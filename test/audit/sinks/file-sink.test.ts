import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { appendFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileSink } from '../../../src/audit/sinks/file-sink.ts';
import type { Sink, SinkProblem } from '../../../src/audit/sinks/sink.ts';
import { appended, freshChain } from '../records.ts';

let folder = '';
let path = '';
let heard: SinkProblem[] = [];
beforeEach(async () => {
  heard = [];
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  path = join(folder, 'audit.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const opened = async (file = path, more: { readonly maxKeptCharacters?: number } = {}): Promise<Sink> => {
  const sink = await openFileSink({ path: file, onProblem: (problem) => heard.push(problem), ...more });
  if (E.isLeft(sink)) throw new Error(sink.left);
  return sink.right;
};
const { written } = appended(freshChain(), 5);
const textOf = (from: number, to: number): string =>
  written
    .slice(from, to)
    .map(({ line }) => `${line}\n`)
    .join('');

describe('the file sink', () => {
  it('has a line in the file when its write resolves', async () => {
    const sink = await opened();
    await sink.write(written[0]?.line ?? '', written[0]?.record ?? never());
    expect(await readFile(path, 'utf8')).toBe(textOf(0, 1));
    await sink.close();
  });

  it('keeps the order of lines written without waiting', async () => {
    const sink = await opened();
    await Promise.all(written.map(({ line, record }) => sink.write(line, record)));
    expect(await readFile(path, 'utf8')).toBe(textOf(0, 5));
    await sink.close();
  });

  it('appends to what an earlier process wrote', async () => {
    await writeFile(path, textOf(0, 2));
    const sink = await opened();
    await sink.write(written[2]?.line ?? '', written[2]?.record ?? never());
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe(textOf(0, 3));
    expect(heard).toEqual([]);
  });

  it('cuts a torn last line and says so', async () => {
    await writeFile(path, `${textOf(0, 1)}${written[1]?.line.slice(0, 40)}`);
    const sink = await opened();
    await sink.write(written[1]?.line ?? '', written[1]?.record ?? never());
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe(textOf(0, 2));
    expect(heard).toMatchObject([{ kind: 'repaired', message: expect.stringContaining('torn (40 bytes') }]);
  });

  it('cuts a torn first line that is longer than one block', async () => {
    await writeFile(path, `{"x":"${'y'.repeat(200_000)}`);
    const sink = await opened();
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('finds a torn line behind a newline that lies several blocks back', async () => {
    await writeFile(path, textOf(0, 1));
    await appendFile(path, `{"x":"${'y'.repeat(200_000)}`);
    const sink = await opened();
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe(textOf(0, 1));
  });

  it('keeps a whole last line that only lacks its newline', async () => {
    await writeFile(path, textOf(0, 2).trimEnd());
    const sink = await opened();
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe(textOf(0, 2));
    expect(heard).toMatchObject([{ kind: 'repaired', message: expect.stringContaining('no record was lost') }]);
  });

  it('cuts nothing off a file that somebody else has written', async () => {
    await writeFile(path, 'kind: ChaosEngine\nspec: {}');
    const sink = await opened();
    await sink.write(written[0]?.line ?? '', written[0]?.record ?? never());
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe(`kind: ChaosEngine\nspec: {}\n${textOf(0, 1)}`);
  });

  it('writes each line once to a pipe, which cannot be synced', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = await open(pipe, constants.O_RDWR);
    const sink = await opened(pipe);
    for (const { line, record } of written) await sink.write(line, record);
    await sink.close();
    const { buffer, bytesRead } = await reader.read(Buffer.alloc(60_000));
    await reader.close();
    expect(buffer.toString('utf8', 0, bytesRead)).toBe(textOf(0, 5));
    expect(heard).toEqual([]);
  });

  it('is not held up by a pipe that nobody reads, and hands everything over once somebody does', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    const sink = await opened(pipe);
    const many = appended(freshChain(), 400).written;
    for (const { line, record } of many) await sink.write(line, record);
    expect(heard).toMatchObject([{ kind: 'late', message: expect.stringContaining('nobody reads from the pipe') }]);
    let text = '';
    const read = async (): Promise<void> => {
      const { buffer, bytesRead } = await reader
        .read(Buffer.alloc(1_000_000))
        .catch(() => ({ buffer: Buffer.alloc(0), bytesRead: 0 }));
      text += buffer.toString('utf8', 0, bytesRead);
    };
    const closed = sink.close();
    while (text.length < many.reduce((sum, { line }) => sum + line.length + 1, 0)) {
      await read();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closed;
    await reader.close();
    expect(text).toBe(many.map(({ line }) => `${line}\n`).join(''));
    expect(heard.map(({ kind }) => kind)).toEqual(['late', 'delivered']);
  });

  it('says in a sentence why a file cannot be opened', async () => {
    const sink = await openFileSink({ path: join(folder, 'absent', 'audit.jsonl') });
    expect(sink).toMatchObject({ _tag: 'Left', left: expect.stringContaining('cannot be opened: ENOENT') });
  });

  it('does not hold the caller when the disk is full, and names what is missing at the end', async () => {
    const sink = await opened('/dev/full');
    await sink.write(written[0]?.line ?? '', written[0]?.record ?? never());
    await sink.write(written[1]?.line ?? '', written[1]?.record ?? never());
    await sink.close();
    expect(heard).toMatchObject([
      { kind: 'late', from: 1, message: expect.stringContaining('ENOSPC') },
      { kind: 'missing', from: 1, to: 2 },
    ]);
  });
});

describe('the file sink of a file that cannot be written for long', () => {
  it('keeps no more than there is room for, gives up the oldest, and names them', async () => {
    const room = textOf(0, 3).length;
    const sink = await opened('/dev/full', { maxKeptCharacters: room });
    for (const { line, record } of written) await sink.write(line, record);
    const given = heard.filter(({ kind }) => kind === 'missing');
    expect(given[0]).toMatchObject({ from: 1, message: expect.stringContaining('could not be written for too long') });
    expect(given[0]?.to).toBeLessThan(written.length);
    await sink.close();
  });
});

const never = (): never => {
  throw new Error('no such record');
};
