import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runFiles } from '../../src/app/run-files.ts';
import { type ServeOptions, serveSimulator } from '../../src/app/simulator.ts';
import { type FakeTerminal, fakeTerminal } from '../cli/fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from '../cli/files.ts';
import { startProgram } from '../cli/program.ts';
import { createClient } from '../contract/client.ts';

const options = (more: Partial<ServeOptions> = {}): ServeOptions => ({
  files: [],
  port: 0,
  speed: 20,
  operator: false,
  json: false,
  ...more,
});

/** A terminal that tells when something that matches has been written to standard error. */
const terminalWith = (pattern: RegExp): { readonly terminal: FakeTerminal; readonly said: Promise<void> } => {
  const inner = fakeTerminal();
  let tell: () => void = () => undefined;
  const said = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const stderr = (text: string): void => {
    inner.stderr(text);
    if (pattern.test(inner.err())) tell();
  };
  return { terminal: { ...inner, stderr }, said };
};

describe('simulator', () => {
  it('serves a cluster that this program can run an engine on, until Ctrl-C', async () => {
    const { terminal, said } = terminalWith(/Ctrl-C ends it/);
    const kubeconfigOut = path.join(temporaryFolder(), 'sim.yaml');
    const serving = serveSimulator(options({ files: [fileOf([experiment('a')])], kubeconfigOut }), terminal);
    await said;
    expect(statSync(kubeconfigOut).mode & 0o777).toBe(0o600);
    const files = [fileOf([engine(['a'])])];
    const run = { files, kubeconfig: kubeconfigOut, json: true, operator: false };
    expect(await runFiles(run, fakeTerminal())).toBe(0);
    terminal.interrupt();
    expect(await serving).toBe(0);
    expect(terminal.out()).toBe('');
  });

  it('prints nothing but the kubeconfig on standard output', async () => {
    const { terminal, said } = terminalWith(/Ctrl-C ends it/);
    const serving = serveSimulator(options(), terminal);
    await said;
    terminal.interrupt();
    expect(await serving).toBe(0);
    expect(terminal.out()).toMatch(/^apiVersion: v1|^\{/);
    expect(terminal.out()).toMatch(/https:\/\/127\.0\.0\.1:\d+/);
  });

  it('prints address and kubeconfig as one object with --json', async () => {
    const { terminal, said } = terminalWith(/Ctrl-C ends it/);
    const serving = serveSimulator(options({ json: true }), terminal);
    await said;
    terminal.interrupt();
    await serving;
    const printed = terminal.json() as { server: string; kubeconfig: string };
    expect(printed.kubeconfig).toContain(printed.server);
  });

  it.each([['1.37'], ['1.20']] as const)('behaves like Kubernetes %s when that is asked for', async (kubernetes) => {
    const { terminal, said } = terminalWith(/Ctrl-C ends it/);
    const serving = serveSimulator(options({ json: true, kubernetes }), terminal);
    await said;
    const { server, kubeconfig } = terminal.json() as { server: string; kubeconfig: string };
    const [, authority = ''] = /certificate-authority-data: "?([^\s"]+)/.exec(kubeconfig) ?? [];
    const client = createClient(server, '', Buffer.from(authority, 'base64').toString());
    expect((await client.get('/version', { token: null })).body.minor).toBe(kubernetes.slice(2));
    await client.close();
    expect(terminal.err()).toContain(`A simulated Kubernetes ${kubernetes} listens on`);
    terminal.interrupt();
    expect(await serving).toBe(0);
  });

  it('says that a port is taken', async () => {
    const first = terminalWith(/Ctrl-C ends it/);
    const serving = serveSimulator(options({ json: true }), first.terminal);
    await first.said;
    const port = Number(new URL((first.terminal.json() as { server: string }).server).port);
    const second = fakeTerminal();
    expect(await serveSimulator(options({ port }), second)).toBe(2);
    expect(second.err()).toContain(`cannot listen on port ${port}`);
    first.terminal.interrupt();
    await serving;
  });

  it('ends cleanly at SIGTERM as a process', { timeout: 60_000 }, async () => {
    const kubeconfig = path.join(temporaryFolder(), 'sim.yaml');
    const { child, ended } = startProgram(['simulator', '--operator', '--kubeconfig-out', kubeconfig]);
    await new Promise<void>((resolve) =>
      child.stderr?.on('data', (text: Buffer) => {
        if (text.toString().includes('Ctrl-C ends it')) resolve();
      }),
    );
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(existsSync(kubeconfig) && readFileSync(kubeconfig, 'utf8')).toContain('127.0.0.1');
  });
});
