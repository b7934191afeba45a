/** How the played operator starts runners: by a function, as child processes, or not at all. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childRunner } from './child-runner.ts';
import type { OperatorGeneration } from './generations.ts';
import type { StartRunner } from './runner-program.ts';

/** How the operator is played. */
export interface SimulatedOperator {
  /** 3.0 by default. */
  readonly generation?: OperatorGeneration;
  /** The image of runners whose engine names none. */
  readonly image?: string;
  /** What runs as the runner. Without this and `command` runner pods run until they are stopped. */
  readonly startRunner?: StartRunner;
  /** Starts runners as child processes: the executable and its arguments, `-kubeconfig PATH` is added. */
  readonly command?: readonly [string, ...(readonly string[])];
  /** Variables of those child processes beside the container's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface RunnerStarter {
  readonly start?: StartRunner;
  /** Removes the kubeconfigs of child processes. */
  dispose(): Promise<void>;
}

/** What starts runners for this operator; `kubeconfig` makes the text of a kubeconfig with a token. */
export const runnerStarter = (
  { startRunner, command, env = {} }: SimulatedOperator,
  kubeconfig: (token: string) => string,
): RunnerStarter => {
  let folder: string | undefined;
  const write = (token: string, name: string): string => {
    folder ??= mkdtempSync(join(tmpdir(), 'chaos-simulator-'));
    const path = join(folder, `${name}.kubeconfig`);
    writeFileSync(path, kubeconfig(token), { mode: 0o600 });
    return path;
  };
  const start = startRunner ?? (command && childRunner({ command, kubeconfig: write, env }));
  return {
    ...(start ? { start } : {}),
    dispose: async () => {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
};
