import {
  type AccountExtras,
  type Clock,
  type ClusterState,
  createCluster,
  type Interceptor,
  type KubeObject,
  type LitmusSimulator,
  litmusServiceAccount,
  type OperatorGeneration,
  type RequestRecord,
  realClock,
  seededRandom,
  type Timings,
} from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { type ProcessOptions, type RunnerInProcess, startProcess } from './process.ts';

export const namespace = 'litmus';
export const account = 'litmus-sa';

export interface GroundOptions {
  /** Put there as the administrator, after namespace and service account. */
  readonly objects: readonly object[];
  readonly extras?: AccountExtras;
  /** What stands there in place of all these, at the time that it is of. */
  readonly state?: ClusterState;
  /** What the common clock shows at first, in milliseconds since the epoch, where no state says it; now by default. */
  readonly startAt?: number;
  /** The service account of runners and experiments. */
  readonly account?: string;
  /** Of `StartOptions`, where they name none. */
  readonly engine?: string;
  /** How much faster than this machine's the common clock of cluster and runner is; 1 by default. */
  readonly speed?: number;
  /** Of names, jitter and run ids. */
  readonly seed?: number;
  readonly timings?: Partial<Timings>;
  readonly interceptors?: readonly Interceptor[];
  /** Plays the operator, which starts runners in this process. */
  readonly operator?: OperatorGeneration;
  readonly onRecord?: ProcessOptions['onRecord'];
}

export interface StartOptions {
  readonly engine?: string;
  readonly mode?: 'pod' | 'commandLine';
  readonly holder?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly token?: string;
  readonly url?: string;
  /** When its pod was started, in milliseconds since the epoch; absent: that cannot be told. */
  readonly podStartedAt?: number;
  /** For draws where the batch names no seed. */
  readonly batchSeed?: number;
  readonly between?: ProcessOptions['between'];
  readonly written?: ProcessOptions['written'];
  /** The clock of its machine; by default that of the cluster. */
  readonly clock?: Clock;
}

/** A simulated cluster, and the runners that were started in it. */
export interface Ground {
  readonly simulator: LitmusSimulator;
  readonly clock: Clock;
  readonly start: (options?: StartOptions) => RunnerInProcess;
  /** All runners so far, those of the operator included. */
  readonly runners: readonly RunnerInProcess[];
  readonly records: () => readonly AuditRecord[];
  readonly engine: (name?: string) => KubeObject | undefined;
  readonly rows: (name?: string) => readonly Row[];
  /** The events that runners wrote. */
  readonly events: () => readonly RunnerEvent[];
  /** Jobs and pods with the engine's uid, but for the runner's pod. */
  readonly residue: (uid?: string) => readonly string[];
  /** How often each Job name was created. */
  readonly created: ReadonlyMap<string, number>;
  /** Requests that runners have made. */
  readonly requests: () => readonly RequestRecord[];
  /** Resolves with the first answer that is neither undefined nor false; asked at every change and record. */
  readonly until: <A>(question: () => A | undefined | false) => Promise<A>;
  readonly setEngine: (change: (engine: KubeObject) => KubeObject, name?: string) => void;
  readonly close: () => Promise<void>;
}

interface Row {
  readonly name: string;
  readonly runner: string;
  readonly experimentPod: string;
  readonly status: string;
  readonly verdict: string;
  readonly lastUpdateTime: string;
}

interface RunnerEvent {
  readonly name: string;
  readonly reason: string;
  readonly type: string;
  readonly message: string;
  readonly count: number;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Opens one; whoever opens it closes it. */
export const openGround = async (options: GroundOptions): Promise<Ground> => {
  const { state } = options;
  const clock = realClock(options.speed ?? 1, state?.time ?? options.startAt);
  const random = seededRandom(options.seed ?? 1);
  const runners: RunnerInProcess[] = [];
  const created = new Map<string, number>();
  const asked = new Set<() => void>();
  const ask = (): void => {
    for (const one of [...asked]) one();
  };
  let count = 0;
  const started: { simulator?: LitmusSimulator } = {};
  const of = options.account ?? account;
  const main = options.engine ?? 'engine';

  const launch = (
    more: Pick<
      ProcessOptions,
      'token' | 'env' | 'mode' | 'holder' | 'podStartedAt' | 'batchSeed' | 'between' | 'written'
    > & {
      url?: string;
      clock?: Clock;
    },
  ) => {
    const runner = startProcess({
      url: started.simulator?.url ?? '',
      clock,
      random,
      newRunId: () => Array.from({ length: 12 }, () => letters[Math.floor(random() * letters.length)]).join(''),
      ...more,
      onRecord: (record, process) => {
        options.onRecord?.(record, process);
        queueMicrotask(ask);
      },
    });
    runners.push(runner);
    void runner.exited.then(ask);
    return runner;
  };

  const simulator = await createCluster({
    namespaces: [namespace],
    https: false,
    clock,
    seed: options.seed ?? 1,
    ...(options.timings ? { timings: options.timings } : {}),
    litmus:
      options.operator === undefined
        ? {}
        : {
            operator: {
              generation: options.operator,
              startRunner: (env, pod, token) => {
                const runner = launch({ token, env, mode: 'pod', holder: pod.metadata.uid });
                return {
                  exited: runner.exited,
                  signal: (name) => (name === 'SIGKILL' ? runner.kill() : runner.runner.terminate()),
                };
              },
            },
          },
  });
  started.simulator = simulator;
  const { store } = simulator;
  if (state !== undefined) simulator.restore(state);
  store.subscribe(({ type, resource, object }) => {
    if (resource === 'jobs' && type === 'ADDED')
      created.set(object.metadata.name, (created.get(object.metadata.name) ?? 0) + 1);
    ask();
  });
  const objects = [...litmusServiceAccount(of, namespace, options.extras ?? {}), ...options.objects];
  await simulator.apply(state === undefined ? objects : []).catch(async (refused: unknown) => {
    await simulator.close();
    throw refused;
  });
  simulator.interceptors.push(...(options.interceptors ?? []));

  const engine = (name = main): KubeObject | undefined => store.get('chaosengines', namespace, name);
  const environmentOf = (name: string): Readonly<Record<string, string | undefined>> => {
    const spec = engine(name)?.spec as { experiments?: readonly { name: string }[] } | undefined;
    return {
      CHAOSENGINE: name,
      EXPERIMENT_LIST: (spec?.experiments ?? []).map((entry) => entry.name).join(','),
      CHAOS_NAMESPACE: namespace,
      CHAOS_SVC_ACC: of,
    };
  };
  const isRunner = ({ userAgent }: RequestRecord): boolean => userAgent.startsWith('chaos-runner/');

  return {
    simulator,
    clock,
    runners,
    created,
    start: ({
      engine: name = main,
      mode = 'commandLine',
      holder,
      env,
      token,
      url,
      podStartedAt,
      batchSeed,
      between,
      written,
      clock: ownClock,
    } = {}) => {
      count += 1;
      return launch({
        token: token ?? simulator.tokenFor(namespace, of),
        env: { ...environmentOf(name), ...env },
        mode,
        holder: holder ?? (mode === 'commandLine' ? `cli:e2e:${count}:${count}` : `pod-${count}`),
        ...(url === undefined ? {} : { url }),
        ...(podStartedAt === undefined ? {} : { podStartedAt }),
        ...(batchSeed === undefined ? {} : { batchSeed }),
        ...(between === undefined ? {} : { between }),
        ...(written === undefined ? {} : { written }),
        ...(ownClock === undefined ? {} : { clock: ownClock }),
      });
    },
    records: () => runners.flatMap(({ records }) => records),
    engine,
    rows: (name) => (engine(name)?.status as { experiments?: readonly Row[] } | undefined)?.experiments ?? [],
    events: () =>
      store
        .list('events', namespace)
        .filter(({ source }) => (source as { component?: string } | undefined)?.component?.endsWith('-runner'))
        .map(({ metadata, ...event }) => ({ ...(event as unknown as RunnerEvent), name: metadata.name })),
    residue: (uid = engine()?.metadata.uid) =>
      (['jobs', 'pods'] as const).flatMap((resource) =>
        store
          .list(resource, namespace)
          .filter(({ metadata }) => metadata.labels?.chaosUID === uid && !metadata.name.endsWith('-runner'))
          .map(({ metadata }) => `${resource}/${metadata.name}`),
      ),
    requests: () => simulator.requests.filter(isRunner),
    until: (question) =>
      new Promise((resolve) => {
        const check = (): boolean => {
          const answer = question();
          if (answer === undefined || answer === false) return false;
          asked.delete(check);
          resolve(answer as never);
          return true;
        };
        if (!check()) asked.add(check);
      }),
    setEngine: (change, name = main) => {
      const changed = store.update('chaosengines', namespace, name, change);
      if (E.isLeft(changed)) throw new Error(changed.left.message);
    },
    close: async () => {
      for (const runner of runners) runner.kill();
      await simulator.close();
    },
  };
};

/** A ground for one test, closed when it ends. */
export const ground = async (options: GroundOptions): Promise<Ground> => {
  const [opened, { onTestFinished }] = await Promise.all([openGround(options), import('vitest')]);
  onTestFinished(opened.close);
  return opened;
};

/** The engine's own `engineStatus`, as the operator writes it. */
export const statusOf = (world: Ground): string | undefined =>
  (world.engine()?.status as { engineStatus?: string } | undefined)?.engineStatus;

/** Writes the engine's `engineState`, as a user does. */
export const setState = (world: Ground, engineState: string): void =>
  world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), engineState } }));

/** Whether the answer has come before so many milliseconds of the cluster's clock were over; asked as `until` asks. */
export const within = (world: Ground, milliseconds: number, question: () => boolean): Promise<boolean> =>
  Promise.race([
    world.until(question).then(() => true),
    new Promise<boolean>((resolve) => {
      world.clock.setTimer(world.clock.now() + milliseconds, () => resolve(false));
    }),
  ]);
