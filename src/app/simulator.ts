import { writeFile } from 'node:fs/promises';
import { createCluster, type KubernetesVersion, type Simulator } from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import { defined } from '../model/json/json-object.ts';
import { complain, complainAbout } from './complain.ts';
import { randomSuffix, readInput, readSources } from './input-files.ts';
import { ownProgram } from './process.ts';
import { defaultNamespace, furnish } from './simulated-ground.ts';
import { onInterrupts, type Terminal } from './terminal.ts';

export interface ServeOptions {
  readonly files: readonly string[];
  readonly port: number;
  readonly speed: number;
  /** Which Kubernetes it behaves like; the current one by default. */
  readonly kubernetes?: KubernetesVersion;
  /** Plays the Litmus operator. */
  readonly operator?: boolean;
  /** Where the kubeconfig goes; without it, it is printed. */
  readonly kubeconfigOut?: string;
  readonly json?: boolean;
}

/** The exit code where the simulator could not be started. */
const failure = 2;

/** Serves a simulated cluster until it is interrupted. Resolves with the exit code. */
export const serveSimulator = async (options: ServeOptions, terminal: Terminal): Promise<number> => {
  const sources = await readSources(options.files);
  if (E.isLeft(sources)) return complain(terminal, sources.left);
  const input = readInput(sources.right, { suffix: randomSuffix });
  const wrong = complainAbout(terminal, input.findings);
  if (wrong !== undefined) return wrong;
  const simulator = await start(options).catch((error: unknown) => String(error));
  if (typeof simulator === 'string') {
    terminal.stderr(`The simulator cannot listen on port ${options.port}: ${simulator}\n`);
    return failure;
  }
  try {
    const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>();
    onInterrupts(terminal, interrupt, () => terminal.leave(0));
    const say = (note: string): void => terminal.stderr(`${note}\n`);
    const ground = await furnish(simulator, input, false, say);
    if (E.isLeft(ground)) return complain(terminal, [ground.left]);
    const printed = await announce(simulator, options, terminal);
    if (printed !== undefined) return printed;
    await interrupted;
    terminal.stderr('The simulated cluster ends.\n');
    return 0;
  } finally {
    await simulator.close();
  }
};

const start = ({ port, speed, operator, kubernetes }: ServeOptions): Promise<Simulator> =>
  createCluster({
    ...{ port, speed, ...defined({ kubernetes }) },
    litmus: operator
      ? { operator: { command: ownProgram('run'), env: { ...process.env, KUBECONFIG: undefined } } }
      : {},
  });

/** Standard output gets the kubeconfig, or with `--json` one object; what is for people goes to standard error. */
const announce = async (
  simulator: Simulator,
  options: ServeOptions,
  terminal: Terminal,
): Promise<number | undefined> => {
  const { url } = simulator;
  const text = simulator.kubeconfig({ namespace: defaultNamespace });
  const { kubeconfigOut } = options;
  if (kubeconfigOut !== undefined) {
    const problem = await writeFile(kubeconfigOut, text, { mode: 0o600 }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (problem !== undefined) return complain(terminal, [`The kubeconfig cannot be written: ${problem}`]);
  }
  terminal.stderr(
    `A simulated Kubernetes ${simulator.kubernetes} listens on ${url}, ${options.operator ? 'with' : 'without'} the Litmus operator.\n`,
  );
  if (options.json)
    terminal.stdout(
      `${JSON.stringify({ server: url, ...(kubeconfigOut === undefined ? { kubeconfig: text } : { kubeconfigFile: kubeconfigOut }) })}\n`,
    );
  else if (kubeconfigOut === undefined) terminal.stdout(text.endsWith('\n') ? text : `${text}\n`);
  const path = kubeconfigOut ?? 'FILE, with the kubeconfig above in it';
  terminal.stderr(`Use it with: export KUBECONFIG=${path}\nCtrl-C ends it.\n`);
  return undefined;
};
