/** The runner as the program of its container: any process or function that ends with an exit code. */

import type { Program } from '../../controllers/programs.ts';
import { specOf } from '../../controllers/views.ts';
import { stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';

export interface RunnerProcess {
  /** The exit code; never rejects. A process that a signal ended has 128 plus the signal's number. */
  readonly exited: Promise<number>;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * Starts a runner with the environment of its container, for the pod, with the token of its service account. `log`
 * takes the lines of its output into the container's log.
 */
export type StartRunner = (
  env: Readonly<Record<string, string>>,
  pod: KubeObject,
  token: string,
  log: (line: string) => void,
) => RunnerProcess;

/** The token that a pod has of its service account. */
export type TokenFor = (serviceAccount: string, pod: KubeObject) => string;

/** The program that runs the runner. The end of the process becomes the end of the container. */
export const runnerProgram =
  (start: StartRunner, tokenFor: TokenFor): Program =>
  ({ env, pod, log, exit }) => {
    const account = stringOf(specOf(pod).serviceAccountName) ?? 'default';
    const process = start(env, pod, tokenFor(account, pod), log);
    process.exited.then(
      (code) => exit(code),
      () => exit(1),
    );
    return { terminate: () => process.signal('SIGTERM'), kill: () => process.signal('SIGKILL') };
  };
