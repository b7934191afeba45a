/** A runner that is a real child process. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as E from 'fp-ts/Either';
import type { RunnerProcess, StartRunner } from './runner-program.ts';

export interface ChildRunnerOptions {
  /** The executable and its arguments; the path of a kubeconfig with the token is added as `-kubeconfig PATH`. */
  readonly command: readonly [string, ...(readonly string[])];
  /** Writes a kubeconfig with this token and returns its path; `name` is the pod's alone. */
  readonly kubeconfig: (token: string, name: string) => string;
  /** Further variables, under those of the container. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts each runner as a child process whose output goes line by line into the container's log. */
export const childRunner =
  ({ command: [file, ...args], kubeconfig, env }: ChildRunnerOptions): StartRunner =>
  (containerEnv, pod, token, log): RunnerProcess => {
    const failed = (error: unknown): 127 => {
      log(`The runner could not be started: ${error instanceof Error ? error.message : String(error)}`);
      return 127;
    };
    const { namespace, name } = pod.metadata;
    const start = (): ChildProcessByStdio<null, Readable, Readable> =>
      spawn(file, [...args, '-kubeconfig', kubeconfig(token, `${namespace}_${name}`)], {
        // A container's host name is its pod's name; the process finds itself in the API by it.
        env: { ...env, HOSTNAME: name, ...containerEnv },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    // A variable that no process can have, one with a zero byte or too long, makes `spawn` throw.
    const spawned = E.tryCatch(start, failed);
    if (E.isLeft(spawned)) return { exited: Promise.resolve(spawned.left), signal: () => undefined };
    const child = spawned.right;
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', log);
    const exited = new Promise<number>((resolve) => {
      child.on('error', (error) => resolve(failed(error)));
      // `close`, not `exit`: the output must be complete before the container counts as ended.
      child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
    return { exited, signal: (name) => void child.kill(name) };
  };
