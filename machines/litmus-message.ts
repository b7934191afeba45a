import type { ExperimentContext } from './experiment-types.ts';

const minutes = (milliseconds: number): string => `${Math.round(milliseconds / 6_000) / 10} min`;
const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 100) / 10} s`;

/** The texts of events on the engine: the first four are Litmus' own, which dashboards search for. */
export const litmusMessage = {
  validated: (context: ExperimentContext): string =>
    `Experiment resources validated for Chaos Experiment: ${context.experiment}`,
  created: (context: ExperimentContext): string =>
    `Experiment Job ${context.job?.name} for Chaos Experiment: ${context.experiment}`,
  deleted: (context: ExperimentContext): string => `Experiment Job: ${context.job?.name} will be deleted`,
  retained: (context: ExperimentContext): string => `Experiment Job ${context.job?.name} will be retained`,
  failed: (context: ExperimentContext, logTail?: string): string =>
    `Experiment Job creation failed, skipping Chaos Experiment: ${context.experiment}. ${context.reason ?? ''}` +
    (logTail === undefined ? '' : ` Last lines of its log: ${logTail}`),
  overdue: (context: ExperimentContext, at: number): string =>
    `Chaos Experiment ${context.experiment} has run for ${minutes(at - (context.startedAt ?? at))}, ten minutes longer than its ` +
    'TOTAL_CHAOS_DURATION and RAMP_TIME explain. It is left running; stop the engine if this is not intended.',
  noResult: (context: ExperimentContext, reason: string): string =>
    context.exit === undefined ? reason : `${reason} The main container ended with ${context.exit}.`,
  notStarted: (context: ExperimentContext): string =>
    `The main container did not start within ${seconds(context.startTimeoutMs ?? 0)} (twice statusCheckTimeouts.timeout)` +
    `${context.waiting === undefined ? '.' : `: ${context.waiting}`}`,
  timedOut: (context: ExperimentContext): string =>
    `The step ran longer than its time-out of ${seconds(context.timeoutMs ?? 0)} and was stopped.`,
} as const;
