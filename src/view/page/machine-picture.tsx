import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Interval } from '../../audit/run-model.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import experimentSvg from './drawings/experiment.svg';
import supervisorSvg from './drawings/supervisor.svg';
import { type Arrow, hasTaken, isPassedThrough, isWithin, stepsGone } from './taken-arrows.ts';

const pictures = { experiment: experimentSvg, supervisor: supervisorSvg } as const;

export interface MachinePictureProps {
  readonly machine: keyof typeof pictures;
  /** Dotted path of the state that it is in; absent: it does not exist yet. */
  readonly state: string | undefined;
  /** The states that it has been in so far. */
  readonly intervals: readonly Interval[];
  /** What it has done so far. */
  readonly records: readonly AuditRecord[];
}

const arrowOf = (element: Element): Arrow => ({
  from: element.getAttribute('data-from') ?? '',
  to: element.getAttribute('data-to') ?? '',
  events: (element.getAttribute('data-events') ?? '').split(' ').filter(Boolean),
});

/** The drawing is part of the program, generated from the machine; its colours are the page's. */
const parse = (svg: string): Element =>
  document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);

/** A machine with the state that it is in and the path that it took. */
export const MachinePicture = ({ machine, state, intervals, records }: MachinePictureProps) => {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    ref.current?.replaceChildren(parse(pictures[machine]));
  }, [machine]);
  useLayoutEffect(() => {
    const steps = stepsGone(records);
    const visited = new Set([
      ...intervals.map((one) => one.state),
      ...steps.flatMap(({ from = [], to }) => [to, from].flat()),
    ]);
    const drawn = [...(ref.current?.querySelectorAll('[data-from]') ?? [])];
    const all = drawn.map(arrowOf);
    all.forEach((arrow, index) => {
      const isTaken = steps.some((step) => hasTaken(step, arrow, all));
      drawn[index]?.classList.toggle('taken', isTaken);
      if (isTaken && isPassedThrough(arrow.from, all)) visited.add(arrow.from);
    });
    for (const element of ref.current?.querySelectorAll('[data-state]') ?? []) {
      const name = element.getAttribute('data-state') ?? '';
      const isCurrent = state !== undefined && isWithin(state, name);
      element.classList.toggle('current', isCurrent);
      const isVisited = [...visited].some((one) => isWithin(one, name));
      element.classList.toggle('visited', isVisited);
      if (isCurrent) element.setAttribute('aria-current', 'true');
      else element.removeAttribute('aria-current');
    }
  });
  return <div class="machine-picture" ref={ref} />;
};
