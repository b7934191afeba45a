import { useLayoutEffect, useRef } from 'preact/hooks';
import { nameOfToday } from '../../../machines/supervisor/earlier.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import experimentSvg from './drawings/experiment.svg';
import supervisorSvg from './drawings/supervisor.svg';

const pictures = { experiment: experimentSvg, supervisor: supervisorSvg } as const;

export interface MachinePictureProps {
  readonly machine: keyof typeof pictures;
  /** Dotted path of the state that it is in; absent: it does not exist yet. */
  readonly state: string | undefined;
  /** What it has done so far. */
  readonly records: readonly AuditRecord[];
}

const isWithin = (state: string, outer: string): boolean => state === outer || state.startsWith(`${outer}.`);

interface Arrow {
  readonly from: string;
  readonly to: string;
  /** None: taken at once, without an event. */
  readonly events: readonly string[];
}

const arrowOf = (element: Element): Arrow => ({
  from: element.getAttribute('data-from') ?? '',
  to: element.getAttribute('data-to') ?? '',
  events: (element.getAttribute('data-events') ?? '').split(' ').filter(Boolean),
});

const parentOf = (state: string): string => state.slice(0, Math.max(0, state.lastIndexOf('.')));

/** A state that is left at once, so that no record ever names it: it only decides where to go. */
const isPassedThrough = (state: string, all: readonly Arrow[]): boolean => {
  const out = all.filter(({ from }) => isWithin(state, from));
  return out.length > 0 && out.every(({ events }) => events.length === 0);
};

/** Whether a transition that entered `state` came to rest in `to`. */
const leadsTo = (state: string, to: string, all: readonly Arrow[]): boolean =>
  isWithin(to, state) || (isPassedThrough(state, all) && all.some((one) => one.from === state && isWithin(to, one.to)));

const isOfEvent = ({ data: { from = '', event } }: AuditRecord, arrow: Arrow): boolean =>
  arrow.events.includes(event.type) && isWithin(nameOfToday(from), arrow.from);

/** Whether a transition went along an arrow. What is taken at once follows the entering of its state and has no record. */
const hasTaken = (record: AuditRecord, arrow: Arrow, all: readonly Arrow[]): boolean => {
  if (record.data.from === undefined) return false;
  const [from, to] = [nameOfToday(record.data.from), nameOfToday(record.data.to)];
  if (arrow.events.length > 0) return isOfEvent(record, arrow) && leadsTo(arrow.to, to, all);
  if (isPassedThrough(arrow.from, all) && all.some((one) => one.to === arrow.from && isOfEvent(record, one)))
    return isWithin(to, arrow.to);
  const parent = parentOf(arrow.from);
  if (parent === '' || !isPassedThrough(arrow.from, all))
    return isWithin(from, arrow.from) && isWithin(to, arrow.to) && from !== to;
  return !isWithin(from, parent) && isWithin(to, arrow.to);
};

/** The drawing is part of the program, generated from the machine; its colours are the page's. */
const parse = (svg: string): Element =>
  document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);

/** A machine with the state that it is in and the path that it took. */
export const MachinePicture = ({ machine, state, records }: MachinePictureProps) => {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    ref.current?.replaceChildren(parse(pictures[machine]));
  }, [machine]);
  useLayoutEffect(() => {
    const visited = new Set(records.flatMap(({ data: { from, to } }) => [from ?? [], to].flat().map(nameOfToday)));
    const drawn = [...(ref.current?.querySelectorAll('[data-from]') ?? [])];
    const all = drawn.map(arrowOf);
    const taken = all.map((arrow) => records.some((record) => hasTaken(record, arrow, all)));
    drawn.forEach((element, index) => {
      element.classList.toggle('taken', taken[index] === true);
    });
    all.forEach(({ from }, index) => {
      if (taken[index] === true && isPassedThrough(from, all)) visited.add(from);
    });
    for (const element of ref.current?.querySelectorAll('[data-state]') ?? []) {
      const name = element.getAttribute('data-state') ?? '';
      const isCurrent = state !== undefined && isWithin(state, name);
      element.classList.toggle('current', isCurrent);
      element.classList.toggle(
        'visited',
        [...visited].some((one) => isWithin(one, name)),
      );
      if (isCurrent) element.setAttribute('aria-current', 'true');
      else element.removeAttribute('aria-current');
    }
  });
  return <div class="machine-picture" ref={ref} />;
};
