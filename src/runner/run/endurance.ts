import { tryAgainForMs } from '../../../machines/runner/bounds.ts';
import type { RunnerOptions } from './runner-options.ts';

/** How long a run that has launched something puts up with a cluster that does not let it go on, in milliseconds. */
export const enduranceMs = (mode: RunnerOptions['mode']): number =>
  mode === 'pod' ? Number.POSITIVE_INFINITY : tryAgainForMs;
