import { type Outcome, outcomes } from '../../model/litmus/outcome.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { PlannedStep } from '../../model/plan/planned-step.ts';
import { element } from '../xml.ts';
import { scxmlDocument } from './scxml.ts';

/** Ids of XML begin with a letter; a step's may begin with a digit. */
const idOf = (step: string, state?: string): string => `step.${step}${state === undefined ? '' : `.${state}`}`;

const endedAs = (step: string, outcome: Outcome | 'Done'): string =>
  outcome === 'Done'
    ? `(${outcomes.map((one) => `In('${idOf(step, one)}')`).join(' || ')})`
    : `In('${idOf(step, outcome)}')`;

const expression = (condition: Condition, ids: (step: number) => string): string => {
  switch (condition.is) {
    case 'outcome':
      return endedAs(ids(condition.step), condition.outcome);
    case 'not':
      return `!(${expression(condition.of, ids)})`;
    case 'all':
    case 'any': {
      const parts = condition.of.map((part) => `(${expression(part, ids)})`);
      return parts.join(condition.is === 'all' ? ' && ' : ' || ');
    }
  }
};

const regionLines = ({ id, condition }: PlannedStep, ids: (step: number) => string): readonly string[] => {
  const at = (state: string): string => idOf(id, state);
  const cond = condition && expression(condition, ids);
  const ends = outcomes.filter((outcome) => outcome !== 'Skipped');
  return element('state', { id: idOf(id), initial: at('Waiting') }, [
    ...element('state', { id: at('Waiting') }, [
      ...element('transition', { event: `start.${id}`, cond, target: at('Running') }),
      ...element('transition', { event: `skip.${id}`, target: at('Skipped') }),
    ]),
    ...element(
      'state',
      { id: at('Running') },
      ends.flatMap((outcome) => element('transition', { event: `end.${id}.${outcome}`, target: at(outcome) })),
    ),
    ...outcomes.flatMap((outcome) => element('final', { id: at(outcome) })),
  ]);
};

/** The batch as W3C SCXML 1.0: a region for each step, which may start when its condition holds over the others' outcomes. */
export const planToScxml = ({ steps }: Plan, name: string): string => {
  const ids = (step: number): string => steps[step]?.id ?? '';
  const regions = steps.flatMap((step) => regionLines(step, ids));
  return scxmlDocument(name, 'batch', element('parallel', { id: 'batch' }, regions));
};
