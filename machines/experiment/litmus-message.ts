import { targetsText } from '../../src/model/litmus/injected-targets.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import { namesText } from '../../src/model/progress/left-text.ts';
import { known } from '../known.ts';
import { endOf, launchOf } from './context.ts';
import type { AttemptEnd, ExperimentContext } from './experiment-types.ts';

// To the letter as they were: the machine's texts stand in records, and a log of an earlier version is replayed.
const minutes = (milliseconds: number): string => `${Math.round(milliseconds / 6_000) / 10} min`;
const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 100) / 10} s`;

/** The last lines of logs, masked. */
interface Tails {
  readonly tail?: string;
  readonly helperTail?: string;
}

const tails = ({ tail, helperTail }: Tails): string =>
  (tail === undefined ? '' : ` Last lines of its log: ${tail}`) +
  (helperTail === undefined ? '' : ` Last lines of its helper's log: ${helperTail}`);

/** Litmus' own text where nothing ran, as with the row `Skipped`; what ran has not been skipped. */
const failure = (experiment: string, { ending, outcome }: AttemptEnd): string => {
  if (ending === 'completed') return `Chaos Experiment: ${experiment} ran and ended with ${outcome}.`;
  if (ending === 'aborted') return `Chaos Experiment: ${experiment} was stopped.`;
  return `Experiment Job creation failed, skipping Chaos Experiment: ${experiment}.`;
};

const tooLong = (what: string, context: ExperimentContext): string => {
  const limit = known(launchOf(context).startTimeoutMs, 'how long a start may take');
  return `${what} ${seconds(limit)} (twice statusCheckTimeouts.timeout)${context.waiting === undefined ? '.' : `: ${context.waiting}`}`;
};

/** The texts of events on the engine: the first four are Litmus' own, which dashboards search for. */
export const litmusMessage = {
  validated: (context: ExperimentContext): string =>
    `Experiment resources validated for Chaos Experiment: ${context.experiment}`,
  created: (context: ExperimentContext): string =>
    `Experiment Job ${launchOf(context).job.name} for Chaos Experiment: ${context.experiment}`,
  deleted: (context: ExperimentContext): string => `Experiment Job: ${launchOf(context).job.name} will be deleted`,
  retained: (context: ExperimentContext): string => `Experiment Job ${launchOf(context).job.name} will be retained`,
  failed: (context: ExperimentContext, log: Tails): string =>
    `${failure(context.experiment, endOf(context))} ${endOf(context).reason}${tails(log)}`,
  /** Why a verdict is as it is: the experiment's own words, where it has any. */
  verdict: ({ verdict, reason }: { readonly verdict: Outcome; readonly reason?: string }): string =>
    verdict === 'Stopped'
      ? `The ChaosResult says Stopped, as a probe with stopOnFailure or a signal makes it${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}. The engine goes on with its other steps unless it is stopped, too.`
      : (reason ?? `The ChaosResult says ${verdict}.`),
  stoppedByProbe: (context: ExperimentContext, line: string): string =>
    `${endOf(context).reason} The log of the experiment tells of a probe, which stops the engine where it has stopOnFailure: ${line}`.trim(),
  stillInjected: (context: ExperimentContext): string =>
    `Chaos Experiment: ${context.experiment} has ended (${endOf(context).outcome}), but its ChaosResult still marks ` +
    `${targetsText(context.injected ?? [])} as injected: the fault may still be on. Look at the targets and take back by hand what is left.`,
  leftBehind: (context: ExperimentContext, remaining: readonly string[]): string =>
    `Chaos Experiment: ${context.experiment} has ended (${endOf(context).outcome}), but this had not gone when it was looked last: ${namesText(remaining)}. ` +
    'It may inject yet. See what keeps it (its node, a finalizer, a right that is missing) and remove it by hand.',
  overdue: (context: ExperimentContext, at: number): string =>
    `Chaos Experiment ${context.experiment} has run for ${minutes(at - known(context.startedAt, 'its start'))}, ten minutes longer than its ` +
    'TOTAL_CHAOS_DURATION and RAMP_TIME explain. It is left running; stop the engine if this is not intended.',
  noResult: (context: ExperimentContext, reason: string): string =>
    context.exit === undefined ? reason : `${reason} The main container ended with ${context.exit}.`,
  notStarted: (context: ExperimentContext): string => tooLong('The main container did not start within', context),
  notCreated: (context: ExperimentContext): string => tooLong('The Job could not be created within', context),
  noPodYet: 'the Job has no pod yet',
  timedOut: (context: ExperimentContext): string =>
    `The step ran longer than its time-out of ${seconds(known(context.timeoutMs, 'its time-out'))} and was stopped.`,
} as const;
