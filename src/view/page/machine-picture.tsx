import { useLayoutEffect, useRef } from 'preact/hooks';
import experimentSvg from '../../../docs/graphs/experiment.svg';
import supervisorSvg from '../../../docs/graphs/supervisor.svg';
import type { AuditRecord } from '../../model/record.ts';

const pictures = { experiment: experimentSvg, supervisor: supervisorSvg } as const;

export interface MachinePictureProps {
  readonly machine: keyof typeof pictures;
  /** Dotted path of the state that it is in; absent: it does not exist yet. */
  readonly state: string | undefined;
  /** What it has done so far. */
  readonly records: readonly AuditRecord[];
}

const isWithin = (state: string, outer: string): boolean => state === outer || state.startsWith(`${outer}.`);

/** The drawing is part of the program, generated from the machine; its own style gives way to the page's. */
const parse = (svg: string): Element =>
  document.importNode(
    new DOMParser().parseFromString(svg.replace(/<style>[\s\S]*?<\/style>/, ''), 'image/svg+xml').documentElement,
    true,
  );

/** A machine with the state that it is in and the path that it took. */
export const MachinePicture = ({ machine, state, records }: MachinePictureProps) => {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    ref.current?.replaceChildren(parse(pictures[machine]));
  }, [machine]);
  useLayoutEffect(() => {
    const visited = new Set(records.flatMap(({ data }) => (data.from === undefined ? [data.to] : [data.from, data.to])));
    const taken = new Set(records.map(({ data }) => `${data.from ?? ''}>${data.to}`));
    for (const element of ref.current?.querySelectorAll('[data-state]') ?? []) {
      const name = element.getAttribute('data-state') ?? '';
      const isCurrent = state !== undefined && isWithin(state, name);
      element.classList.toggle('current', isCurrent);
      element.classList.toggle('visited', [...visited].some((one) => isWithin(one, name)));
      if (isCurrent) element.setAttribute('aria-current', 'true');
      else element.removeAttribute('aria-current');
    }
    for (const element of ref.current?.querySelectorAll('[data-from]') ?? []) {
      const [from, to] = [element.getAttribute('data-from') ?? '', element.getAttribute('data-to') ?? ''];
      const wasTaken = [...taken].some((one) => {
        const [before = '', after = ''] = one.split('>');
        return before !== '' && isWithin(before, from) && isWithin(after, to) && !(isWithin(before, to) && from !== to);
      });
      element.classList.toggle('taken', wasTaken);
    }
  });
  return <div class="machine-picture" ref={ref} />;
};
