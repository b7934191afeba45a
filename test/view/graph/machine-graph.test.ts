import { describe, expect, it } from 'vitest';
import { drawnEdges } from '../../../src/view/graph/graph.ts';
import { descendants } from '../../../src/view/graph/machine-parts.ts';
import { graphOfMachine, machineNames, machines } from '../../../src/view/graph/machines.ts';
import { readableEvent, readableGuard, readableName } from '../../../src/view/graph/readable.ts';

const finalStates = {
  experiment: ['Verdict'],
  supervisor: ['Completed', 'Aborted'],
  runner: ['Finished', 'Nothing', 'Rejected', 'TryAgain', 'Taken', 'HandedOver'].map((how) => `Ended.${how}`),
};

describe.each(machineNames)('the graph of the %s machine', (name) => {
  const graph = graphOfMachine(name);
  const states = descendants(machines[name].root);

  it('has every state of the machine with its nesting', () => {
    expect(graph.nodes.map(({ id }) => id)).toEqual(states.map((state) => state.path.join('.')));
    for (const { id, parent } of graph.nodes)
      expect(id.startsWith(parent === undefined ? '' : `${parent}.`)).toBe(true);
  });

  it('has every transition that has a target, from and to states that are there', () => {
    const ids = new Set(graph.nodes.map(({ id }) => id));
    const transitions = states.flatMap((state) => [...[...state.transitions.values()].flat(), ...(state.always ?? [])]);
    expect(graph.edges.length).toBe(transitions.filter(({ target }) => target !== undefined).length);
    for (const { from, to } of graph.edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
  });

  it('tells the final states apart', () => {
    const finals = graph.nodes.filter(({ kind }) => kind === 'final').map(({ id }) => id);
    expect(finals).toEqual(finalStates[name]);
  });

  it('marks the arrows of an abort', () => {
    const aborts = graph.edges.filter(({ event }) => event === 'ABORT');
    expect(aborts.length).toBeGreaterThan(0);
    expect(aborts.every(({ kind }) => kind === 'abort')).toBe(true);
  });

  it('draws no arrow for entering the same state again after a restart', () => {
    expect(drawnEdges(graph).some(({ kind, from, to }) => kind === 'resume' && from === to)).toBe(false);
  });
});

it('draws an arrow from a state to one inside it from the other inner states', () => {
  const arrows = drawnEdges(graphOfMachine('experiment')).filter(({ labels }) => labels.includes('Main ended'));
  expect(arrows.map(({ from, to }) => [from, to])).toEqual([
    ['Running.Starting', 'Running.ReadingResult'],
    ['Running.Observing', 'Running.ReadingResult'],
  ]);
});

it('makes names readable', () => {
  expect(readableEvent('JOB_CREATED')).toBe('Job created');
  expect(readableName('mustCleanUp')).toBe('must clean up');
  expect(readableGuard('isTimer', { timer: 'start' })).toBe('start');
  expect(readableGuard('isNewPod')).toBe('is new pod');
});
