import { targetsText } from '../model/litmus/injected-targets.ts';
import { leftSentences, namesText } from '../model/progress/left-text.ts';
import type { MachineEvent } from '../model/progress/record.ts';
import { type AttemptView, type RunModel, textsIn } from './run-model.ts';

/** That many sentences are said, the rest are counted: every view shows them above all else. */
const mostSaid = 20;

/** What tells of things left behind in the model of a run. */
type Ends = Pick<RunModel, 'attempts' | 'left' | 'stayed' | 'aborted' | 'endedAt'>;

const nameOf = ({ id, iteration, attempt }: AttemptView): string =>
  iteration > 1 || attempt > 1 ? `${id} (iteration ${iteration}, attempt ${attempt})` : id;

/** What is said of things, where there are any. */
const about = (things: readonly string[] = [], say: (things: readonly string[]) => string): readonly string[] =>
  things.length === 0 ? [] : [say(things)];

const ofMarks = (attempt: AttemptView): readonly string[] => {
  const { injected, unread } = attempt;
  const whenEnded = `When ${nameOf(attempt)} had ended`;
  return [
    ...about(injected, (marks) => `${whenEnded}, its ChaosResult still marked ${targetsText(marks)} as injected.`),
    ...(unread === undefined ? [] : [`${whenEnded}: ${unread}`]),
  ];
};

const ofRemaining = (attempt: AttemptView): readonly string[] =>
  about(
    attempt.remaining,
    (there) => `When ${nameOf(attempt)} was cleaned up, this had not gone: ${namesText(there)}.`,
  );

const ofForced = (attempt: AttemptView): readonly string[] =>
  about(
    attempt.forced,
    (pods) =>
      `${namesText(pods)} of ${nameOf(attempt)} went with its node: whether the fault was taken back there is unknown.`,
  );

const hasLeft = ({ injected = [], unread, remaining = [], forced = [] }: AttemptView): boolean =>
  unread !== undefined || injected.length + remaining.length + forced.length > 0;

/** What an event says of things left behind, as parts of a sentence; empty: nothing. */
export const leftInEvent = ({ remaining, injected, unread }: MachineEvent): readonly string[] => [
  ...about(textsIn(remaining), (there) => `still there: ${namesText(there)}`),
  ...about(textsIn(injected), (marked) => `still marked as injected: ${targetsText(marked)}`),
  ...(typeof unread === 'string' ? [unread] : []),
];

/** `said`: whether the last looks have said enough of the marks of the latest attempts, and of what had not gone. */
const sentencesOf = (
  { attempts, left, aborted, endedAt }: Ends,
  attempt: AttemptView,
  said: Readonly<Record<'marks' | 'remaining', boolean>>,
): readonly string[] => {
  const isLatest = attempts.findLast(({ id }) => id === attempt.id) === attempt;
  const looksOn = aborted !== undefined && (left !== undefined || endedAt === undefined);
  return [
    ...(said.marks && isLatest ? [] : ofMarks(attempt)),
    ...(said.remaining || looksOn ? [] : ofRemaining(attempt)),
    ...ofForced(attempt),
  ];
};

/**
 * What one attempt has not been seen to take back or to take away, as sentences; empty: nothing is known to be left. The
 * last look of an abort counts more: it lists what is there, and reads the results that the latest attempts have written.
 */
export const leftByAttempt = (model: Ends, attempt: AttemptView): readonly string[] =>
  hasLeft(attempt)
    ? sentencesOf(model, attempt, { marks: model.left?.length === 0, remaining: model.stayed?.length === 0 })
    : [];

/**
 * What a person has to look after, as sentences, whatever the outcome of the run is: faults that may still be on, pods that
 * did not go, and what an abort has not seen the end of. An attempt that comes after may have met other targets, so it takes
 * nothing of this back. Empty: nothing is known to be left.
 */
export const leftBehind = (model: Ends): readonly string[] => {
  const { attempts, left = [], stayed = [], aborted, endedAt } = model;
  const said = { marks: model.left !== undefined, remaining: model.stayed !== undefined };
  const all = [
    ...(aborted !== undefined && endedAt === undefined
      ? ['The run is being aborted, and what it has launched has not been seen to end.']
      : []),
    ...leftSentences(left).map((one) => `At the last look of the abort: ${one.replace(/\.$/, '')}.`),
    ...leftSentences(stayed).map((one) => `At the last look of the run: ${one.replace(/\.$/, '')}.`),
    ...attempts.filter(hasLeft).flatMap((attempt) => sentencesOf(model, attempt, said)),
  ];
  return all.length <= mostSaid
    ? all
    : [...all.slice(0, mostSaid), `And ${all.length - mostSaid} more of this kind, which the records name.`];
};
