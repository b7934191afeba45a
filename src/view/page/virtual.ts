import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Visible {
  readonly ref: RefObject<HTMLElement | null>;
  /** The first row to be drawn, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  readonly onScroll: () => void;
  /** Brings another row into sight. */
  readonly reveal: (row: number) => void;
}

const spare = 6;

/** So many rows are printed at most. */
const printMost = 2_000;

/**
 * Which of many equally high rows are in sight of their scrolling element; all of them when the page is printed. `above`:
 * the height of a heading that stays above the rows. `chosen`: the row that is brought into sight when it changes; -1: none.
 */
export const useVisible = (rows: number, rowHeight: number, above: number, chosen: number): Visible => {
  const ref = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [printing, setPrinting] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = (): void => setHeight(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const query = matchMedia('print');
    const change = (): void => setPrinting(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  const reveal = (row: number): void => {
    const element = ref.current;
    if (element === null) return;
    const at = row * rowHeight;
    if (at < element.scrollTop) element.scrollTop = at;
    else if (at + rowHeight + above > element.scrollTop + element.clientHeight)
      element.scrollTop = at + rowHeight + above - element.clientHeight;
  };
  useEffect(() => {
    if (chosen >= 0) reveal(chosen);
  }, [chosen]);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(rows, Math.ceil((top + height) / rowHeight) + spare);
  return {
    ref,
    from: printing ? 0 : Math.min(first, Math.max(0, rows - 1)),
    to: printing ? Math.min(rows, printMost) : last,
    onScroll: () => setTop(ref.current?.scrollTop ?? 0),
    reveal,
  };
};
