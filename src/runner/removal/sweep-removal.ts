import * as E from 'fp-ts/Either';
import { isCancelled, isDeletionVoid } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { isHelperPod, removalOf } from '../../model/kube/pod-removal.ts';
import { serverTime } from '../server-time.ts';
import type { Sweep } from './sweep.ts';

/** How the objects of a sweep are told to go. None of it waits for an answer, and nothing is asked for twice at a time. */
export interface Removal {
  readonly tellJobs: (jobs: readonly KubeObject[]) => void;
  /** Of them, those that no Job owns: no Job makes another one for them. */
  readonly tellHelpers: (pods: readonly KubeObject[]) => void;
  /** Those of Jobs, but for the Jobs that do not go: they would make another one for each. */
  readonly tellPodsOf: (jobs: readonly KubeObject[], pods: readonly KubeObject[]) => void;
  readonly tellRunner: (pod: KubeObject) => void;
  /** What the server has promised to delete, and of it what was forced: objects like `job/x` and `pod/y`. */
  readonly accepted: ReadonlySet<string>;
  readonly forced: ReadonlySet<string>;
  /** Why a deletion failed of something that is still there; undefined: none of them did. */
  readonly problem: (left: readonly string[]) => string | undefined;
  /** Resolves once every deletion has been answered; they are cancelled when the signal fires. */
  readonly settled: (signal: AbortSignal) => Promise<void>;
}

/** The name under which a sweep speaks of an object. */
export const shownAs = (kind: 'Job' | 'Pod', { metadata }: KubeObject): string =>
  `${kind.toLowerCase()}/${metadata.name}`;

const keyOf = ({ metadata: { name, uid = name } }: KubeObject): string => uid;

/** `until`: when nothing more is to be tried, by the clock's elapsed time. */
export const createRemoval = (run: Sweep, until: () => number): Removal => {
  const { cluster, clock, log, helperGraceSeconds, tell = () => undefined, spares = () => false } = run;
  const accepted = new Set<string>();
  const forced = new Set<string>();
  const problems = new Map<string, string>();
  const asked = new Map<string, Promise<void>>();
  /** Jobs that are gone or on their way, by uid. */
  const going = new Set<string>();
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);

  const removalFor = (kind: 'Job' | 'Pod', object: KubeObject) => {
    if (kind === 'Pod') return removalOf(object, serverTime(run), helperGraceSeconds);
    const { deletionTimestamp, uid } = object.metadata;
    if (deletionTimestamp !== undefined) return undefined;
    return { isForced: false, options: { propagation: 'Foreground' as const, ...(uid === undefined ? {} : { uid }) } };
  };

  /** Resolves with whether it is gone or on its way. */
  const remove = async (kind: 'Job' | 'Pod', object: KubeObject): Promise<boolean> => {
    const { name } = object.metadata;
    const removal = removalFor(kind, object);
    if (removal === undefined) return true;
    const shown = shownAs(kind, object);
    if (removal.isForced && !forced.has(shown)) {
      forced.add(shown);
      log.warn(
        { pod: name },
        'forced the removal of a pod whose node is gone: whether its fault was reverted is unknown',
      );
    }
    const { namespace } = run.identity;
    const call = { signal, patienceMs: Math.max(0, until() - clock.elapsed()) };
    const answer = await cluster.remove(kind, { namespace, name }, removal.options, call);
    problems.delete(shown);
    if (E.isRight(answer)) {
      accepted.add(shown);
      tell(`${shown} is being deleted${removal.isForced ? ' by force, its node is gone: revert unknown' : ''}`);
      return true;
    }
    if (isDeletionVoid(answer.left)) return true;
    if (!isCancelled(answer.left)) {
      tell(`${shown} could not be deleted: ${answer.left.message}`);
      problems.set(shown, answer.left.message);
    }
    return false;
  };

  const ask = (kind: 'Job' | 'Pod', object: KubeObject): void => {
    const key = keyOf(object);
    if (asked.has(key) || spares(object)) return;
    const asking = remove(kind, object).then((isGoing) => {
      asked.delete(key);
      if (isGoing && kind === 'Job') going.add(key);
    });
    asked.set(key, asking);
  };

  return {
    tellJobs: (jobs) => {
      for (const job of jobs) ask('Job', job);
    },
    tellHelpers: (pods) => {
      for (const pod of pods) if (isHelperPod(pod)) ask('Pod', pod);
    },
    tellPodsOf: (jobs, pods) => {
      const staying = new Set(jobs.map(keyOf).filter((uid) => !going.has(uid)));
      const isKept = ({ metadata }: KubeObject): boolean =>
        metadata.ownerReferences?.some(({ uid }) => staying.has(uid)) === true;
      for (const pod of pods) if (!isHelperPod(pod) && !isKept(pod)) ask('Pod', pod);
    },
    tellRunner: (pod) => ask('Pod', pod),
    accepted,
    forced,
    problem: (left) => left.flatMap((shown) => problems.get(shown) ?? []).at(-1),
    settled: async (ends) => {
      ends.addEventListener('abort', () => stop.abort(), { once: true });
      await Promise.all(asked.values());
    },
  };
};
