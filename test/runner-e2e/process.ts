import { type Clock, scopedClock } from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import { retireOwnPod } from '../../src/app/pod-identity.ts';
import { logWarnings } from '../../src/app/server-warnings.ts';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { connectTo } from '../../src/cluster/credentials/connection.ts';
import { type Interceptors, intercept } from '../../src/cluster/interceptor.ts';
import { runnerName } from '../../src/model/litmus/row.ts';
import { decodeEnvironment } from '../../src/model/litmus/runner-environment.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import type { Log } from '../../src/runner/log.ts';
import { type Finish, podExitCode } from '../../src/runner/run/finish.ts';
import { createRunner, type Runner } from '../../src/runner/run/runner.ts';

export interface ProcessOptions {
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mode: 'pod' | 'commandLine';
  /** The uid of the pod, or the name of a command line. */
  readonly holder: string;
  readonly random: () => number;
  readonly newRunId: () => string;
  readonly batchSeed?: number;
  /** Told of each record before its effects are executed. */
  readonly onRecord?: (record: AuditRecord, process: RunnerInProcess) => void;
  /** When the pod of this process was started; absent: that cannot be told. */
  readonly podStartedAt?: number;
  readonly onLogLine?: (line: string) => void;
  /** What stands between this process and its cluster, such as an admission webhook that changes what is created. */
  readonly between?: Interceptors;
  /** Resolves when a line of the audit log is where it is kept, which the runner waits for; undefined: at once. */
  readonly written?: (line: string) => Promise<void> | undefined;
}

/** A runner that lives in this process, wired as `src/app/pod.ts` wires a real one. */
export interface RunnerInProcess {
  readonly runner: Runner;
  readonly records: readonly AuditRecord[];
  /** The audit log as it is printed, one JSON object each. */
  readonly lines: readonly string[];
  /** What the runner said beside the audit, one JSON object each. */
  readonly said: readonly string[];
  /** How the drive ended; undefined for one that was killed. */
  readonly finish: Promise<Finish | undefined>;
  /** The exit code of the pod; 137 for one that was killed. */
  readonly exited: Promise<number>;
  /** As SIGKILL: no request is sent and no timer goes off any more. */
  readonly kill: () => void;
}

/** Starts one. An environment that cannot be read ends it at once with 64, as it does the program. */
export const startProcess = (options: ProcessOptions): RunnerInProcess => {
  const { url, token, env, mode, holder, random, newRunId } = options;
  const clock = scopedClock(options.clock);
  const records: AuditRecord[] = [];
  const lines: string[] = [];
  const said: string[] = [];
  const say =
    (level: string) =>
    (fields: object, message: string): void => {
      const line = JSON.stringify({ level, ...fields, message });
      said.push(line);
      options.onLogLine?.(line);
    };
  const log: Log = { info: say('info'), warn: say('warn'), error: say('error'), debug: say('debug') } as Log;
  const environment = decodeEnvironment(env);
  const adapter = assembleCluster({
    connection: connectTo({ server: url, token }),
    clock,
    random,
    userAgent: 'chaos-runner/e2e',
    onWarning: logWarnings(log),
  });
  const cluster = intercept(adapter, options.between ?? {});
  let killed: () => void = () => undefined;
  const death = new Promise<undefined>((resolve) => {
    killed = () => resolve(undefined);
  });
  if (E.isLeft(environment)) {
    for (const problem of environment.left) say('error')({ problem }, 'the environment cannot be used');
    const finish = Promise.resolve(undefined);
    const runner: Runner = { finish: death as never, abort: () => undefined, terminate: () => undefined };
    return { runner, records, lines, said, finish, exited: finish.then(() => 64), kill: () => undefined };
  }
  const process: { self?: RunnerInProcess } = {};
  const runner = createRunner({
    cluster,
    clock,
    random,
    newRunId,
    seed: () => options.batchSeed ?? 1,
    log,
    environment: environment.right,
    mode,
    holder: async () => holder,
    ...(options.podStartedAt === undefined ? {} : { podStartedAt: async () => options.podStartedAt }),
    host: 'e2e',
    isAlive: () => false,
    openAudit: async () => ({
      write: ({ line }) => {
        lines.push(line);
        options.onLogLine?.(line);
        return options.written?.(line);
      },
      flush: async () => undefined,
      close: async () => undefined,
      problems: () => [],
    }),
    onRecord: (record) => {
      records.push(record);
      if (process.self) options.onRecord?.(record, process.self);
    },
  });
  const finish = (async () => {
    const ended = await Promise.race([runner.finish, death]);
    const { namespace, engine } = environment.right;
    if (ended?.is === 'HandedOver' && mode === 'pod')
      await retireOwnPod(cluster, { namespace, name: runnerName(engine) });
    clock.close();
    await cluster.close();
    return ended;
  })();
  process.self = {
    runner,
    records,
    lines,
    said,
    finish,
    exited: finish.then((ended) => (ended === undefined ? 137 : podExitCode(ended))),
    kill: () => {
      clock.close();
      killed();
    },
  };
  return process.self;
};
