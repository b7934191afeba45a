import type { Outcome } from '../../model/litmus/outcome.ts';
import { outcomes } from '../../model/litmus/outcome.ts';
import type { Condition } from '../../model/plan/condition.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { PlannedStep } from '../../model/plan/planned-step.ts';
import { xmlText } from '../xml.ts';

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
  const guard = condition === undefined ? '' : ` cond="${xmlText(expression(condition, ids))}"`;
  const ends = outcomes.filter((outcome) => outcome !== 'Skipped');
  const at = (state: string): string => xmlText(idOf(id, state));
  return [
    `    <state id="${xmlText(idOf(id))}" initial="${at('Waiting')}">`,
    `      <state id="${at('Waiting')}">`,
    `        <transition event="start.${xmlText(id)}"${guard} target="${at('Running')}"/>`,
    `        <transition event="skip.${xmlText(id)}" target="${at('Skipped')}"/>`,
    '      </state>',
    `      <state id="${at('Running')}">`,
    ...ends.map((outcome) => `        <transition event="end.${xmlText(id)}.${outcome}" target="${at(outcome)}"/>`),
    '      </state>',
    ...outcomes.map((outcome) => `      <final id="${at(outcome)}"/>`),
    '    </state>',
  ];
};

/** The batch as W3C SCXML 1.0: a region for each step, which may start when its condition holds over the others' outcomes. */
export const planToScxml = (plan: Plan, name: string): string => {
  const ids = (step: number): string => plan.steps[step]?.id ?? '';
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" name="${xmlText(name)}" initial="batch">`,
    '  <parallel id="batch">',
    ...plan.steps.flatMap((step) => regionLines(step, ids)),
    '  </parallel>',
    '</scxml>',
  ].join('\n')}\n`;
};
