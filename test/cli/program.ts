import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * The program from its sources in a process of its own; no cluster and no engine in its environment but those given.
 * `stdout`: an open file in place of what `out` collects.
 */
export const startProgram = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdout: number | 'pipe' = 'pipe',
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
  const { KUBECONFIG: _k, CHAOSENGINE: _c, ...rest } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'src/main.ts'), ...args], {
    cwd: root,
    env: { ...rest, ...env },
    stdio: ['ignore', stdout, 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (text: Buffer) => {
    out += text.toString();
  });
  child.stderr?.on('data', (text: Buffer) => {
    err += text.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
};

/** How this program is started by the played operator: executable and arguments. */
export const runnerCommand: readonly [string, ...string[]] = [
  process.execPath,
  '--import',
  'tsx',
  path.join(root, 'src/main.ts'),
  'run',
];
