import type * as E from 'fp-ts/Either';
import type { CompactHistory } from './history.ts';

/** Where an audit log was found and what is known about it beside its lines. */
export interface AuditSource {
  /** For people: a file, standard input, or what was read from the cluster. */
  readonly origin: string;
  /** The log's lines; absent where only the compact history is left. */
  readonly text?: string | Uint8Array;
  /** What checkpoint or summary keep of the chain's end. */
  readonly head?: string;
  readonly sequence?: number;
  readonly runId?: string;
  /** What the checkpoint keeps where no ConfigMap may be created. */
  readonly history?: CompactHistory;
  /** Sentences for people: what could not be read and what it means. */
  readonly notes?: readonly string[];
}

/** Which cluster is meant; without any the usual one. */
export interface AuditCluster {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Reads the log of an engine from the cluster. Left: a sentence that says why that is not possible. */
export type ReadFromCluster = (
  engine: { readonly namespace: string; readonly name: string },
  where: AuditCluster,
) => Promise<E.Either<string, AuditSource>>;
