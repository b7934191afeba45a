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
