import type { AuditRecord } from '../../src/model/progress/record.ts';
import { type Ground, namespace, openGround } from '../runner-e2e/ground.ts';
import type { RunnerInProcess } from '../runner-e2e/process.ts';
import { account, engineName, referenceObjects } from './reference-batch.ts';
import { seenIn } from './seen-in-process.ts';

/** How a run is aborted: what is done to the cluster or to the runner. */
export const aborts = {
  commandLine: {
    'engineState: stop': stop,
    abort: (_: Ground, runner: RunnerInProcess): void => runner.runner.abort('user', 'Aborted by the sweep.'),
    'deletion of the engine': remove('Background'),
    'deletion of the engine in the foreground': remove('Foreground'),
  },
  // The operator sees these, and ends the runner with SIGTERM among the pods that it deletes.
  pod: {
    'engineState: stop': stop,
    'deletion of the engine': remove('Background'),
    'SIGTERM while the engine is being stopped': (ground: Ground, runner: RunnerInProcess): void => {
      stop(ground);
      runner.runner.terminate();
    },
  },
} as const;

export type Mode = keyof typeof aborts;

function stop(ground: Ground): void {
  ground.setEngine((engine) => ({ ...engine, spec: { ...(engine.spec as object), engineState: 'stop' } }));
}

function remove(propagation: 'Background' | 'Foreground'): (ground: Ground) => void {
  return ({ simulator }) => void simulator.store.remove('chaosengines', namespace, engineName, { propagation });
}

export interface AbortRun {
  /** `from -> to` of the record at which it was aborted. */
  readonly where: string;
  readonly records: number;
  /** What is not as it has to be afterwards. */
  readonly problems: readonly string[];
}

/** In the pod an abort has four seconds of the clock, whatever else this machine is doing. */
const speed = { commandLine: 6, pod: 2 } as const;
const steps = ['top', 'left', 'right', 'bottom'];
const goingOn: readonly string[] = ['Waiting for Job Creation', 'Running'];

/** Runs the reference batch and aborts it at its n-th record; with 0 it is left alone. */
export const runAborted = async (mode: Mode, how: string, at: number): Promise<AbortRun> => {
  let count = 0;
  let where = '';
  const act = (aborts[mode] as Record<string, (ground: Ground, runner: RunnerInProcess) => void>)[how];
  const opened: { ground?: Ground } = {};
  const ground = await openGround({
    objects: referenceObjects(),
    account,
    engine: engineName,
    seed: at + 1,
    speed: speed[mode],
    extras: { watch: at % 2 === 0 },
    ...(mode === 'pod' ? { operator: '3.0' } : {}),
    onRecord: (record, runner) => {
      count += 1;
      if (count !== at || opened.ground === undefined) return;
      where = `${record.subject ?? ''} ${record.data.from} -> ${record.data.to}`;
      act?.(opened.ground, runner);
    },
  });
  opened.ground = ground;
  const uid = ground.engine()?.metadata.uid ?? '';
  try {
    if (mode === 'commandLine') await ground.start().exited;
    else await ground.until(() => isOver(ground));
    for (const runner of ground.runners) await runner.exited;
    // A run that ended before its abort came waits for no Job that has passed: the server has promised to remove it.
    if (where === '') await ground.until(() => ground.residue(uid).length === 0);
    const seen = seenIn(ground, 0, uid);
    const left = await Promise.all(ground.runners.map(({ finish }) => finish));
    return {
      where,
      records: count,
      problems: [
        ...(seen.residue.length > 0 ? [`left behind: ${seen.residue.join(', ')}`] : []),
        ...[...seen.created].filter(([, times]) => times > 1).map(([job, times]) => `${job} created ${times} times`),
        ...left.flatMap((finish) => (finish?.is === 'Finished' ? finish.left : [])),
        ...(isBegun(ground.records())
          ? withoutOutcome(ground.records())
          : [...seen.created.keys()].map((job) => `${job} was created by a run that never began`)),
        ...ground
          .rows()
          .filter(({ status }) => goingOn.includes(status))
          .map(({ name, status }) => `row of ${name}: ${status}`),
        ...seen.problems,
      ],
    };
  } finally {
    await ground.close();
  }
};

/** The operator has had its last word. */
const isOver = (ground: Ground): boolean => {
  const engine = ground.engine();
  const status = (engine?.status as { engineStatus?: string } | undefined)?.engineStatus;
  return engine === undefined || status === 'stopped' || status === 'completed';
};

/** A process that is told to go before that has nothing to give an outcome to. */
const isBegun = (records: readonly AuditRecord[]): boolean => records.some(({ data }) => data.machine === 'supervisor');

/** Steps whose last record says nothing about how they ended. */
const withoutOutcome = (records: readonly AuditRecord[]): readonly string[] =>
  steps.flatMap((step) => {
    const last = records.findLast(({ subject, data }) => subject === step && data.machine === 'experiment');
    return last?.data.outcome === undefined ? [`${step} has no outcome (its last state: ${last?.data.to})`] : [];
  });
