import type { AttemptParams, JobIdentity } from '../../../machines/experiment/experiment-types.ts';
import type { KubeObject } from '../../cluster/port.ts';
import type { Run } from '../run/run-context.ts';

/** What something of a step is removed with. */
export type RemovalMeans = Pick<
  Run,
  'cluster' | 'identity' | 'clock' | 'log' | 'signal' | 'engine' | 'waitsForRemoval' | 'built'
>;

/** What of a step is to be removed. */
export interface CleanUp extends AttemptParams {
  readonly job: JobIdentity;
  /** Absent: of a Job that another plan had launched nobody knows. */
  readonly experiment?: string;
  /** In milliseconds since the epoch; absent: nobody knows, and it may have been at any time. */
  readonly launchedAt?: number;
  readonly removeJob: boolean;
  readonly removeHelpers: boolean;
  /** The pods of the step as they were seen last, without asking the server; absent: nobody has looked at them. */
  readonly knownPods?: () => readonly KubeObject[];
  /** The pod of which the last lines are copied meanwhile. */
  readonly tailOf?: string;
}

/** A removal, and what it has come to. Objects are named like `job/x` and `pod/y`. */
export interface Removal extends CleanUp {
  /** The server has accepted their deletion: they may be there yet, and inject. */
  readonly deletionAccepted: Set<string>;
  /** Seen before, and not there any more when it was looked last. */
  readonly gone: Set<string>;
  /** Pods that were still there when it was looked last. */
  pods: readonly string[];
  /** Deletions of pods that have not been answered, by uid or name: nobody asks for the same beside them. */
  readonly asked: Map<string, Promise<boolean>>;
  /** Of what failures people have been told. */
  readonly complained: Set<string>;
}
