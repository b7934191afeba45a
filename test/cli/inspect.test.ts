import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as E from 'fp-ts/Either';
import { afterAll, describe, expect, it } from 'vitest';
import { type AuditIo, processIo } from '../../src/app/audit-io.ts';
import { withInspector } from '../../src/app/with-inspector.ts';
import { addToHistory, startHistory } from '../../src/audit/history.ts';
import type { AuditSource } from '../../src/audit/source.ts';
import { inspect, recordsOfSource } from '../../src/cli/inspect.ts';
import { textOf, wholeRun } from '../audit/run-log.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = wholeRun();

/** A terminal whose user interrupts when told to; `url` is what was said of the page. */
const terminal = () => {
  let interrupt: () => void = () => undefined;
  let said = '';
  let tell: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => {
    tell = resolve;
  });
  return {
    url,
    said: () => said,
    interrupt: () => interrupt(),
    stdout: () => undefined,
    stderr: (text: string) => {
      said += text;
      const [found] = /http:\S+\//.exec(text) ?? [];
      if (found !== undefined) tell(found);
    },
    onInterrupt: (listener: () => void) => {
      interrupt = listener;
      return () => undefined;
    },
  };
};

/** Listens to the page's events until a text is among them. */
const listen = (url: string, until: string): Promise<string> =>
  new Promise((resolve) => {
    const request = get(`${url}events`, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += String(part);
        if (!text.includes(until)) return;
        request.destroy();
        resolve(text);
      });
    });
  });

const io = (readFromCluster: AuditIo['readFromCluster'] = async () => E.left('no cluster')): AuditIo => ({
  ...processIo(),
  readFromCluster,
});

const idOf = (index: number): string => written[index]?.record.id ?? '';

describe('inspect', () => {
  it('shows a file and follows what is appended to it, whole lines only', async () => {
    const file = path.join(folder, 'run.jsonl');
    writeFileSync(file, textOf(written.slice(0, 10)));
    const user = terminal();
    const done = inspect(file, { port: 0 }, io(), user);
    const url = await user.url;
    expect(await listen(url, 'event: state')).toContain(`id: ${idOf(9)}\n`);
    const rest = textOf(written.slice(10, 20));
    appendFileSync(file, rest.slice(0, -20));
    expect(await listen(url, idOf(18))).not.toContain(`id: ${idOf(19)}\n`);
    appendFileSync(file, rest.slice(-20));
    await listen(url, `"id":"${idOf(19)}"`);
    user.interrupt();
    expect(await done).toBe(0);
  });

  it('shows the records of an engine in the cluster', async () => {
    const user = terminal();
    const source: AuditSource = { origin: 'ConfigMaps of litmus/engine', text: textOf(written), notes: ['A note.'] };
    const done = inspect(
      'litmus/engine',
      { port: 0 },
      io(async () => E.right(source)),
      user,
    );
    const events = await listen(await user.url, 'event: state');
    expect(events).toContain('"origin":"ConfigMaps of litmus/engine","live":true,"notes":["A note."]');
    user.interrupt();
    expect(await done).toBe(0);
  });

  it.each(['-', undefined])('shows the log of a runner that comes on standard input, named %s', async (argument) => {
    const user = terminal();
    const log = { ...io(), readStdin: async () => Buffer.from(`{"level":30}\n${textOf(written)}`) };
    const done = inspect(argument, { port: 0 }, log, user);
    const events = await listen(await user.url, 'event: state');
    expect(events).toContain(`id: ${idOf(written.length - 1)}\n`);
    expect(events).toContain('"origin":"standard input","live":false');
    user.interrupt();
    expect(await done).toBe(0);
  });

  it('serves no page of a standard input without records', async () => {
    const user = terminal();
    const empty = { ...io(), readStdin: async () => Buffer.from('{"level":30}\n') };
    expect(await inspect(undefined, { port: 0 }, empty, user)).toBe(1);
    expect(user.said()).toBe('standard input holds no audit record.\n');
  });

  it('says why a source cannot be read', async () => {
    const user = terminal();
    expect(await inspect('litmus/engine', { port: 0 }, io(), user)).toBe(2);
    expect(user.said()).toContain('no cluster');
    expect(await inspect('no-such-file', { port: 0 }, io(), user)).toBe(64);
  });
});

describe('what a source holds', () => {
  it('is its records, and a note for each broken line', () => {
    const text = `${textOf(written.slice(0, 3))}{"specversion":"1.0","id":"x"}\n`;
    const { records, notes } = recordsOfSource({ origin: 'file', text });
    expect(records.length).toBe(3);
    expect(notes).toEqual([expect.stringContaining('Line 4 is a broken record')]);
  });

  it('is what is known of the run and what is lacking where only the compact history is left', () => {
    const [first] = written;
    const source = first?.record.source ?? '';
    const history = written.reduce(
      (before, { record }) => addToHistory(before, record),
      startHistory('run', source, Date.parse(first?.record.time ?? '')),
    );
    const { records, model, notes } = recordsOfSource({ origin: 'checkpoint', history });
    expect(records).toEqual([]);
    expect(model?.attempts.filter(({ outcome }) => outcome !== undefined).length).toBe(10);
    expect(notes.length).toBeGreaterThan(0);
  });

  it('is nothing where nothing was found', () => {
    expect(recordsOfSource({ origin: 'nowhere' })).toEqual({ records: [], notes: [] });
  });
});

describe('the page beside a run', () => {
  it('stays after the end until the interrupt, and the exit code is that of the run', async () => {
    const user = terminal();
    const done = withInspector({ inspect: true }, 'a test', user, async (onRecord) => {
      for (const { record } of written) onRecord?.(record);
      return 1;
    });
    expect(await listen(await user.url, '"live":false')).toContain('"origin":"a test"');
    user.interrupt();
    expect(await done).toBe(1);
  });

  it('ends at once where nothing was run', async () => {
    expect(await withInspector({ inspectPort: 0 }, 'a test', terminal(), async () => 64)).toBe(64);
  });

  it('is not served where nobody asks for it', async () => {
    const user = terminal();
    expect(await withInspector({}, 'a test', user, async (onRecord) => (onRecord === undefined ? 0 : 1))).toBe(0);
    expect(user.said()).toBe('');
  });
});
