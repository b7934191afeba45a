import { outcomes as allOutcomes, type Outcome, wasStarted } from '../litmus/outcome.ts';
import { type Condition, evaluate, type Outcomes, questionsOf, stepsOf } from './condition.ts';
import type { Conditions } from './dependency-graph.ts';

/** How many assignments of outcomes the search tries at most. */
const patience = 4_000;

/** For each step the outcomes that make a difference to the conditions: those asked for, and one that stands for the others. */
const choicesOf = (conditions: readonly Condition[]): ReadonlyMap<number, readonly Outcome[]> => {
  const asked = Map.groupBy(conditions.flatMap(questionsOf), ({ step }) => step);
  const choices = new Map<number, readonly Outcome[]>();
  for (const [step, questions] of asked) {
    const wanted = new Set(questions.map(({ outcome }) => outcome));
    // Skipped is the other outcome of choice, because it is possible without the step's own condition.
    const other = allOutcomes.toReversed().find((outcome) => !wanted.has(outcome));
    const skipped = wanted.has('Skipped') ? other : 'Skipped';
    choices.set(
      step,
      allOutcomes.filter((outcome) => wanted.has(outcome) || outcome === skipped),
    );
  }
  return choices;
};

/** The first step without an outcome in a part of the condition that is still open. */
const openStep = (condition: Condition, known: Outcomes): number | undefined => {
  if (condition.is === 'outcome') return known[condition.step] ? undefined : condition.step;
  if (condition.is === 'not') return openStep(condition.of, known);
  for (const part of condition.of) {
    const step = evaluate(part, known) === 'open' ? openStep(part, known) : undefined;
    if (step !== undefined) return step;
  }
  return undefined;
};

/**
 * Whether some outcomes make the condition true. Knows that a step has one outcome (`a.Pass && a.Fail` is `no`) and that a
 * step which passed, failed or ended in error was started, so that its own condition held: one level deep, which keeps
 * long chains cheap. `unknown` when the bounded search did not come to an end.
 */
export const canBeTrue = (condition: Condition, conditions: Conditions): 'yes' | 'no' | 'unknown' => {
  const direct = new Map<number, Condition>();
  for (const step of stepsOf(condition)) {
    const own = conditions[step];
    if (own) direct.set(step, own);
  }
  const choices = choicesOf([condition, ...direct.values()]);
  const known: (Outcome | undefined)[] = [];
  let tried = 0;
  const search = (wanted: readonly Condition[]): 'yes' | 'no' | 'unknown' => {
    tried += 1;
    if (tried > patience) return 'unknown';
    const open: Condition[] = [];
    for (const one of wanted) {
      const truth = evaluate(one, known);
      if (truth === 'false') return 'no';
      if (truth === 'open') open.push(one);
    }
    const step = open[0] ? openStep(open[0], known) : undefined;
    if (step === undefined) return 'yes';
    const own = direct.get(step);
    let answer: 'no' | 'unknown' = 'no';
    for (const outcome of choices.get(step) ?? []) {
      known[step] = outcome;
      const found = search(own && wasStarted(outcome) ? [...open, own] : open);
      known[step] = undefined;
      if (found === 'yes') return 'yes';
      if (found === 'unknown') answer = 'unknown';
    }
    return answer;
  };
  return search([condition]);
};
