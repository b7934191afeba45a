import * as E from 'fp-ts/Either';
import { isRecord, textAt } from '../model/manifest.ts';
import { isBeyondReach } from '../model/pod-reach.ts';
import { decodeResult, stillInjected } from '../model/result.ts';
import { runnerName } from '../model/row.ts';
import { sleep } from './clock.ts';
import type { RunContext } from './run-context.ts';

const lookAgainMs = 500;
/** Pods get their grace, which the engine may set to minutes; after this long the rest is named instead. */
const boundMs = 15 * 60_000;

/**
 * Deletes everything that carries the engine's chaosUID but the runner's own pod, and looks until two lists in a row are
 * empty. Resolves with what is still there after that, and with targets that a ChaosResult still marks as injected.
 */
export const sweep = async (
  run: Pick<RunContext, 'cluster' | 'clock' | 'identity' | 'signal' | 'log'>,
): Promise<readonly string[]> => {
  const { cluster, clock, identity, signal, log } = run;
  const { namespace, engineName, engineUid } = identity;
  const labels = `chaosUID=${engineUid}`;
  const call = { signal, patienceMs: Number.POSITIVE_INFINITY };
  const until = clock.now() + boundMs;
  let empty = 0;
  let left: readonly string[] = [];
  while (empty < 2 && clock.now() < until && !signal.aborted) {
    const [jobs, pods] = await Promise.all([
      cluster.list('Job', namespace, { labels }, call),
      cluster.list('Pod', namespace, { labels }, call),
    ]);
    if (E.isLeft(jobs) || E.isLeft(pods)) {
      left = [(E.isLeft(jobs) ? jobs.left : E.isLeft(pods) ? pods.left : { message: '' }).message];
      break;
    }
    const others = pods.right.items.filter(({ metadata }) => metadata.name !== runnerName(engineName));
    left = [
      ...jobs.right.items.map(({ metadata }) => `job/${metadata.name}`),
      ...others.map(({ metadata }) => `pod/${metadata.name}`),
    ];
    empty = left.length === 0 ? empty + 1 : 0;
    for (const { metadata } of jobs.right.items)
      if (metadata.deletionTimestamp === undefined)
        await cluster.remove('Job', { namespace, name: metadata.name }, { propagation: 'Foreground' }, call);
    for (const pod of others) {
      const { name, deletionTimestamp } = pod.metadata;
      const force = isBeyondReach(pod, clock.now());
      if (force)
        log.warn(
          { pod: name },
          'forced the removal of a pod whose node is gone: whether its fault was reverted is unknown',
        );
      if (force || deletionTimestamp === undefined)
        await cluster.remove('Pod', { namespace, name }, force ? { gracePeriodSeconds: 0 } : {}, call);
    }
    if (empty < 2) await sleep(clock, lookAgainMs, signal);
  }
  return [...left, ...(await injectedTargets(run))];
};

/** Targets that the results of this engine still mark as injected: their fault may not have been reverted. */
const injectedTargets = async ({
  cluster,
  identity,
  signal,
}: Pick<RunContext, 'cluster' | 'identity' | 'signal'>): Promise<readonly string[]> => {
  const { namespace, engineName } = identity;
  const results = await cluster.list('ChaosResult', namespace, {}, { signal });
  if (E.isLeft(results)) return [];
  return results.right.items.flatMap((raw) => {
    if (!isRecord(raw.spec) || textAt(raw.spec, 'engine') !== engineName) return [];
    const decoded = decodeResult(raw);
    return E.isRight(decoded)
      ? stillInjected(decoded.right).map((target) => `${target} is still marked as injected`)
      : [];
  });
};
