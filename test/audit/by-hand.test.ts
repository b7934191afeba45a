import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hashOfLine } from '../../src/audit/hash-chain.ts';
import { textOf, wholeRun } from './run-log.ts';

const guide = readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8');
const [, script = ''] = /^### By hand\n.*?```sh\n(.*?)```/ms.exec(guide) ?? [];

const written = wholeRun();

/** What the lines of the guide print about a log. */
const byHand = (log: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'by-hand-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'run.jsonl'), log);
  return execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
};

describe('a log that is verified by hand, as the guide says', () => {
  it('has the head of its last record, also between lines of others and behind time stamps', () => {
    const head = `head ${hashOfLine(written.at(-1)?.line ?? '')}\n`;
    expect(byHand(textOf(written))).toBe(head);
    const stamped = written.map(({ line }) => `{"level":30}\n2026-01-31T12:00:00.1Z ${line}\n`).join('');
    expect(byHand(stamped)).toBe(head);
  });

  it('names the record behind one that was altered', () => {
    const lines = written.map(({ line }) => line);
    const altered = lines.toSpliced(4, 1, (lines[4] ?? '').replace('"actor":"runner"', '"actor":"user"'));
    expect(altered).not.toEqual(lines);
    expect(byHand(`${altered.join('\n')}\n`)).toContain(`does not follow: ${lines[5]?.slice(0, 120)}\n`);
  });
});
