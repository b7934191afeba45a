import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment-types.ts';
import type { ClusterError } from '../../cluster/error.ts';
import { endOf, fetchBytes } from '../../cluster/pod-log.ts';
import { isRecord } from '../../model/manifest.ts';
import { masker } from '../../model/mask.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../loop.ts';
import type { RunContext } from '../run-context.ts';
import { builtJobOf } from './result-name.ts';

const tailLines = 10;
const keptBytes = 4_096;
/** An event's message holds 1,024 characters; this much of it is the log's. */
const eventCharacters = 600;
/** The tail is a courtesy: it never holds up the clean-up for longer, in milliseconds. */
const boundMs = 5_000;

/**
 * Copies the last lines of a failed main container's log into the log of the run, with the environment's literal values
 * and the contents of every Secret that the pod can read masked. Where such a Secret cannot be read, the lines are withheld.
 */
export const collectLog = async (
  run: RunContext,
  params: AttemptParams & { readonly job: string; readonly pod: string },
  signal: AbortSignal,
): Promise<ToExperiment> => {
  const bound = new AbortController();
  const cancel = run.clock.setTimer(run.clock.now() + boundMs, () => bound.abort());
  try {
    const both = AbortSignal.any([bound.signal, signal]);
    const tail = await Promise.race([
      maskedTail(run, params, both),
      sleep(run.clock, boundMs, both).then(() => undefined),
    ]);
    if (tail === undefined) return { type: 'LOG_COLLECTED' };
    run.log.info({ job: params.job, pod: params.pod, tail: tail.split('\n') }, 'last lines of the main container');
    return { type: 'LOG_COLLECTED', tail: tail.length > eventCharacters ? `…${tail.slice(-eventCharacters)}` : tail };
  } finally {
    cancel();
    bound.abort();
  }
};

const maskedTail = async (
  run: RunContext,
  params: AttemptParams & { readonly job: string; readonly pod: string },
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { namespace } = run.identity;
  const built = await builtJobOf(run, params, params.job);
  if (built === undefined) return 'withheld, because it is not known any more which secrets the experiment could read.';
  const call = { signal, patienceMs: boundMs };
  const { secretsToMask, literals } = built.dependencies;
  const [text, ...secrets] = await Promise.all([
    run.cluster.podLog(
      { namespace, name: params.pod },
      { container: params.job, tailLines, limitBytes: fetchBytes },
      call,
    ),
    ...secretsToMask.map((name) => valuesOf(run, name, call)),
  ]);
  if (E.isLeft(text)) return undefined;
  if (text.right.trim() === '') return undefined;
  const unread = secretsToMask.filter((_, index) => secrets[index] !== undefined && E.isLeft(secrets[index]));
  if (unread.length > 0)
    return `withheld, because the Secret ${unread.join(', ')} that the experiment can read could not be read here, so its contents could not be masked.`;
  const values = secrets.flatMap((secret) => (E.isRight(secret) ? secret.right : []));
  // Cut afterwards: of a secret that was cut, the rest would not be recognised.
  const kept = endOf(masker(values, literals)(text.right).trim(), keptBytes);
  return kept === '' ? undefined : kept;
};

const valuesOf = async (
  run: RunContext,
  name: string,
  call: { readonly signal: AbortSignal; readonly patienceMs: number },
): Promise<E.Either<ClusterError, readonly string[]>> => {
  const answer = await run.cluster.get('Secret', { namespace: run.identity.namespace, name }, call);
  if (E.isLeft(answer)) return answer.left._tag === 'NotFound' ? E.right([]) : answer;
  const { data } = answer.right;
  if (!isRecord(data)) return E.right([]);
  return E.right(Object.values(data).map((value) => Buffer.from(String(value), 'base64').toString('utf8')));
};
