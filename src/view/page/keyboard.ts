import { useEffect, useRef } from 'preact/hooks';

/** What keys do, wherever the focus is but in a field. */
export interface KeyActions {
  /** Moves by so many records. */
  readonly move: (records: number) => void;
  readonly toStart: () => void;
  readonly toEnd: () => void;
  /** Selects the next (1) or the previous (-1) step. */
  readonly step: (by: 1 | -1) => void;
  readonly clear: () => void;
}

/** For people, in the order in which they are shown. */
export const keyTexts = [
  ['← →', 'one record back, forward; with Shift ten'],
  ['Home End', 'the first record; now'],
  ['j k', 'the next, the previous step'],
  ['/', 'filter the records'],
  ['Space', 'replay, pause'],
  ['Esc', 'select nothing'],
] as const;

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, select, textarea, button, pre, .scroll, [role="button"]');

/** Keys for the whole page. */
export const useKeys = (latest: KeyActions): void => {
  // The next key may come before effects have run.
  const current = useRef(latest);
  current.current = latest;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const actions = current.current;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const inText = event.target instanceof HTMLElement && event.target.matches('input[type="search"], select');
      const far = event.shiftKey ? 10 : 1;
      const byLetter: Record<string, () => void> = {
        j: () => actions.step(1),
        k: () => actions.step(-1),
        '/': () => document.getElementById('filter')?.focus(),
      };
      const elsewhere: Record<string, () => void> = {
        ArrowLeft: () => actions.move(-far),
        ArrowRight: () => actions.move(far),
        Home: actions.toStart,
        End: actions.toEnd,
        ' ': () => document.getElementById('play')?.click(),
      };
      const here = { ...(inText ? {} : byLetter), ...(inText || isField(event.target) ? {} : elsewhere) };
      const act = event.key === 'Escape' ? actions.clear : here[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
};
