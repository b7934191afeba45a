import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { orAbsent } from '../../cluster/error-predicates.ts';
import type { Call } from '../../cluster/port.ts';
import { endOf, fetchBytes } from '../../cluster/transport/pod-log.ts';
import type { BuiltJob } from '../../job/build-job.ts';
import { recordAt } from '../../model/json/json-object.ts';
import { masker } from '../../model/text/mask.ts';
import type { Run } from '../run/run-context.ts';

const tailLines = 10;
const keptBytes = 4_096;

export interface WantedTail {
  readonly pod: string;
  readonly container: string;
}

/**
 * The last lines of the logs of an experiment's pods, each masked: the contents of every Secret that the experiment can
 * read, and what could be a secret in the environment's literal values. Where such a Secret cannot be read, the lines are
 * withheld. Undefined in the place of a log that cannot be read or has nothing in it.
 */
export const maskedTails = async (
  run: Pick<Run, 'cluster' | 'identity'>,
  built: BuiltJob | undefined,
  wanted: readonly WantedTail[],
  call: Call,
): Promise<readonly (string | undefined)[]> => {
  if (built === undefined)
    return wanted.map(() => 'withheld, because it is not known any more which secrets the experiment could read.');
  const { namespace } = run.identity;
  const { secretsToMask, literals } = built.dependencies;
  const [secrets, texts] = await Promise.all([
    Promise.all(secretsToMask.map((name) => valuesOf(run, name, call))),
    Promise.all(
      wanted.map(({ pod, container }) =>
        run.cluster.podLog({ namespace, name: pod }, { container, tailLines, limitBytes: fetchBytes }, call),
      ),
    ),
  ]);
  const unread = secretsToMask.filter((_, index) => secrets[index] !== undefined && E.isLeft(secrets[index]));
  const values = secrets.flatMap((secret) => (E.isRight(secret) ? secret.right : []));
  const mask = masker(values, literals);
  return texts.map((text) => {
    if (E.isLeft(text) || text.right.trim() === '') return undefined;
    if (unread.length > 0)
      return `withheld, because the Secret ${unread.join(', ')} that the experiment can read could not be read here, so its contents could not be masked.`;
    // Cut afterwards: of a secret that was cut, the rest would not be recognised.
    const kept = endOf(mask(text.right).trim(), keptBytes);
    return kept === '' ? undefined : kept;
  });
};

const valuesOf = async (
  run: Pick<Run, 'cluster' | 'identity'>,
  name: string,
  call: Call,
): Promise<E.Either<ClusterError, readonly Uint8Array[]>> => {
  const answer = orAbsent(await run.cluster.get('Secret', { namespace: run.identity.namespace, name }, call));
  return E.map((secret: unknown) =>
    Object.values(recordAt(secret, 'data')).map((value) => Buffer.from(String(value), 'base64')),
  )(answer);
};
