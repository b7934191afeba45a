import * as E from 'fp-ts/Either';
import type { Clock } from '../../cluster/clock.ts';
import { isConflict, isNotFound } from '../../cluster/error-predicates.ts';
import { decodeEngineToEnd } from '../../model/litmus/engine.ts';
import { abortedRow, isTerminal } from '../../model/litmus/row.ts';
import type { EngineAt } from '../engine-standing.ts';

export interface Closed {
  /** Steps whose row was open, and now says that it was aborted. */
  readonly rows: readonly string[];
  /** Why the rows could not be written. */
  readonly problem?: string;
}

type ClosingRows = EngineAt<'get' | 'patch'> & { readonly clock: Clock };

const attempts = 5;

const podOf = (seen: string | undefined): string | undefined =>
  seen === undefined || seen === 'N/A' || seen === 'Yet to be launched' ? undefined : seen;

/**
 * Ends the rows that a dead runner left open with `Forcefully Aborted` and `Stopped`. `alone`: no operator writes the
 * engine's own status, so it is written here. An engine that is gone, or another one of its name, has no rows to end.
 */
export const closeRows = async (on: ClosingRows, uid: string, alone: boolean): Promise<Closed> => {
  const { cluster, clock, namespace, name } = on;
  for (let attempt = 1; ; attempt += 1) {
    const read = await cluster.get('ChaosEngine', { namespace, name });
    if (E.isLeft(read)) return isNotFound(read.left) ? { rows: [] } : { rows: [], problem: read.left.message };
    const engine = decodeEngineToEnd(read.right);
    if (E.isLeft(engine) || engine.right.metadata.uid !== uid) return { rows: [] };
    const { status, metadata } = engine.right;
    const open = status.experiments.filter((row) => !isTerminal(row.status));
    const isStopped = !alone || status.engineStatus === 'stopped' || status.engineStatus === 'completed';
    if (open.length === 0 && isStopped) return { rows: [] };
    const experiments = status.experiments.map((row) =>
      isTerminal(row.status)
        ? row
        : abortedRow({ name: row.name, engine: name, at: clock.now() }, podOf(row.experimentPod)),
    );
    const patched = await cluster.patch(
      'ChaosEngine',
      { namespace, name },
      {
        metadata: { resourceVersion: metadata.resourceVersion },
        status: { experiments, ...(alone ? { engineStatus: 'stopped' } : {}) },
      },
    );
    if (E.isRight(patched)) return { rows: open.map((row) => row.name) };
    if (!isConflict(patched.left) || attempt === attempts) return { rows: [], problem: patched.left.message };
  }
};
