import { targetsText } from '../model/injected-targets.ts';
import { leftSentences, namesText } from '../model/left-text.ts';
import type { JsonValue, MachineEvent } from '../model/record.ts';
import type { AttemptView, RunModel } from './run-model.ts';

/** That many sentences are said, the rest are counted: every view shows them above all else. */
const mostSaid = 20;

/** What tells of things left behind in the model of a run. */
type Ends = Pick<RunModel, 'attempts' | 'left' | 'stayed' | 'aborted' | 'endedAt'>;

const nameOf = ({ id, iteration, attempt }: AttemptView): string =>
  iteration > 1 || attempt > 1 ? `${id} (iteration ${iteration}, attempt ${attempt})` : id;

const ofMarks = (attempt: AttemptView): readonly string[] => {
  const { injected = [], unread } = attempt;
  const whenEnded = `When ${nameOf(attempt)} had ended`;
  return [
    ...(injected.length === 0
      ? []
      : [`${whenEnded}, its ChaosResult still marked ${targetsText(injected)} as injected.`]),
    ...(unread === undefined ? [] : [`${whenEnded}: ${unread}`]),
  ];
};

const ofRemaining = (attempt: AttemptView): readonly string[] => {
  const { remaining = [] } = attempt;
  return remaining.length === 0
    ? []
    : [`When ${nameOf(attempt)} was cleaned up, this had not gone: ${namesText(remaining)}.`];
};

const ofForced = (attempt: AttemptView): readonly string[] => {
  const { forced = [] } = attempt;
  return forced.length === 0
    ? []
    : [
        `${namesText(forced)} of ${nameOf(attempt)} went with its node: whether the fault was taken back there is unknown.`,
      ];
};

const hasLeft = ({ injected = [], unread, remaining = [], forced = [] }: AttemptView): boolean =>
  unread !== undefined || injected.length + remaining.length + forced.length > 0;

const textsIn = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** What an event says of things left behind, as parts of a sentence; empty: nothing. */
export const leftInEvent = ({ remaining, injected, unread }: MachineEvent): readonly string[] => {
  const [there, marked] = [textsIn(remaining), textsIn(injected)];
  return [
    ...(there.length === 0 ? [] : [`still there: ${namesText(there)}`]),
    ...(marked.length === 0 ? [] : [`still marked as injected: ${targetsText(marked)}`]),
    ...(typeof unread === 'string' ? [unread] : []),
  ];
};

/** What the last looks have said is enough: of the marks of the latest attempts, and of what had not gone. */
interface Said {
  readonly marks: boolean;
  readonly remaining: boolean;
}

const sentencesOf = (
  { attempts, left, aborted, endedAt }: Ends,
  attempt: AttemptView,
  said: Said,
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
