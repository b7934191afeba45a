import { expect, it } from 'vitest';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { restingStates, supervisorStates } from '../../src/runner/checkpoint/checkpoint-codec.ts';

const leavesOf = (node: AnyStateNode): readonly AnyStateNode[] => {
  const children = Object.values(node.states);
  return children.length === 0 ? [node] : children.flatMap(leavesOf);
};
const leaves = (machine: AnyStateMachine): readonly AnyStateNode[] => leavesOf(machine.root);

it('a checkpoint may have an attempt in every state in which somebody has to tell it something, and in no other', () => {
  const rests = leaves(experimentMachine).filter(
    // What is decided at once is never written down, what is at its end is driven no longer, and `Pending` is told at once.
    ({ always, type, key }) =>
      !always?.some(({ guard }) => guard === undefined) && type !== 'final' && key !== 'Pending',
  );
  expect([...restingStates].sort()).toEqual(rests.map(({ path }) => path.join('.')).sort());
});

it('a checkpoint may have the supervisor in every state', () => {
  expect([...supervisorStates].sort()).toEqual(
    leaves(supervisorMachine)
      .map(({ path }) => path.join('.'))
      .sort(),
  );
});
