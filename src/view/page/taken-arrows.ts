import { nameOfToday } from '../../../machines/supervisor/earlier.ts';
import type { AuditRecord } from '../../model/progress/record.ts';

/** An arrow of a drawing, between states as dotted paths. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** None: taken at once, without an event. */
  readonly events: readonly string[];
}

/** What of a record says which way a machine went. */
export type Step = Pick<AuditRecord['data'], 'from' | 'to'> & { readonly event: { readonly type: string } };

/** What records say of the way of their machine, in the words of today's drawing: each step once, however often it was gone. */
export const stepsGone = (records: readonly { readonly data: Step }[]): readonly Step[] => {
  const steps = new Map<string, Step>();
  for (const { data } of records) {
    const { from, to, event } = data;
    const key = `${from} ${to} ${event.type}`;
    if (steps.has(key)) continue;
    steps.set(key, { ...(from === undefined ? {} : { from: nameOfToday(from) }), to: nameOfToday(to), event });
  }
  return [...steps.values()];
};

/** Whether a state is another one, or inside it. */
export const isWithin = (state: string, outer: string): boolean => state === outer || state.startsWith(`${outer}.`);

const parentOf = (state: string): string => state.slice(0, Math.max(0, state.lastIndexOf('.')));

/** A state that is left at once, so that no record ever names it: it only decides where to go. */
export const isPassedThrough = (state: string, all: readonly Arrow[]): boolean => {
  const out = all.filter(({ from }) => isWithin(state, from));
  return out.length > 0 && out.every(({ events }) => events.length === 0);
};

/** Whether a transition that entered `state` came to rest in `to`, however many states only decide where to go. */
const leadsTo = (state: string, to: string, all: readonly Arrow[], before: readonly string[] = []): boolean =>
  isWithin(to, state) ||
  (!before.includes(state) &&
    isPassedThrough(state, all) &&
    all.some((one) => one.from === state && leadsTo(one.to, to, all, [...before, state])));

const isOfEvent = ({ from = '', event }: Step, arrow: Arrow): boolean =>
  arrow.events.includes(event.type) && isWithin(from, arrow.from);

/** Whether a transition came through `state`, which only decides where to go, after an event. */
const passes = (step: Step, state: string, all: readonly Arrow[], before: readonly string[] = []): boolean =>
  isPassedThrough(state, all) &&
  !before.includes(state) &&
  all.some((one) => one.to === state && (isOfEvent(step, one) || passes(step, one.from, all, [...before, state])));

/** Whether a transition went along an arrow. What is taken at once follows the entering of its state and has no record. */
export const hasTaken = (step: Step, arrow: Arrow, all: readonly Arrow[]): boolean => {
  const { from, to } = step;
  if (from === undefined) return false;
  if (arrow.events.length > 0) return isOfEvent(step, arrow) && leadsTo(arrow.to, to, all);
  if (passes(step, arrow.from, all)) return leadsTo(arrow.to, to, all);
  const parent = parentOf(arrow.from);
  if (parent === '' || !isPassedThrough(arrow.from, all))
    return isWithin(from, arrow.from) && isWithin(to, arrow.to) && from !== to;
  return !isWithin(from, parent) && isWithin(to, arrow.to);
};
