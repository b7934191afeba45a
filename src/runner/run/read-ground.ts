import * as E from 'fp-ts/Either';
import { isForbidden, isNotFound } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { showProblem } from '../../model/json/problem.ts';
import { lean } from '../../model/kube/lean.ts';
import { type ChaosEngine, decodeEngine } from '../../model/litmus/engine.ts';
import { endOfEngine } from '../../model/litmus/engine-end.ts';
import { engineSelector } from '../../model/litmus/engine-label.ts';
import { type Checkpoint, checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { decodeCheckpoint, holderOf } from '../checkpoint/checkpoint-text.ts';
import type { ToRunner } from './runner-loop.ts';
import type { RunnerOptions } from './runner-options.ts';

/** What the first reads found. */
export interface Ground {
  /** The engine as the server shows it. */
  readonly object: KubeObject;
  /** Undefined: it makes no sense. */
  readonly engine?: ChaosEngine;
  /** Jobs that carry its uid. */
  readonly jobs: readonly KubeObject[];
}

/** How long the first reads are tried, in milliseconds. */
export const firstReadsMs = 30_000;

const notLookedAt = 'what an earlier process of this engine may have launched was not looked at';

/** The checkpoint of a run of this engine that is not over. */
const openCheckpoint = ({ metadata }: Pick<KubeObject, 'metadata'>): Checkpoint | undefined => {
  const decoded = decodeCheckpoint(metadata.annotations?.[checkpointAnnotation] ?? '');
  if (E.isLeft(decoded) || decoded.right.closed || decoded.right.engineUid !== metadata.uid) return undefined;
  return decoded.right;
};

/**
 * Who a checkpoint says that holds the run; of an engine that makes no sense only where it is not over. Of one that can be
 * read also where the checkpoint cannot be used otherwise: a later version may have written it.
 */
export const holderIn = ({ engine, object }: Ground): string | undefined =>
  engine === undefined ? openCheckpoint(object)?.holder : holderOf(object.metadata.annotations?.[checkpointAnnotation]);

const isFirstRun = ({ metadata, status }: ChaosEngine): boolean =>
  status.experiments.length === 0 && metadata.annotations?.[checkpointAnnotation] === undefined;

export interface Read {
  readonly event: ToRunner;
  /** Absent: there is nothing to go on with, or only the engine, which may be told so. */
  readonly ground?: Ground;
}

/** The engine and the Jobs that already carry its uid. `onEngine` is told as soon as the engine is known. */
export const readGround = async (
  { cluster, environment }: Pick<RunnerOptions, 'cluster' | 'environment'>,
  onEngine: (engine: ChaosEngine) => void,
): Promise<Read> => {
  const { namespace, engine: name } = environment;
  const call = { patienceMs: firstReadsMs };
  const answer = await cluster.get('ChaosEngine', { namespace, name }, call);
  if (E.isLeft(answer)) {
    const absent = isNotFound(answer.left);
    const reason = absent
      ? `There is no ChaosEngine ${name} in namespace ${namespace}. Check CHAOSENGINE and CHAOS_NAMESPACE; nothing was run.`
      : `The ChaosEngine ${namespace}/${name} could not be read: ${answer.left.message}`;
    return { event: { type: 'UNREADABLE', reason, ...(absent ? {} : { left: [notLookedAt] }) } };
  }
  const object = answer.right;
  const decoded = decodeEngine(object);
  const { uid } = object.metadata;
  const listing = cluster.list('Job', namespace, { labels: engineSelector(uid ?? '') }, { ...call, pick: lean });
  if (E.isRight(decoded)) onEngine(decoded.right);
  const listed = await listing;
  if (E.isLeft(listed)) {
    const reason = `The Jobs of the engine could not be listed: ${listed.left.message}`;
    // Where they may not even be listed, no runner can have come to a launch; else one may be at work.
    const untouched = isForbidden(listed.left) && E.isRight(decoded) && isFirstRun(decoded.right);
    return untouched
      ? { event: { type: 'UNREADABLE', reason, untouched }, ground: { object, engine: decoded.right, jobs: [] } }
      : { event: { type: 'UNREADABLE', reason, left: [notLookedAt] } };
  }
  const jobs = listed.right.items;
  if (E.isRight(decoded)) {
    const rows = decoded.right.status.experiments.length;
    return { event: { type: 'READ', jobs: jobs.length, rows }, ground: { object, engine: decoded.right, jobs } };
  }
  const problem = `The ChaosEngine ${namespace}/${name} cannot be used: ${decoded.left.map(showProblem).join('; ')}`;
  // The last word on an engine that is being stopped is the operator's.
  const ending = endOfEngine(object) !== undefined;
  return { event: { type: 'UNUSABLE', problems: [problem], ending }, ground: { object, jobs } };
};
