import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import * as E from 'fp-ts/Either';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AuditIo } from '../../src/app/audit-io.ts';
import { hashOfLine } from '../../src/audit/hash-chain.ts';
import { addToHistory, startHistory } from '../../src/audit/history.ts';
import type { AuditSource } from '../../src/audit/source.ts';
import { auditCommand } from '../../src/cli/audit.ts';
import { reportCommand } from '../../src/cli/report.ts';
import { chained, source, stepEntry } from '../audit/records.ts';
import { resumedRun, runId, startedAt, textOf, wholeRun } from '../audit/run-log.ts';

const written = wholeRun();
const text = textOf(written);
const head = hashOfLine(written.at(-1)?.line ?? '');
const history = written.reduce((so, { record }) => addToHistory(so, record), startHistory(runId, source, startedAt));

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-cli-'));
  file = join(folder, 'audit.jsonl');
  await writeFile(file, text);
});
afterAll(() => rm(folder, { recursive: true }));

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number | undefined;
}

/** Runs one command line against a given standard input and cluster. */
const run = async (
  make: (io: AuditIo) => Command,
  words: readonly string[],
  given: {
    readonly stdin?: string;
    readonly cluster?: E.Either<string, AuditSource>;
    readonly screen?: Pick<AuditIo, 'columns' | 'rows'>;
  } = {},
): Promise<Ran> => {
  let [out, err, code]: [string, string, number | undefined] = ['', '', undefined];
  const io: AuditIo = {
    readFromCluster: async () => given.cluster ?? E.left('there is no cluster here'),
    readStdin: async () => Buffer.from(given.stdin ?? ''),
    stdout: (part) => {
      out += part;
    },
    stderr: (part) => {
      err += part;
    },
    columns: undefined,
    ...given.screen,
    exit: (with_) => {
      code = with_;
    },
  };
  const command = make(io);
  for (const one of [command, ...command.commands]) one.exitOverride().configureOutput({ writeErr: io.stderr });
  await command.parseAsync(words, { from: 'user' });
  return { out, err, code };
};
const audit = (words: readonly string[], given?: Parameters<typeof run>[2]) => run(auditCommand, words, given);
const report = (words: readonly string[], given?: Parameters<typeof run>[2]) => run(reportCommand, words, given);

describe('audit show', () => {
  it('reads a file and prints the table', async () => {
    const { out, err, code } = await audit(['show', file]);
    expect([err, code]).toEqual(['', 0]);
    expect(out).toContain('Run 7d1f0c1e of demo/engine: Fail');
  });

  it.each([[['show']], [['show', '-']]])('reads standard input with %j', async (words) => {
    expect((await audit(words, { stdin: text })).out).toContain('Run 7d1f0c1e of demo/engine');
  });

  it('reads an engine from the cluster', async () => {
    const cluster = E.right({ origin: 'ConfigMaps', text });
    expect(await audit(['show', 'demo/engine'], { cluster })).toMatchObject({ code: 0, err: '' });
  });

  it('takes a path that exists for a file, though an engine could be called like it', async () => {
    await mkdir(join(folder, 'demo'));
    await writeFile(join(folder, 'demo', 'engine'), text);
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    expect(await audit(['show', 'demo/engine'])).toMatchObject({ code: 0, err: '' });
  });

  it('prints records as JSON, one a line, filtered', async () => {
    const { out } = await audit(['show', '--json', '--step', 'node-drain', file]);
    const subjects = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).subject);
    expect(new Set(subjects)).toEqual(new Set(['node-drain']));
  });

  it('gives a terminal one screen of a large run, and every record to --all, to a filter and to a pipe', async () => {
    const ends = Array.from({ length: 250 }, (_, index) =>
      stepEntry({ type: 'CLEANED', remaining: [], at: 1 }, { subject: `step-${index}`, outcome: 'Pass' }),
    );
    const stdin = chained(...ends)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join('');
    const screen = { columns: 100, rows: 24 };
    const linesOf = async (words: readonly string[], on: object): Promise<number> =>
      (await audit(['show', ...words], { stdin, ...on })).out.split('\n').length;
    expect(await linesOf([], { screen })).toBeLessThanOrEqual(24);
    expect(await linesOf(['--all'], { screen })).toBeGreaterThan(250);
    expect(await linesOf(['--outcome', 'Pass'], { screen })).toBeGreaterThan(250);
    expect(await linesOf([], {})).toBeGreaterThan(250);
  });

  it('shows the compact history where nothing else is left', async () => {
    const { out, code } = await audit(['show', 'demo/engine'], { cluster: E.right({ origin: 'checkpoint', history }) });
    expect(code).toBe(0);
    expect(out).toContain('This is the compact history');
  });

  it('says what the cluster’s reader noted', async () => {
    const cluster = E.right({ origin: 'ConfigMaps', text, notes: ['chunk 2 is missing'] });
    expect((await audit(['show', 'demo/engine'], { cluster })).err).toBe('Note: chunk 2 is missing\n');
  });

  it('ends with 1 for a log without records and 64 for what is no source', async () => {
    expect(await audit(['show'], { stdin: 'nothing\n' })).toMatchObject({ code: 1 });
    expect(await audit(['show', 'No/Such/Thing'])).toMatchObject({
      code: 64,
      err: 'No/Such/Thing is neither a file nor NAMESPACE/NAME of an engine\n',
    });
  });

  it('ends with 2 when the cluster cannot be read, and says why', async () => {
    const { code, err } = await audit(['show', 'demo/engine']);
    expect([code, err]).toEqual([2, 'the audit log of demo/engine cannot be read: there is no cluster here\n']);
  });

  it.each([
    [['show', '--since', 'soon'], 'expected a time'],
    [['show', '--actor', 'nobody'], 'Allowed choices'],
    [['verify', '--head', 'abc'], 'expected a SHA-256'],
    [['verify', '--sequence', '0'], 'expected a whole number'],
    [['frobnicate'], 'unknown command'],
  ])('refuses %j', async (words, message) => {
    await expect(audit(words)).rejects.toThrow(message);
  });
});

describe('audit verify', () => {
  it('says that a whole log is whole, and ends with 0', async () => {
    const { out, code } = await audit(['verify', '--head', head, file]);
    expect(code).toBe(0);
    expect(out).toContain('the head is confirmed');
    expect(out.endsWith('The chain is whole.\n')).toBe(true);
  });

  it('names what is wrong, and ends with 1', async () => {
    const lines = text.trimEnd().split('\n');
    const { out, code } = await audit(['verify'], { stdin: lines.toSpliced(6, 1).join('\n') });
    expect(code).toBe(1);
    expect(out).toContain('PROBLEM (missing): record 7 is missing before record 8');
  });

  it('finds a cut tail by the head that the cluster keeps', async () => {
    const cut = text.trimEnd().split('\n').slice(0, -2).join('\n');
    const cluster = E.right({ origin: 'ConfigMaps', text: cut, head, sequence: written.length });
    const { out, code } = await audit(['verify', 'demo/engine'], { cluster });
    expect(code).toBe(1);
    expect(out).toContain('PROBLEM (cut): the tail was cut off');
  });

  it('lists what a killed process printed after its checkpoint without complaining', async () => {
    const { first, second } = resumedRun(30, 36);
    const { out, code } = await audit(['verify'], { stdin: textOf([...first, ...second]) });
    expect(code).toBe(0);
    expect(out).toMatch(/ {2}~ records \d+ to \d+ of segment 1: printed after the checkpoint/);
  });

  it('prints the report as JSON', async () => {
    const { out } = await audit(['verify', '--json', file]);
    expect(JSON.parse(out)).toMatchObject({ ok: true, runs: [{ runId }], problems: [] });
  });

  it('says that a compact history cannot be verified', async () => {
    const { err, code } = await audit(['verify', 'demo/engine'], {
      cluster: E.right({ origin: 'checkpoint', history }),
    });
    expect(code).toBe(1);
    expect(err).toContain('it cannot be verified');
  });
});

describe('audit replay', () => {
  it('agrees with a log of the machines of this version', async () => {
    const { out, code } = await audit(['replay', file]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ transitions of 11 machines agree with the log\.\n$/);
  });

  it('names the record that does not follow, and ends with 1', async () => {
    const { out, code } = await audit(['replay'], {
      stdin: text.replace('"to":"Running.Starting"', '"to":"Running.Observing"'),
    });
    expect(code).toBe(1);
    expect(out).toContain('the record says Running.Observing (line ');
  });

  it('says of a log that ends early which machines have not ended', async () => {
    const { out, code } = await audit(['replay'], { stdin: text.split('\n').slice(0, 20).join('\n') });
    expect(code).toBe(0);
    expect(out).toContain('Note: supervisor has not ended: it is in Iterating.Running.');
  });
});

describe('report', () => {
  it.each([
    ['markdown', '# Chaos run of demo/engine'],
    ['junit', '<?xml version="1.0" encoding="UTF-8"?>'],
    ['journal', '{\n  "chaoslib-version"'],
    ['html', '<!doctype html>'],
  ])('makes %s', async (format, start) => {
    const { out, code } = await report(['--format', format, file]);
    expect([out.startsWith(start), code]).toEqual([true, 0]);
  });

  it('writes to a file', async () => {
    const output = join(folder, 'report.md');
    const { out, code } = await report(['--output', output, file]);
    expect([out, code]).toEqual(['', 0]);
    expect(await readFile(output, 'utf8')).toContain('# Chaos run of demo/engine');
  });

  it('ends with 64 when it cannot write there', async () => {
    expect(await report(['--output', join(folder, 'no', 'such'), file])).toMatchObject({ code: 64 });
  });

  it('makes what it can of the compact history and says what is lacking', async () => {
    const { out, err } = await report(['demo/engine'], { cluster: E.right({ origin: 'checkpoint', history }) });
    expect(out).toContain('| node-drain | 1 | Pass | 2 |');
    expect(err).toContain('it lacks the events');
  });

  it('ends with 1 when the log has no such run', async () => {
    const { code, err } = await report(['--run', 'another', file]);
    expect([code, err]).toEqual([1, `${file} holds no audit record of run another.\n`]);
  });

  it('says which formats there are when it is asked for another one', async () => {
    await expect(report(['--format', 'pdf', file])).rejects.toThrow(
      'Allowed choices are junit, journal, markdown, html',
    );
  });
});
