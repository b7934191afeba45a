import type { AuditLog } from '../../audit/sinks/fan-out.ts';
import type { Access, Cluster } from '../../cluster/port.ts';
import type { RunnerEnvironment } from '../../model/litmus/runner-environment.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { HolderQuestion } from './holder.ts';
import type { RunIdentity } from './run-context.ts';

/** What a process is given by whoever wires it. */
export interface RunnerOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1): jitter. */
  readonly random: () => number;
  /** Fresh, unguessable, of [a-z0-9], fit for a label. */
  readonly newRunId: () => string;
  /** For random draws where the batch names no seed. */
  readonly seed: () => number;
  readonly log: Log;
  readonly environment: RunnerEnvironment;
  readonly mode: 'pod' | 'commandLine';
  /** The uid of our pod, or the name of our command line. Asked once the engine is known. */
  readonly holder: () => Promise<string>;
  readonly host: HolderQuestion['host'];
  readonly isAlive: HolderQuestion['isAlive'];
  /** Opens the sinks of a run's audit log. `access`: our rights, once the run has asked for them; no request of its own. */
  readonly openAudit: (
    identity: RunIdentity,
    segment: number,
    access: Promise<Access | undefined>,
  ) => Promise<AuditLog>;
  /** The batch document in place of the engine's annotation. */
  readonly batchText?: string;
  /** A plan that is run as it is. */
  readonly plan?: Plan;
  readonly onRecord?: (record: AuditRecord) => void;
  /** When our pod was started, in milliseconds since the epoch. Asked only when nothing could be launched. */
  readonly podStartedAt?: () => Promise<number | undefined>;
  /** The grace in seconds with which our pod is being deleted; undefined: it is not, or nobody knows. Asked at SIGTERM. */
  readonly podGraceSeconds?: () => Promise<number | undefined>;
}
