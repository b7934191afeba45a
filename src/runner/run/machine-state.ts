import type { ExperimentContext } from '../../../machines/experiment/experiment-types.ts';
import type { SupervisorContext } from '../../../machines/supervisor/supervisor-types.ts';

/** A machine as plain data: its state as a dotted path, such as `Running.Observing`, and its context. */
export interface AttemptState {
  readonly state: string;
  readonly context: ExperimentContext;
}

export interface SupervisorState {
  readonly state: string;
  readonly context: SupervisorContext;
}

/** An XState state value as a dotted path. The machines have no parallel states. */
export const statePath = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [state, rest] = Object.entries(value as Record<string, unknown>)[0] ?? ['', ''];
  return `${state}.${statePath(rest)}`;
};

/** The inverse of `statePath`, for machines two levels deep. */
export const stateValue = (path: string): string | { readonly [state: string]: string } => {
  const [state = '', substate] = path.split('.');
  return substate === undefined ? state : { [state]: substate };
};
