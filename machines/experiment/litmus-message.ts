import { targetsText } from '../../src/model/litmus/injected-targets.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import { namesText } from '../../src/model/progress/left-text.ts';
import { durationText } from '../../src/model/text/duration.ts';
import type { ExperimentContext } from './experiment-types.ts';

/** The last lines of logs, masked. */
interface Tails {
  readonly tail?: string;
  readonly helperTail?: string;
}

const tails = ({ tail, helperTail }: Tails): string =>
  (tail === undefined ? '' : ` Last lines of its log: ${tail}`) +
  (helperTail === undefined ? '' : ` Last lines of its helper's log: ${helperTail}`);

/** Litmus' own text where nothing ran, as with the row `Skipped`; what ran has not been skipped. */
const failure = ({ experiment, ending, outcome }: ExperimentContext): string => {
  if (ending === 'completed') return `Chaos Experiment: ${experiment} ran and ended with ${outcome}.`;
  if (ending === 'aborted') return `Chaos Experiment: ${experiment} was stopped.`;
  return `Experiment Job creation failed, skipping Chaos Experiment: ${experiment}.`;
};

/** The texts of events on the engine: the first four are Litmus' own, which dashboards search for. */
export const litmusMessage = {
  validated: (context: ExperimentContext): string =>
    `Experiment resources validated for Chaos Experiment: ${context.experiment}`,
  created: (context: ExperimentContext): string =>
    `Experiment Job ${context.job?.name} for Chaos Experiment: ${context.experiment}`,
  deleted: (context: ExperimentContext): string => `Experiment Job: ${context.job?.name} will be deleted`,
  retained: (context: ExperimentContext): string => `Experiment Job ${context.job?.name} will be retained`,
  failed: (context: ExperimentContext, log: Tails): string =>
    `${failure(context)} ${context.reason ?? ''}${tails(log)}`,
  /** Why a verdict is as it is: the experiment's own words, where it has any. */
  verdict: ({ verdict, reason }: { readonly verdict: Outcome; readonly reason?: string }): string =>
    verdict === 'Stopped'
      ? `The ChaosResult says Stopped, as a probe with stopOnFailure or a signal makes it${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}. The engine goes on with its other steps unless it is stopped, too.`
      : (reason ?? `The ChaosResult says ${verdict}.`),
  stoppedByProbe: ({ reason = '' }: ExperimentContext, line: string): string =>
    `${reason} The log of the experiment tells of a probe, which stops the engine where it has stopOnFailure: ${line}`.trim(),
  stillInjected: (context: ExperimentContext): string =>
    `Chaos Experiment: ${context.experiment} has ended (${context.outcome}), but its ChaosResult still marks ` +
    `${targetsText(context.injected ?? [])} as injected: the fault may still be on. Look at the targets and take back by hand what is left.`,
  leftBehind: ({ experiment, outcome }: ExperimentContext, remaining: readonly string[]): string =>
    `Chaos Experiment: ${experiment} has ended (${outcome}), but this had not gone when it was looked last: ${namesText(remaining)}. ` +
    'It may inject yet. See what keeps it (its node, a finalizer, a right that is missing) and remove it by hand.',
  overdue: (context: ExperimentContext, at: number): string =>
    `Chaos Experiment ${context.experiment} has run for ${durationText(at - (context.startedAt ?? at))}, ten minutes longer than its ` +
    'TOTAL_CHAOS_DURATION and RAMP_TIME explain. It is left running; stop the engine if this is not intended.',
  noResult: (context: ExperimentContext, reason: string): string =>
    context.exit === undefined ? reason : `${reason} The main container ended with ${context.exit}.`,
  notStarted: (context: ExperimentContext): string =>
    `The main container did not start within ${durationText(context.startTimeoutMs ?? 0)} (twice statusCheckTimeouts.timeout)` +
    `${context.waiting === undefined ? '.' : `: ${context.waiting}`}`,
  notCreated: (context: ExperimentContext): string =>
    `The Job could not be created within ${durationText(context.startTimeoutMs ?? 0)} (twice statusCheckTimeouts.timeout)` +
    `${context.waiting === undefined ? '.' : `: ${context.waiting}`}`,
  noPodYet: 'the Job has no pod yet',
  timedOut: (context: ExperimentContext): string =>
    `The step ran longer than its time-out of ${durationText(context.timeoutMs ?? 0)} and was stopped.`,
} as const;
