import { drawn, type Stream } from './random.ts';

/** The steps that `step` needs and that are not chosen yet, itself last; undefined when there are more than `room`. */
const withNeeds = (
  step: number,
  mentions: readonly (readonly number[])[],
  chosen: ReadonlySet<number>,
  room: number,
): readonly number[] | undefined => {
  const found = new Set([step]);
  for (const one of found) {
    if (found.size > room) return undefined;
    for (const needed of mentions[one] ?? []) if (!chosen.has(needed)) found.add(needed);
  }
  return [...found].reverse();
};

/**
 * `count` steps drawn at random. A drawn step pulls in the steps that it depends on, and they count; one that would pull
 * in more than there is room for is passed over, and drawn again, in the same order, when others have made it smaller. In
 * a graph without cycles this always ends with exactly `count` steps, provided there are so many. `steps`: all of them, in
 * declared order.
 */
export const pickSteps = (
  stream: Stream,
  mentions: readonly (readonly number[])[],
  count: number,
  steps: readonly number[] = [...mentions.keys()],
): readonly number[] => {
  const chosen = new Set<number>();
  const passedOver: number[] = [];
  const take = (step: number): boolean => {
    const needed = withNeeds(step, mentions, chosen, count - chosen.size);
    for (const one of needed ?? []) chosen.add(one);
    return needed !== undefined;
  };
  for (const step of drawn(stream, steps)) {
    if (chosen.size >= count) break;
    if (!chosen.has(step) && !take(step)) passedOver.push(step);
  }
  let progress = true;
  while (chosen.size < count && progress) {
    progress = false;
    for (const step of passedOver) if (!chosen.has(step) && chosen.size < count && take(step)) progress = true;
  }
  return [...chosen];
};

/** The steps that need so many others that they can never be among `count` drawn ones. */
export const neverPicked = (mentions: readonly (readonly number[])[], count: number): readonly number[] =>
  [...mentions.keys()].filter((step) => withNeeds(step, mentions, new Set(), count) === undefined);

/** The steps in their given order, but each behind those of them that it depends on: these are pulled forward. */
export const behindNeeds = (order: readonly number[], mentions: readonly (readonly number[])[]): readonly number[] => {
  const wanted = new Set(order);
  const placed = new Set<number>();
  const place = (step: number): void => {
    if (placed.has(step) || !wanted.has(step)) return;
    for (const needed of mentions[step] ?? []) place(needed);
    placed.add(step);
  };
  order.forEach(place);
  return [...placed];
};
