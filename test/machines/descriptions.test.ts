import { expect, it } from 'vitest';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)];

it.each([
  ['experiment', experimentMachine],
  ['supervisor', supervisorMachine],
  ['runner', runnerMachine],
] as readonly (readonly [string, AnyStateMachine])[])(
  'every state at the top of the %s machine says in a sentence what it is for, and so does every other that says anything',
  (_, machine) => {
    const { root } = machine;
    const told = nodesOf(root).filter((node) => node.description !== undefined || node.parent === root);
    expect(told.filter(({ description = '' }) => !/^[A-Z].{10,}\.$/.test(description)).map(({ id }) => id)).toEqual([]);
  },
);
