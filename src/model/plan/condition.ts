import type { Outcome } from '../litmus/outcome.ts';

/** A `dependsOn` expression over the outcomes of steps, by index into the plan's steps. `Done`: any outcome. */
export type Condition =
  | { readonly is: 'outcome'; readonly step: number; readonly outcome: Outcome | 'Done' }
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition };

/** What is known of a condition while some steps have not ended. `true` and `false` are for ever. */
export type Truth = 'true' | 'false' | 'open';

/** Outcomes by index into the plan's steps; undefined, or null as JSON has it: not ended. */
export type Outcomes = readonly (Outcome | null | undefined)[];

const opposite: Record<Truth, Truth> = { true: 'false', false: 'true', open: 'open' };

/**
 * The three-valued truth of a condition (Kleene's logic): decided only by outcomes that are there, so an answer other
 * than `open` never changes when more steps end, and with all outcomes it is never `open`. The outcome of step `except`
 * is taken as not there.
 */
export const evaluate = (condition: Condition, outcomes: Outcomes, except?: number): Truth => {
  if (condition.is === 'not') return opposite[evaluate(condition.of, outcomes, except)];
  if (condition.is === 'outcome') {
    const outcome = condition.step === except ? undefined : outcomes[condition.step];
    if (!outcome) return 'open';
    return condition.outcome === 'Done' || condition.outcome === outcome ? 'true' : 'false';
  }
  const decisive = decisiveOf(condition);
  let open = false;
  for (const part of condition.of) {
    const truth = evaluate(part, outcomes, except);
    if (truth === decisive) return decisive;
    if (truth === 'open') open = true;
  }
  return open ? 'open' : opposite[decisive];
};

/** What one part has to be so that the others do not matter. */
const decisiveOf = ({ is }: { readonly is: 'all' | 'any' }): Truth => (is === 'all' ? 'false' : 'true');

/** The steps that a condition mentions, each once, in order of first mention. */
export const stepsOf = (condition: Condition): readonly number[] => [
  ...new Set(questionsOf(condition).map(({ step }) => step)),
];

/** What a condition asks of single steps, in the order in which it is written. */
export const questionsOf = (condition: Condition): readonly Extract<Condition, { is: 'outcome' }>[] => {
  if (condition.is === 'outcome') return [condition];
  return condition.is === 'not' ? questionsOf(condition.of) : condition.of.flatMap(questionsOf);
};

/** The ended steps that make a decided condition what it is: enough of them, not all. */
const decisiveSteps = (condition: Condition, outcomes: Outcomes): readonly number[] => {
  if (condition.is === 'outcome') return [condition.step];
  if (condition.is === 'not') return decisiveSteps(condition.of, outcomes);
  const part = condition.of.find((one) => evaluate(one, outcomes) === decisiveOf(condition));
  return part ? decisiveSteps(part, outcomes) : condition.of.flatMap((one) => decisiveSteps(one, outcomes));
};

const shownAtMost = 3;

/**
 * Why a false condition is false, for people: `needs a.Pass && b.Pass, and a ended Fail`. `ids` is indexed like the
 * plan's steps. Long conditions are cut.
 */
export const explainFalse = (condition: Condition, outcomes: Outcomes, ids: (step: number) => string): string => {
  const steps = [...new Set(decisiveSteps(condition, outcomes))];
  const ended = steps.slice(0, shownAtMost).map((step) => `${ids(step)} ended ${outcomes[step] ?? 'not yet'}`);
  const more = steps.length > shownAtMost ? `, and ${steps.length - shownAtMost} more` : '';
  const needed = printCondition(condition, ids);
  const short = needed.length > 200 ? `${needed.slice(0, 200)}…` : needed;
  return `needs ${short}, and ${ended.join(', ')}${more}`;
};

/**
 * The condition as the expression language writes it, with the fewest parentheses: parsing the text again gives a
 * condition that means the same. An empty `all` or `any` cannot be written and prints as `()`.
 */
export const printCondition = (condition: Condition, ids: (step: number) => string): string => {
  const print = (part: Condition, inside: 'none' | 'all' | 'any' | 'not'): string => {
    if (part.is === 'outcome') return `${ids(part.step)}.${part.outcome}`;
    if (part.is === 'not') return `!${print(part.of, 'not')}`;
    const [only] = part.of;
    if (part.of.length === 1 && only) return print(only, inside);
    const text = part.of.map((one) => print(one, part.is)).join(part.is === 'all' ? ' && ' : ' || ');
    const bare = inside === 'none' || (part.is === 'all' && inside === 'any') || part.is === inside;
    return bare && part.of.length > 0 ? text : `(${text})`;
  };
  return print(condition, 'none');
};
