import * as E from 'fp-ts/Either';
import { isRecord, textAt } from '../../model/json/json-object.ts';
import { decodeResult, stillInjected } from '../../model/litmus/result.ts';
import type { Sweep, Swept, SweptObjects } from './sweep.ts';
import { emptyLists, notLookedAt, sweepObjects } from './sweep-objects.ts';

/** That many things of a kind are named, the rest are counted: they become part of a record and of an event. */
const mostNamed = 20;

/**
 * Deletes everything that carries the engine's chaosUID but the runner's own pod, and looks until two lists in a row are
 * empty. Resolves with what is not proven to be gone and reverted after that, each in words: what is still there, what was
 * forced, targets that a ChaosResult still marks as injected, and what could not be looked at.
 */
export const sweep = async (run: Sweep): Promise<readonly string[]> => {
  const { injected, ...objects } = await sweepEngine(run);
  return [
    ...unseenOf(objects),
    ...named(injected, 'targets are still marked as injected', (one) => `${one} is still marked as injected`),
  ];
};

/** What a sweep has not seen to be gone, each in words; empty: it is proven that nothing of it is left. */
export const unseenOf = ({ left, forced, problem, mayCreateHelpers, emptyAt }: SweptObjects): readonly string[] => {
  const isSeen = left.length > 0 || problem !== undefined || emptyAt.length >= emptyLists;
  return [
    ...(problem === undefined ? [] : [problem]),
    ...(isSeen ? [] : [notLookedAt]),
    ...named(left, 'objects are still there', (one) =>
      mayCreateHelpers.includes(one) ? `${one} is still there and may yet start helpers` : `${one} is still there`,
    ),
    ...named(
      forced,
      'pods were removed by force',
      (one) => `${one} was removed by force, the node being gone: revert unknown`,
    ),
  ];
};

const named = (all: readonly string[], many: string, sentence: (one: string) => string): readonly string[] => [
  ...all.slice(0, mostNamed).map(sentence),
  ...(all.length > mostNamed ? [`${all.length - mostNamed} more ${many}`] : []),
];

/** As `sweep`, with everything that it saw and did. */
export const sweepEngine = async (run: Sweep): Promise<Swept> => {
  const swept = await sweepObjects(run);
  const injected = await injectedTargets(run);
  if (E.isRight(injected)) return { ...swept, injected: injected.right };
  // What nobody could look at is no proof.
  const unknown = `Whether a target is still marked as injected could not be read. ${injected.left}`;
  return { ...swept, injected: [], problem: swept.problem ?? unknown };
};

/** Targets that the results of this engine still mark as injected: their fault may not have been reverted. */
const injectedTargets = async (run: Sweep): Promise<E.Either<string, readonly string[]>> => {
  const { cluster, clock, identity, signal } = run;
  const { namespace, engineName } = identity;
  const latest = run.endsAt?.();
  const call = { signal, ...(latest === undefined ? {} : { patienceMs: Math.max(0, latest - clock.elapsed()) }) };
  const results = await cluster.list('ChaosResult', namespace, {}, call);
  if (E.isLeft(results)) return E.left(results.left.message);
  const targets = results.right.items.flatMap((raw) => {
    if (!isRecord(raw.spec) || textAt(raw.spec, 'engine') !== engineName) return [];
    const decoded = decodeResult(raw);
    return E.isRight(decoded) ? stillInjected(decoded.right) : [];
  });
  return E.right(targets);
};
