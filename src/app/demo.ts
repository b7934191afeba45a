import path from 'node:path';
import { createCluster, type KubernetesVersion, type Simulator } from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import { connectTo } from '../cluster/credentials/connection.ts';
import { defined } from '../model/json/json-object.ts';
import { showProblem } from '../model/json/problem.ts';
import { decodeEngine } from '../model/litmus/engine.ts';
import { placesOfFlags } from './audit-sinks.ts';
import { badInput, complain } from './complain.ts';
import { type DriveOptions, driveByHand } from './drive.ts';
import { readEngineInput } from './engine-input.ts';
import { examplesFolder } from './examples.ts';
import { type Input, randomSuffix } from './input-files.ts';
import { clusterAt } from './open-cluster.ts';
import type { PlanChoice, PlanFlags } from './plan-choice.ts';
import { createView } from './progress/view.ts';
import { sayFinish } from './run-result.ts';
import { logWarnings } from './server-warnings.ts';
import { furnish } from './simulated-ground.ts';
import type { Terminal } from './terminal.ts';
import { viewLog } from './view-log.ts';

export interface DemoOptions extends Pick<PlanFlags, 'batch' | 'plan' | 'seed'>, DriveOptions {
  /** How many simulated seconds pass in one. */
  readonly speed: number;
  /** Which Kubernetes is simulated; the current one by default. */
  readonly kubernetes?: KubernetesVersion;
}

const defaultFiles = (): readonly string[] => {
  const folder = examplesFolder();
  return folder === undefined ? [] : [path.join(folder, 'engine.yaml')];
};

/** Runs an engine on a simulated cluster in this process. Resolves with the exit code, as on a real cluster. */
export const demo = async (options: DemoOptions, terminal: Terminal): Promise<number> => {
  const paths = options.files.length > 0 ? options.files : defaultFiles();
  if (paths.length === 0)
    return complain(terminal, ['The examples are not beside the program: name the files of an engine.']);
  const read = await readEngineInput({ ...options, files: paths }, terminal, undefined, randomSuffix);
  if (E.isLeft(read)) return read.left;
  const { input, choice } = read.right;
  const { speed, kubernetes } = options;
  const simulator = await createCluster({ litmus: {}, speed, ...defined({ kubernetes }) });
  try {
    return await demoOn(simulator, options, input, choice, terminal);
  } finally {
    await simulator.close();
  }
};

const demoOn = async (
  simulator: Simulator,
  options: DemoOptions,
  input: Input,
  choice: PlanChoice,
  terminal: Terminal,
): Promise<number> => {
  // Times of the runner are whole milliseconds.
  const clock = { ...simulator.clock, now: () => Math.floor(simulator.clock.now()) };
  const view = createView({ terminal, now: clock.now, json: options.json });
  const log = viewLog(view);
  const ground = await furnish(simulator, input, true, view.note);
  if (E.isLeft(ground)) return complain(terminal, [ground.left]);
  const [named] = ground.right.engines;
  if (named === undefined) return badInput;
  const { namespace, name, account } = named;
  const places = await placesOfFlags(options, log);
  if (E.isLeft(places)) return complain(terminal, [places.left]);
  // Under the service account's rights, as the operator would have it.
  const { url: server, certificateAuthority: ca } = simulator;
  const token = simulator.tokenFor(namespace, account);
  const connection = connectTo({ server, token, namespace, user: account, ...defined({ ca }) });
  const cluster = clusterAt(connection, logWarnings(log));
  try {
    const read = await cluster.get('ChaosEngine', { namespace, name });
    if (E.isLeft(read)) return complain(terminal, [read.left.message]);
    const engine = decodeEngine(read.right);
    if (E.isLeft(engine)) return complain(terminal, engine.left.map(showProblem));
    view.note(`Driving ${namespace}/${name} on a simulated cluster, as the service account ${account}.`);
    const finish = await driveByHand({
      cluster,
      clock,
      engine: engine.right,
      terminal,
      view,
      places: places.right,
      options,
      ...choice,
      whenLeaving: 'The simulated cluster ends with this process: nothing has to be cleaned up.',
    });
    return sayFinish(`${namespace}/${name}`, finish, view, { ...options, records: options.audit }, terminal);
  } finally {
    await cluster.close();
  }
};
