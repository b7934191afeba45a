import path from 'node:path';
import { createCluster, type KubernetesVersion, type Simulator } from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import { assembleCluster } from '../cluster/adapter.ts';
import { systemClock } from '../cluster/clock.ts';
import { connectTo } from '../cluster/credentials/connection.ts';
import { showProblem } from '../model/json/problem.ts';
import { decodeEngine } from '../model/litmus/engine.ts';
import type { AuditRecord } from '../model/progress/record.ts';
import { commandLineExitCode } from '../runner/run/finish.ts';
import { openAuditFile } from './audit-sinks.ts';
import { badInput, complain } from './complain.ts';
import { driveByHand } from './drive.ts';
import { readEngineInput } from './engine-input.ts';
import { examplesFolder } from './examples.ts';
import { type Input, randomSuffix } from './input-files.ts';
import type { PlanChoice, PlanFlags } from './plan-choice.ts';
import { createView } from './progress/view.ts';
import { runResult, sayResult } from './run-result.ts';
import { logWarnings } from './server-warnings.ts';
import { applyGround, simulatedGround } from './simulated-ground.ts';
import type { Terminal } from './terminal.ts';
import { userAgent } from './version.ts';
import { viewLog } from './view-log.ts';

export interface DemoOptions extends Pick<PlanFlags, 'batch' | 'plan' | 'seed'> {
  readonly files: readonly string[];
  readonly json: boolean;
  /** How many simulated seconds pass in one. */
  readonly speed: number;
  /** Which Kubernetes is simulated; the current one by default. */
  readonly kubernetes?: KubernetesVersion;
  /** The audit file. */
  readonly audit?: string;
  readonly onRecord?: (record: AuditRecord) => void;
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
  const simulator = await createCluster({
    litmus: {},
    speed: options.speed,
    ...(options.kubernetes === undefined ? {} : { kubernetes: options.kubernetes }),
  });
  try {
    return await demoOn(simulator, options, input, choice, terminal);
  } finally {
    await simulator.close();
  }
};

const demoOn = async (
  simulator: Simulator,
  options: DemoOptions,
  { objects, notes }: Input,
  choice: PlanChoice,
  terminal: Terminal,
): Promise<number> => {
  // Times of the runner are whole milliseconds.
  const clock = { ...simulator.clock, now: () => Math.floor(simulator.clock.now()) };
  const view = createView({ terminal, now: clock.now, json: options.json });
  const ground = await simulatedGround(objects, { activate: true, alwaysLitmus: false });
  for (const note of [...notes, ...ground.notes]) view.note(note);
  const refused = await applyGround(simulator, ground);
  if (refused !== undefined) return complain(terminal, [refused]);
  const [named] = ground.engines;
  if (named === undefined) return badInput;
  const { namespace, name, account } = named;
  const auditFile = await openAuditFile(options.audit, viewLog(view));
  if (E.isLeft(auditFile)) return complain(terminal, [auditFile.left]);
  // Under the service account's rights, as the operator would have it.
  const cluster = assembleCluster({
    connection: connectTo({
      server: simulator.url,
      token: simulator.tokenFor(namespace, account),
      namespace,
      user: account,
      ...(simulator.certificateAuthority === undefined ? {} : { ca: simulator.certificateAuthority }),
    }),
    clock: systemClock,
    random: Math.random,
    userAgent,
    onWarning: logWarnings(viewLog(view)),
  });
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
      ...choice,
      ...(auditFile.right === undefined ? {} : { auditFile: auditFile.right }),
      ...(options.onRecord === undefined ? {} : { onRecord: options.onRecord }),
      whenLeaving: 'The simulated cluster ends with this process: nothing has to be cleaned up.',
    });
    view.close();
    sayResult(runResult(`${namespace}/${name}`, finish, view.model()), view.model(), options.json, terminal);
    return commandLineExitCode(finish);
  } finally {
    await cluster.close();
  }
};
