import type { Plan } from '../../model/plan/plan.ts';
import { planToScxml } from './batch-scxml.ts';
import { toDot } from './dot.ts';
import { toMachineJson } from './machine-json.ts';
import { graphOfMachine, type MachineName, machines } from './machines.ts';
import { toMermaid } from './mermaid.ts';
import { planGraph } from './plan-graph.ts';
import { toScxml } from './scxml.ts';
import { toSvg } from './svg.ts';

export const graphFormats = ['mermaid', 'dot', 'svg', 'scxml', 'json'] as const;
export type GraphFormat = (typeof graphFormats)[number];

const drawings = { mermaid: toMermaid, dot: toDot, svg: toSvg };

/** One of the machines in a format; the text ends with a newline. */
export const exportMachine = async (name: MachineName, format: GraphFormat): Promise<string> => {
  if (format === 'scxml') return toScxml(machines[name]);
  if (format === 'json') return toMachineJson(machines[name]);
  return drawings[format](graphOfMachine(name));
};

/** The steps of a batch and what each needs, in a format; JSON: nodes and arrows. */
export const exportPlan = async (plan: Plan, name: string, format: GraphFormat): Promise<string> => {
  if (format === 'scxml') return planToScxml(plan, name);
  const graph = planGraph(plan, name);
  return format === 'json' ? `${JSON.stringify(graph, null, 2)}\n` : drawings[format](graph);
};
