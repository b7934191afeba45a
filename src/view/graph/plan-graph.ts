import { atOnceText } from '../../model/plan/at-once-text.ts';
import { type Condition, printCondition, stepsOf } from '../../model/plan/condition.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { PlannedStep } from '../../model/plan/planned-step.ts';
import { counted } from '../../model/text/counted.ts';
import { printDuration } from '../../model/text/duration.ts';
import type { EdgeKind, Graph, GraphEdge } from './graph.ts';

/** The parts that must all hold, where the condition is nothing but such parts about single steps. */
const requirements = (condition: Condition): readonly Extract<Condition, { readonly is: 'outcome' }>[] | undefined => {
  if (condition.is === 'outcome') return [condition];
  if (condition.is !== 'all') return undefined;
  const parts = condition.of.map(requirements);
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
};

const edgesTo = (plan: Plan, step: PlannedStep): readonly GraphEdge[] => {
  const { condition } = step;
  if (condition === undefined) return [];
  const edge = (needed: number, kind: EdgeKind, label: string): GraphEdge => {
    return { from: plan.steps[needed]?.id ?? '', to: step.id, kind, label, effects: [] };
  };
  const required = requirements(condition);
  return required === undefined
    ? stepsOf(condition).map((needed) => edge(needed, 'mayNeed', ''))
    : required.map(({ step: needed, outcome }) => edge(needed, 'needs', outcome));
};

const detailsOf = (plan: Plan, step: PlannedStep): readonly string[] => {
  const { condition, retries, timeoutMs, mutexes } = step;
  const text =
    condition === undefined || requirements(condition) !== undefined
      ? undefined
      : printCondition(condition, (index) => plan.steps[index]?.id ?? '');
  return [
    ...(step.experiment === step.id ? [] : [`experiment ${step.experiment}`]),
    ...(text === undefined ? [] : [`needs ${text}`]),
    ...(retries === undefined ? [] : [`up to ${retries.limit} more after ${retries.on.join(', ')}`]),
    ...(timeoutMs === undefined ? [] : [`time-out ${printDuration(timeoutMs)}`]),
    ...(mutexes.length === 0 ? [] : [`never beside ${mutexes.join(', ')}`]),
  ];
};

/** The steps of a plan and what each needs: a labelled arrow from a step to every step whose condition mentions it. */
export const planGraph = (plan: Plan, name: string): Graph => {
  const { steps, failurePolicy, iterations } = plan;
  const times = iterations.length === 1 ? 'once' : `${iterations.length} times`;
  return {
    id: name,
    title: `The batch of ${name}`,
    description:
      `${counted(steps.length, 'step')}, run ${times}, ${atOnceText(plan)}; ` +
      `failure policy ${failurePolicy}. An arrow leads from a step to the steps that need its outcome; ` +
      'a dashed one to a step whose condition has alternatives.',
    direction: 'right',
    nodes: steps.map((step) => ({ id: step.id, kind: 'step', label: step.id, details: detailsOf(plan, step) })),
    edges: steps.flatMap((step) => edgesTo(plan, step)),
  };
};
