import * as E from 'fp-ts/Either';
import type { Cluster } from '../../cluster/port.ts';
import { monitorNameProblem } from '../../model/kube/names.ts';
import type { ChaosEngine } from '../../model/litmus/engine.ts';
import type { RunnerEnvironment } from '../../model/litmus/runner-environment.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { publishEvent } from './engine-event.ts';
import { launchMonitor, monitorWish } from './monitor.ts';

export interface MonitorBeside {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  readonly environment: RunnerEnvironment;
}

/** Launches the exporter beside the run; that it could not be is said in one event, and is no reason to stop. */
export const launchMonitorBeside = async (options: MonitorBeside, engine: ChaosEngine): Promise<void> => {
  const { cluster, clock, log, environment } = options;
  const { name, namespace = environment.namespace, uid = '' } = engine.metadata;
  const identity = { name, namespace, uid };
  const env = { CHAOS_MONITOR_IMAGE: environment.monitorImage };
  const unnamed = monitorNameProblem(name);
  const launched = unnamed === undefined ? await launchMonitor(cluster, monitorWish(engine, identity, env)) : undefined;
  if (launched !== undefined && E.isRight(launched)) return;
  const cause = launched === undefined ? `The engine's name ${unnamed}.` : launched.left.message;
  log.warn({ cause }, 'the monitor could not be launched; the run goes on without it');
  const message = `The monitor could not be launched, the run goes on without it. ${cause}`;
  await publishEvent(cluster, {
    engine: identity,
    experiment: '',
    reason: 'MonitorNotLaunched',
    warning: true,
    message,
    at: clock.now(),
  });
};
