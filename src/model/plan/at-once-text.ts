import { type AtOnce, atOnceOf, type Turns } from './at-once.ts';
import { lockPrefix } from './mutual-exclusion.ts';
import type { Plan } from './plan.ts';

/** What keeps steps from running at once, most of them first; so many are told. */
const mostTold = 2;

/** How many steps run at once: `at most 1 at once (parallelism 50)`. */
export const atOnceShort = (plan: Plan): string => {
  const { most } = atOnceOf(plan);
  return `at most ${most} at once${most === plan.parallelism ? '' : ` (parallelism ${plan.parallelism})`}`;
};

/**
 * With what keeps it from being more: `at most 1 at once (parallelism 50): they share the ChaosResult engine-pod-delete`.
 * `engine`: its name; without it ChaosResults go by their mutex.
 */
export const atOnceText = (plan: Plan, engine?: string): string => {
  const found = atOnceOf(plan);
  return `${atOnceShort(plan)}${found.turns.length === 0 ? '' : `: ${whyText(found, engine)}`}`;
};

/** A note for where a mutex, not only dependencies, keeps a plan below its parallelism; none where it does not. */
export const atOnceNotes = (plan: Plan): readonly string[] => {
  const found = atOnceOf(plan);
  if (found.turns.every(({ mutexes }) => mutexes.length === 0)) return [];
  return [`At most ${found.most} ${noteMiddle} ${plan.parallelism}: ${whyText(found)}.`];
};

const noteMiddle = 'at once, although parallelism is';

/** Whether a note is one of `atOnceNotes`, of this plan or of one that it was made of. */
export const isAtOnceNote = (note: string): boolean => note.startsWith('At most ') && note.includes(noteMiddle);

const whyText = ({ turns, steps }: AtOnce, engine?: string): string => {
  const told = turns.slice(0, mostTold).map((one) => turnsText(one, steps, engine));
  const more = turns.length - told.length;
  return [...told, ...(more === 0 ? [] : [`and so on for ${more} more ${more === 1 ? 'group' : 'groups'}`])].join(', ');
};

const turnsText = ({ steps, mutexes }: Turns, all: number, engine: string | undefined): string => {
  const who = steps.length === all ? 'they' : `${steps.length} of them`;
  const [first, ...others] = mutexes.map((mutex) => sharedText(mutex, engine));
  if (first === undefined) return `${who} take turns`;
  return `${who} ${[first, ...others.slice(0, 1)].join(' and ')}`;
};

const sharedText = (mutex: string, engine: string | undefined): string => {
  if (mutex.startsWith(lockPrefix.result) && engine !== undefined)
    return `share the ChaosResult ${engine}-${mutex.slice(lockPrefix.result.length)}`;
  if (mutex.startsWith(lockPrefix.result)) return `share a ChaosResult (mutex ${mutex})`;
  if (mutex.startsWith(lockPrefix.overlap) || mutex.startsWith(lockPrefix.rerun))
    return `may disturb each other (mutex ${mutex})`;
  return `share the mutex ${mutex}`;
};
