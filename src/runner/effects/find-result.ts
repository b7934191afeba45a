import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { orAbsent } from '../../cluster/error-predicates.ts';
import type { Call, KubeObject } from '../../cluster/port.ts';
import { recordAt } from '../../model/json/json-object.ts';
import { type ChaosResult, decodeResult } from '../../model/litmus/result.ts';
import type { Run } from '../run/run-context.ts';

/**
 * The ChaosResult of a launch: by its name, or, where INSTANCE_ID is known to the pod only, the latest that names engine
 * and experiment. Right with undefined: there is none (or one that cannot be read, which is the same to us).
 */
export const findResult = async (
  run: Pick<Run, 'cluster' | 'identity'>,
  experiment: string,
  resultName: string | undefined,
  call: Call,
): Promise<E.Either<ClusterError, ChaosResult | undefined>> => {
  const { namespace, engineName } = run.identity;
  if (resultName !== undefined) {
    return E.map(readableResult)(orAbsent(await run.cluster.get('ChaosResult', { namespace, name: resultName }, call)));
  }
  const isMine = (raw: KubeObject): boolean => recordAt(raw, 'spec').engine === engineName;
  const pick = (raw: KubeObject): KubeObject | undefined => (isMine(raw) ? raw : undefined);
  const listed = await run.cluster.list('ChaosResult', namespace, {}, { ...call, pick });
  if (E.isLeft(listed)) return listed;
  const mine = listed.right.items
    .map(readableResult)
    .filter((result) => result?.engine === engineName && result.experiment === experiment)
    .sort((left, right) => Number(left?.metadata.resourceVersion) - Number(right?.metadata.resourceVersion));
  return E.right(mine.at(-1));
};

/** A ChaosResult as the server shows it; undefined: it cannot be read. */
export const readableResult = (raw: unknown): ChaosResult | undefined => {
  const decoded = decodeResult(raw);
  return E.isRight(decoded) ? decoded.right : undefined;
};
