import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { abortEngine } from '../../src/app/abort/abort.ts';
import { type AuditIo, processIo } from '../../src/app/audit-io.ts';
import { demo } from '../../src/app/demo.ts';
import { plan } from '../../src/app/plan.ts';
import { runFiles } from '../../src/app/run-files.ts';
import { serveSimulator } from '../../src/app/simulator.ts';
import type { Terminal } from '../../src/app/terminal.ts';
import { validate } from '../../src/app/validate/validate.ts';
import { auditCommand } from '../../src/cli/audit.ts';
import { graph } from '../../src/cli/graph.ts';
import { inspect } from '../../src/cli/inspect.ts';
import { reportCommand } from '../../src/cli/report.ts';
import { plainText } from '../../src/model/text/plain-text.ts';
import { reply, serve, status } from '../cluster-port/scripted-server.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from './files.ts';
import { simulatedCluster } from './simulated-cluster.ts';

/** Clears a screen in two ways, turns the direction of what follows, rings, hides letters; and is markup. */
const hostile = '\u001b[2J\u009b2J\u202e\u2066\u0007\b\u200f\u{e0041}<img/src=x>&`|';
const forbidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** What this program itself tells a terminal: colours, to go up, to clear what is below. */
const own = new RegExp(`${'\u001b'}\\[(?:\\d+m|\\d+A\\r|0J)|\\r(?=${'\u001b'}\\[0J)`, 'g');

/** Objects in a file that YAML reads: what it takes for no text at all is written out. */
const written = (objects: readonly object[], name?: string): string =>
  fileOf(objects.map((one) => plainText(JSON.stringify(one))).join('\n---\n'), name);

/** Everything that a terminal was given has nothing in it that it would obey; `shows`: whether the data can be read in it. */
const expectPlain = (terminal: FakeTerminal, shows: boolean | 'compressed' = true): void => {
  const text = (terminal.out() + terminal.err()).replace(own, '');
  const at = text.search(forbidden);
  expect(at < 0 ? '' : JSON.stringify(text.slice(Math.max(0, at - 60), at + 20))).toBe('');
  // In base64 two characters stand by chance.
  if (shows !== 'compressed') expect(text.includes('2J')).toBe(shows);
};

const hostileFiles = (): readonly string[] => [
  written(
    [
      {
        ...engine(['a', `b${hostile}`], { name: `engine${hostile}`, batch: `{steps: {a: {dependsOn: "b${'<&'}"}}}` }),
        [`key${hostile}`]: hostile,
      },
    ],
    `${hostile.replaceAll('/', '')}.yaml`,
  ),
  written([experiment(`a${hostile}`, { duration: hostile, [`key${hostile}`]: hostile })]),
  fileOf(`kind: ChaosEngine\n${JSON.stringify(`x${hostile}`)}: [\n`),
];

describe('data that would command a terminal is only text on it', { timeout: 30_000 }, () => {
  const offline: Readonly<Record<string, (terminal: Terminal, files: readonly string[]) => Promise<number>>> = {
    validate: (terminal, files) => validate({ files, json: false }, terminal),
    'validate --json': (terminal, files) => validate({ files, json: true }, terminal),
    plan: (terminal, files) => plan({ files, json: false }, terminal),
    graph: (terminal, [file = '']) => graph({ what: file, format: 'mermaid' }, terminal),
    demo: (terminal, files) => demo({ files, json: false, speed: 20 }, terminal),
    run: (terminal, files) => runFiles({ files, json: false, operator: false }, terminal),
    simulator: (terminal, files) =>
      serveSimulator({ files, port: 0, speed: 20, operator: false, json: false }, terminal),
  };
  it.each(Object.entries(offline))('%s, of files', async (_, command) => {
    const terminal = fakeTerminal();
    await command(terminal, hostileFiles());
    expectPlain(terminal);
  });

  const refusing = async (): Promise<string> => {
    const server = await serve((_, response) => reply(response, 403, status(403, hostile, `no: ${hostile}`)));
    return written([
      {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: `c${hostile}`, cluster: { server: server.url } }],
        users: [{ name: `u${hostile}`, user: { token: 'x' } }],
        contexts: [{ name: 'c', context: { cluster: `c${hostile}`, user: `u${hostile}` } }],
        'current-context': 'c',
      },
    ]);
  };
  const files = () => [fileOf([engine(['a']), experiment('a')])];
  const online: Readonly<Record<string, (terminal: Terminal, kubeconfig: string) => Promise<unknown>>> = {
    run: (terminal, kubeconfig) => runFiles({ files: files(), json: false, operator: false, kubeconfig }, terminal),
    'run --json': (terminal, kubeconfig) =>
      runFiles({ files: files(), json: true, operator: false, kubeconfig }, terminal),
    abort: (terminal, kubeconfig) => abortEngine({ engine: 'litmus/engine', json: false, kubeconfig }, terminal),
    'validate --server': (terminal, kubeconfig) =>
      validate({ files: files(), json: false, server: true, kubeconfig }, terminal),
    'audit show': (terminal, kubeconfig) =>
      call(auditCommand, terminal, ['show', 'litmus/engine', '--kubeconfig', kubeconfig]),
  };
  it.each(Object.entries(online))('%s, of what the server says', async (_, command) => {
    const terminal = fakeTerminal();
    await command(terminal, await refusing());
    expectPlain(terminal);
  });

  it('abort, of the names of targets', async () => {
    const target = `deployment/x${hostile}`;
    const result = {
      apiVersion: 'litmuschaos.io/v1alpha1',
      kind: 'ChaosResult',
      metadata: { name: 'engine-a', namespace: 'litmus', annotations: { [target]: 'injected' } },
      spec: { engine: 'engine', experiment: 'a' },
      status: {
        experimentStatus: { phase: 'Completed', verdict: 'Fail' },
        history: { targets: [{ kind: 'deployment', name: `x${hostile}`, chaosStatus: 'injected' }] },
      },
    };
    const cluster = await simulatedCluster([engine(['a'])]);
    cluster.simulator.store.create('chaosresults', result);
    const terminal = fakeTerminal();
    expect(await abortEngine({ engine: 'litmus/engine', json: false, kubeconfig: cluster.kubeconfig }, terminal)).toBe(
      1,
    );
    expectPlain(terminal);
  });
});

/** A command with the streams of a terminal, and nothing else of its own. */
const call = async (make: (io: AuditIo) => Command, terminal: Terminal, words: readonly string[]): Promise<void> => {
  const io = { ...processIo(), stdout: terminal.stdout, stderr: terminal.stderr, exit: () => undefined };
  await make(io).parseAsync([...words], { from: 'user' });
};

describe('an audit log that would command a terminal is only text on it', { timeout: 30_000 }, () => {
  const made = async () => {
    const script = {
      verdict: 'Fail',
      targets: `pod/x${hostile.replaceAll('/', '')}`,
      reverts: 'no',
      logs: `gave up: ${hostile}`,
    };
    const audit = path.join(temporaryFolder(), 'run.jsonl');
    const files = [written([engine(['a', 'b']), experiment('a', script), experiment('b')])];
    const [text, json] = [fakeTerminal(), fakeTerminal()];
    const live = fakeTerminal({ live: true, colour: true });
    await demo({ files, json: false, speed: 20, audit }, text);
    await demo({ files, json: true, speed: 20 }, json);
    await demo({ files, json: false, speed: 20 }, live);
    return { text, json, live, log: readFileSync(audit, 'utf8') };
  };
  let runs: ReturnType<typeof made> | undefined;
  const hostileRuns = (): ReturnType<typeof made> => {
    runs ??= made();
    return runs;
  };

  it.each(['text', 'json', 'live'] as const)('demo shows such a run, as %s', async (how) => {
    expectPlain((await hostileRuns())[how]);
  });

  it('the log itself holds such data, and no such character', async () => {
    const { log } = await hostileRuns();
    expect(log).toMatch(/\\u001b\[2J\\u009b2J\\u202e/);
    expect(forbidden.test(log)).toBe(false);
  });

  /** The same log from somebody who means it: such texts everywhere, also where this program would write none. */
  const tampered = (log: string): string => {
    const kept =
      /^(specversion|type|time|machine|from|to|datacontenttype|previous|actor|verdict|outcome|failurePolicy|at)$/;
    const spoil = (value: unknown, key: string): unknown => {
      if (typeof value === 'string')
        return kept.test(key) ? value : key === 'id' ? `${hostile}${value}` : value + hostile;
      if (Array.isArray(value)) return value.map((one) => spoil(one, key));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one, name)]));
    };
    const lines = log.trim().split('\n');
    return `${lines.map((line) => JSON.stringify(spoil(JSON.parse(line), ''))).join('\n')}\n{"id":"${hostile}\n${hostile}\n`;
  };

  const looks: Readonly<Record<string, readonly [(io: AuditIo) => Command, ...string[]]>> = {
    'audit show': [auditCommand, 'show'],
    'audit show --json': [auditCommand, 'show', '--json'],
    'audit verify': [auditCommand, 'verify'],
    'audit verify --json': [auditCommand, 'verify', '--json'],
    'audit replay': [auditCommand, 'replay'],
    'report --format markdown': [reportCommand, '--format', 'markdown'],
    'report --format junit': [reportCommand, '--format', 'junit'],
    'report --format journal': [reportCommand, '--format', 'journal'],
    'report --format html': [reportCommand, '--format', 'html'],
  };
  it.each(Object.entries(looks))('%s', async (_, [make, ...words]) => {
    const { log } = await hostileRuns();
    for (const text of [log, tampered(log)]) {
      const terminal = fakeTerminal();
      await call(make, terminal, [...words, fileOf(text, 'run.jsonl')]);
      const asks = words.join();
      expectPlain(terminal, asks.includes('html') ? 'compressed' : text !== log || !/verify|replay/.test(asks));
    }
  });

  it('inspect', async () => {
    const terminal = fakeTerminal();
    const io = { ...processIo(), stderr: terminal.stderr };
    const interrupting = {
      ...terminal,
      stderr: (text: string): void => {
        terminal.stderr(text);
        if (text.includes('Ctrl-C')) setImmediate(terminal.interrupt);
      },
    };
    const { log } = await hostileRuns();
    expect(await inspect(fileOf(tampered(log), 'run.jsonl'), { port: 0 }, io, interrupting)).toBe(0);
    expect(await inspect(`no-such-file${hostile}`, { port: 0 }, io, interrupting)).toBe(64);
    expectPlain(terminal);
  });

  it('a plan that is made again of what failed', async () => {
    const terminal = fakeTerminal();
    const rerunFailed = fileOf(tampered((await hostileRuns()).log), 'run.jsonl');
    await plan({ files: [fileOf([engine(['a', 'b'])])], json: false, rerunFailed }, terminal);
    expectPlain(terminal);
  });

  it('is text in Markdown, too, and no markup', async () => {
    const terminal = fakeTerminal();
    await call(reportCommand, terminal, [
      '--format',
      'markdown',
      fileOf(tampered((await hostileRuns()).log), 'run.jsonl'),
    ]);
    const outsideOfCode = terminal.out().replace(/(`+)[^`][\s\S]*?[^`]\1(?!`)/g, '');
    expect(outsideOfCode).not.toMatch(/<|&(?!lt;|gt;|amp;)/);
    expect(terminal.out()).toContain('&lt;img/src=x&gt;&amp;');
  });
});
