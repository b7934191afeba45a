import * as E from 'fp-ts/Either';
import { isForbidden } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityOf, seedAnnotation } from '../../job/identity.ts';
import { recordAt } from '../../model/json/json-object.ts';
import type { Identified } from '../run/identify-run.ts';
import type { RunnerOptions } from '../run/runner-options.ts';

/** An adopted run goes on with its draws, which its Jobs remember; a new one draws anew, whatever Jobs of others are left. */
export const seedToKeep = (identified: Identified, jobs: readonly KubeObject[]): number | undefined => {
  if (identified.is !== 'Adopt') return undefined;
  const own = jobs.filter((job) => identityOf(job)?.identity.runId === identified.runId);
  const written = own.map(({ metadata }) => metadata.annotations?.[seedAnnotation]).find((one) => one);
  const seed = Number(written);
  return written !== undefined && Number.isSafeInteger(seed) && seed >= 0 ? seed : undefined;
};

/**
 * Of a run whose checkpoint is lost the ChaosResults of its engine may prove how its steps have ended. Left: a sentence.
 */
export const resultsToAdopt = async (
  { cluster, environment: { namespace, engine } }: Pick<RunnerOptions, 'cluster' | 'environment'>,
  patienceMs: number,
): Promise<E.Either<string, readonly KubeObject[]>> => {
  const pick = (result: KubeObject) => (recordAt(result, 'spec').engine === engine ? result : undefined);
  const listed = await cluster.list('ChaosResult', namespace, {}, { patienceMs, pick });
  if (E.isRight(listed)) return E.right(listed.right.items);
  if (isForbidden(listed.left)) return E.right([]);
  return E.left(`The ChaosResults of the engine could not be listed: ${listed.left.message}`);
};
