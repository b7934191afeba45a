import { useCallback, useEffect, useState } from 'preact/hooks';

/** What is selected; all of it is in the page's address. */
export interface Selection {
  readonly run?: string;
  /** A step's id. */
  readonly step?: string;
  /** `<iteration>.<attempt>` of the step; absent: the latest one. */
  readonly attempt?: string;
  /** A group of steps of a large batch. */
  readonly group?: string;
  /** The sequence of the last record that is shown; absent: now. */
  readonly at?: number;
  /** The sequence of a selected record. */
  readonly record?: number;
  readonly text?: string;
  readonly machine?: string;
  readonly actor?: string;
}

const texts = ['run', 'step', 'attempt', 'group', 'text', 'machine', 'actor'] as const;
const numbers = ['at', 'record'] as const;

const readHash = (hash: string): Selection => {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const found: Record<string, string | number> = {};
  for (const key of texts) {
    const value = parameters.get(key);
    if (value) found[key] = value;
  }
  for (const key of numbers) {
    const value = parameters.get(key) ?? '';
    if (/^\d{1,9}$/.test(value)) found[key] = Number(value);
  }
  return found;
};

const writeHash = (selection: Selection): string => {
  const parameters = new URLSearchParams();
  for (const key of [...texts, ...numbers]) {
    const value = selection[key];
    if (value !== undefined && value !== '') parameters.set(key, String(value));
  }
  return `#${parameters}`;
};

/** A change of the selection; `undefined` takes a key away. */
type SelectionChange = { readonly [Key in keyof Selection]?: Selection[Key] | undefined };

export type Select = (change: SelectionChange) => void;

/** The selection as the address has it, and how to change it. */
export const useSelection = (): readonly [Selection, Select] => {
  const [selection, setSelection] = useState<Selection>(() => readHash(location.hash));
  useEffect(() => {
    const read = (): void => setSelection(readHash(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const select = useCallback<Select>((change) => {
    setSelection((before) => {
      const after = Object.fromEntries(
        Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== ''),
      ) as Selection;
      history.replaceState(null, '', writeHash(after));
      return after;
    });
  }, []);
  return [selection, select];
};
