/** An XState state value as a dotted path, such as `Running.Observing`. The machines have no parallel states. */
export const statePath = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const [state, rest] = Object.entries(value)[0] ?? ['', ''];
  return `${state}.${statePath(rest)}`;
};

/** The inverse of `statePath`, for machines two levels deep. */
export const stateValue = (path: string): string | { readonly [state: string]: string } => {
  const [state = '', substate] = path.split('.');
  return substate === undefined ? state : { [state]: substate };
};

/** The last name of a dotted path: `Running.Observing` is `Observing`. */
export const innermost = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
