import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCluster,
  type KubeObject,
  litmusServiceAccount,
  type Simulator,
  type WriteEvent,
} from 'chaos-runner-simulator';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { parseLog } from '../../src/audit/parse-log.ts';
import { replay } from '../../src/audit/verify/replay.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { account, engineName, namespace, referenceObjects } from './reference-batch.ts';

/** Where a process is killed: directly before or directly after the n-th write of all its runner processes. */
export interface CrashPoint {
  readonly write: number;
  readonly when: 'before' | 'after';
}

/** What a run came to, seen from outside. */
export interface Seen {
  readonly exitCode: number | null;
  readonly processes: number;
  readonly rows: readonly { readonly name: string; readonly status: string; readonly verdict: string }[];
  /** How often each Job name was created over the whole history. */
  readonly created: ReadonlyMap<string, number>;
  /** Jobs and pods with the engine's uid that were not told to go, or are still there long after they were. */
  readonly residue: readonly string[];
  readonly writes: readonly string[];
  readonly requests: number;
  readonly problems: readonly string[];
  readonly log: string;
  readonly errors: string;
}

export interface WorldOptions {
  readonly crashes?: readonly CrashPoint[];
  readonly watch?: boolean;
  readonly prepare?: (simulator: Simulator) => void;
  /** Called at every write of the runner, before it is applied. */
  readonly onWrite?: (write: WriteEvent, simulator: Simulator) => void;
  readonly objects?: readonly object[];
  readonly signal?: AbortSignal;
}

/** The bundle that `npm run build` makes, or another one that is to be tried. */
const program = process.env.CHAOS_RUNNER_PROGRAM ?? join(import.meta.dirname, '../../dist/chaos-runner.mjs');

const isRunner = ({ userAgent }: { readonly userAgent: string }): boolean => userAgent.startsWith('chaos-runner/');

/** Runs the reference batch with a real runner process, starting it again whenever it ends with anything but 0. */
export const runWorld = async (options: WorldOptions = {}): Promise<Seen> => {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-crash-'));
  const simulator = await createCluster({ namespaces: [namespace], https: false, requestLog: 100_000, litmus: {} });
  const created = new Map<string, number>();
  const writes: string[] = [];
  const left = [...(options.crashes ?? [])];
  let child: ChildProcess | undefined;

  const crashAt = (when: CrashPoint['when'], write: WriteEvent): 'drop' | undefined => {
    if (!isRunner(write)) return undefined;
    const due = left[0];
    if (due?.when !== when || due.write !== writes.length) return undefined;
    left.shift();
    child?.kill('SIGKILL');
    return 'drop';
  };
  simulator.hooks.beforeWrite = (write) => {
    if (isRunner(write)) {
      writes.push(`${write.verb} ${write.resource} ${write.name ?? nameIn(write.body)}`);
      options.onWrite?.(write, simulator);
    }
    return crashAt('before', write);
  };
  simulator.hooks.afterWrite = (write) => crashAt('after', write);
  simulator.store.subscribe(({ type, resource, object }) => {
    if (resource !== 'jobs' || type !== 'ADDED') return;
    created.set(object.metadata.name, (created.get(object.metadata.name) ?? 0) + 1);
  });

  try {
    const objects = [
      ...litmusServiceAccount(account, namespace, { watch: options.watch ?? true }),
      ...(options.objects ?? referenceObjects()),
    ];
    await simulator.apply(objects);
    options.prepare?.(simulator);
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, simulator.kubeconfig({ namespace, serviceAccount: account }));
    let log = '';
    let errors = '';
    let exitCode: number | null = null;
    let processes = 0;
    while (processes < 12 && exitCode !== 0 && options.signal?.aborted !== true) {
      processes += 1;
      child = spawn(process.execPath, [program, '-kubeconfig', kubeconfig], {
        env: environment(simulator),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout?.on('data', (data: Buffer) => {
        log += data.toString();
      });
      child.stderr?.on('data', (data: Buffer) => {
        errors += data.toString();
      });
      exitCode = await new Promise((resolve) => child?.on('close', (code) => resolve(code)));
    }
    const residue = await leftBehind(simulator);
    return seen(simulator, { exitCode, processes, created, residue, writes, log, errors });
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const nameIn = (body: unknown): string => (body as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? '';

const environment = (simulator: Simulator): NodeJS.ProcessEnv => {
  const engine = simulator.store.get('chaosengines', namespace, engineName) as
    | (KubeObject & { spec: { experiments: readonly { name: string }[] } })
    | undefined;
  return {
    PATH: process.env.PATH,
    CHAOSENGINE: engineName,
    EXPERIMENT_LIST: engine?.spec.experiments.map(({ name }) => name).join(','),
    CHAOS_NAMESPACE: namespace,
    CHAOS_SVC_ACC: account,
    TARGETS: '',
  };
};

type Ran = Pick<Seen, 'exitCode' | 'processes' | 'created' | 'residue' | 'writes' | 'log' | 'errors'>;

/** Objects that were told to go are on their way for a moment: Jobs have finalizers. */
const goneWithinMs = 20_000;

const leftBehind = async (simulator: Simulator): Promise<readonly string[]> => {
  const uid = simulator.store.get('chaosengines', namespace, engineName)?.metadata.uid;
  const left = (): readonly { readonly name: string; readonly object: KubeObject }[] =>
    (['jobs', 'pods'] as const).flatMap((resource) =>
      simulator.store
        .list(resource, namespace)
        .filter(({ metadata }) => metadata.labels?.chaosUID === uid)
        .map((object) => ({ name: `${resource}/${object.metadata.name}`, object })),
    );
  const going = new Set(
    left().flatMap(({ object: { metadata } }) => (metadata.deletionTimestamp ? [metadata.uid] : [])),
  );
  const isToldToGo = ({ metadata }: KubeObject): boolean =>
    going.has(metadata.uid) || metadata.ownerReferences?.some((owner) => going.has(owner.uid)) === true;
  const forgotten = left().filter(({ object }) => !isToldToGo(object));
  if (forgotten.length === 0)
    await new Promise<void>((resolve) => {
      const bound = setTimeout(resolve, goneWithinMs);
      const check = (): void => {
        if (left().length > 0) return;
        clearTimeout(bound);
        resolve();
      };
      simulator.store.subscribe(check);
      check();
    });
  return left().map(({ name }) => name);
};

const seen = (simulator: Simulator, ran: Ran): Seen => {
  const engine = simulator.store.get('chaosengines', namespace, engineName);
  const status = engine?.status as
    | { experiments?: readonly { name: string; status: string; verdict: string }[] }
    | undefined;
  const parsed = parseLog(ran.log);
  const verified = verify(parsed);
  const replayed = replay(parsed, {
    experiment: experimentMachine,
    supervisor: supervisorMachine,
    runner: runnerMachine,
  });
  return {
    ...ran,
    rows: (status?.experiments ?? []).map(({ name, status: state, verdict }) => ({ name, status: state, verdict })),
    requests: simulator.requests.filter(isRunner).length,
    problems: [
      ...verified.problems.map(({ message }) => `verify: ${message}`),
      ...replayed.problems.map(({ message, sequence }) => `replay, record ${sequence}: ${message}`),
    ],
  };
};
