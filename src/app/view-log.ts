import type { Log } from '../runner/log.ts';
import type { View } from './progress/view.ts';

const detail = (fields: object): string => {
  const said = Object.entries(fields)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([key, value]) => (key === 'cause' ? String(value) : `${key} ${value}`));
  return said.length === 0 ? '' : `: ${said.join(', ')}`;
};

/** The runner's log as notes beside the progress; what is only for debugging is left out. */
export const viewLog = (view: Pick<View, 'note'>): Log => ({
  debug: () => undefined,
  info: (fields, message) => view.note(`${message}${detail(fields)}`),
  warn: (fields, message) => view.note(`warning: ${message}${detail(fields)}`),
  error: (fields, message) => view.note(`error: ${message}${detail(fields)}`),
});
