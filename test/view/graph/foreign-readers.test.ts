import { instance } from '@viz-js/viz';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { createMachine } from 'xstate';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { exportMachine, exportPlan, graphFormats } from '../../../src/view/graph/formats.ts';
import { descendants } from '../../../src/view/graph/machine-parts.ts';
import { graphOfMachine, machineNames, machines } from '../../../src/view/graph/machines.ts';
import { scxmlSchema } from './scxml-schema.ts';

const transitionsOf = (machine: (typeof machines)['experiment']) =>
  descendants(machine.root).flatMap((state) =>
    [...[...state.transitions.values()].flat(), ...(state.always ?? [])].map((transition) => ({
      from: state.id,
      event: transition.eventType,
      to: transition.target?.map(({ id }) => id) ?? [],
      guard: typeof transition.guard === 'string' ? { type: transition.guard } : transition.guard,
      reenter: transition.reenter,
      actions: transition.actions.length,
    })),
  );

const statesOf = (machine: (typeof machines)['experiment']) =>
  descendants(machine.root).map((state) => ({
    id: state.id,
    type: state.type,
    initial: state.initial?.target.map(({ id }) => id),
    description: state.description,
    entry: state.entry.length,
  }));

describe.each(machineNames)('%s', (name) => {
  it('as JSON gives XState the same states and transitions', async () => {
    const read = createMachine(JSON.parse(await exportMachine(name, 'json')));
    expect(statesOf(read)).toEqual(statesOf(machines[name]));
    expect(transitionsOf(read)).toEqual(transitionsOf(machines[name]));
    expect(transitionsOf(read).length).toBeGreaterThan(10);
  });

  it('as DOT is read by Graphviz, with every state a node or a cluster', async () => {
    const drawn = (await instance()).renderJSON(await exportMachine(name, 'dot'), {}) as {
      objects: readonly { readonly id: string }[];
    };
    const ids = drawn.objects.map(({ id }) => id).filter((id) => id?.startsWith('state-'));
    expect(ids.sort()).toEqual(
      graphOfMachine(name)
        .nodes.map(({ id }) => `state-${id}`)
        .sort(),
    );
  });

  it('as SVG is XML that names and describes itself and every state', async () => {
    const svg = await exportMachine(name, 'svg');
    expect(await xmlErrors(svg)).toEqual([]);
    expect(svg).toContain(`role="img" aria-labelledby="${name}-title" aria-describedby="${name}-description"`);
    for (const { id, description, label } of graphOfMachine(name).nodes) {
      expect(svg).toContain(`data-state="${id}"`);
      expect(svg).toContain(`<title>${description ?? label}</title>`);
    }
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org\/)/);
  });

  it('as SCXML is valid, every target one of its states', async () => {
    expect(await xmlErrors(await exportMachine(name, 'scxml'), scxmlSchema)).toEqual([]);
  });

  it('as SCXML is read by state-machine-cat with the same states', async () => {
    const smcat = await import('state-machine-cat');
    const read = await smcat.render(await exportMachine(name, 'scxml'), { inputType: 'scxml', outputType: 'json' });
    const machine = (typeof read === 'string' ? JSON.parse(read) : read) as Region;
    const wanted = graphOfMachine(name);
    // One state is around all that are not final: it hears which guards hold.
    expect(namesIn(machine).sort()).toEqual([...wanted.nodes.map(({ id }) => id), name].sort());
    const arrows = transitionsIn(machine).filter(({ from, to }) => !from.includes('initial') && from !== to);
    const own = wanted.edges.filter(({ from, to }) => from !== to);
    expect(new Set(arrows.map(({ from, to }) => `${from}>${to}`))).toEqual(
      new Set(own.map(({ from, to }) => `${from}>${to}`)),
    );
  });
});

interface Region {
  readonly states: readonly { readonly name: string; readonly type: string; readonly statemachine?: Region }[];
  readonly transitions?: readonly { readonly from: string; readonly to: string }[];
}

const namesIn = ({ states }: Region): string[] =>
  states.flatMap(({ name, type, statemachine }) => [
    ...(type === 'initial' ? [] : [name]),
    ...(statemachine === undefined ? [] : namesIn(statemachine)),
  ]);

const transitionsIn = ({ states, transitions = [] }: Region): { from: string; to: string }[] => [
  ...transitions,
  ...states.flatMap(({ statemachine }) => (statemachine === undefined ? [] : transitionsIn(statemachine))),
];

const xmlErrors = async (xml: string, schema?: string): Promise<readonly string[]> => {
  const file = { fileName: 'graph.xml', contents: xml };
  const result = await validateXML(
    schema === undefined
      ? { xml: file, normalization: 'format' }
      : { xml: file, schema: [{ fileName: 'scxml.xsd', contents: schema }] },
  );
  return result.errors.map(({ message }) => message);
};

describe('a batch', () => {
  const plan: Plan = {
    version: 1,
    parallelism: 2,
    failurePolicy: 'continue',
    steps: [
      { id: 'pod-delete', experiment: 'pod-delete', entry: 0, mutexes: [] },
      {
        id: '2nd',
        experiment: 'pod-delete',
        entry: 1,
        mutexes: ['net'],
        timeoutMs: 60_000,
        condition: { is: 'outcome', step: 0, outcome: 'Pass' },
      },
      {
        id: 'last',
        experiment: 'last',
        entry: 2,
        mutexes: [],
        retries: { limit: 2, on: ['Error'], backoffMs: 0 },
        condition: {
          is: 'any',
          of: [
            { is: 'outcome', step: 0, outcome: 'Fail' },
            { is: 'not', of: { is: 'outcome', step: 1, outcome: 'Done' } },
          ],
        },
      },
    ],
    iterations: [{ order: [0, 1, 2], intervalMs: 0 }],
    draws: [],
    notes: [],
  };

  it('is exported in every format, with every step', async () => {
    for (const format of graphFormats) {
      const text = await exportPlan(plan, 'diamond', format);
      for (const { id } of plan.steps) expect(text).toContain(id);
    }
  });

  it('has an arrow for each step that a condition names, dashed where there are alternatives', async () => {
    const { edges } = JSON.parse(await exportPlan(plan, 'diamond', 'json'));
    expect(edges.map(({ from, to, kind, label }: Record<string, string>) => [from, to, kind, label])).toEqual([
      ['pod-delete', '2nd', 'needs', 'Pass'],
      ['pod-delete', 'last', 'mayNeed', ''],
      ['2nd', 'last', 'mayNeed', ''],
    ]);
  });

  it('as DOT is read by Graphviz', async () => {
    expect((await instance()).renderFormats(await exportPlan(plan, 'diamond', 'dot'), ['plain']).status).toBe(
      'success',
    );
  });

  it('as SVG is XML', async () => {
    expect(await xmlErrors(await exportPlan(plan, 'diamond', 'svg'))).toEqual([]);
  });

  it('as SCXML is valid, every target one of its states', async () => {
    expect(await xmlErrors(await exportPlan(plan, 'diamond', 'scxml'), scxmlSchema)).toEqual([]);
  });
});
