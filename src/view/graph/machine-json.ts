import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Actions and guards keep their names and plain parameters; changes of the context have no name and become `assign`. */
const reference = (value: unknown): Json => {
  if (typeof value === 'string') return { type: value };
  if (typeof value !== 'object' || value === null || !('type' in value)) return { type: 'assign' };
  const { type } = value;
  const params = 'params' in value && typeof value.params === 'object' && value.params !== null ? value.params : {};
  return { type: String(type), ...(Object.keys(params).length === 0 ? {} : { params: plain(params) }) };
};

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const transitionOf = (transition: AnyTransitionDefinition): Json => ({
  ...(transition.target === undefined ? {} : { target: transition.target.map(({ id }) => `#${id}`) }),
  ...(transition.guard === undefined ? {} : { guard: reference(transition.guard) }),
  ...(transition.reenter ? { reenter: true } : {}),
  actions: transition.actions.map(reference),
});

const grouped = (node: AnyStateNode): Json =>
  Object.fromEntries([...node.transitions].map(([event, transitions]) => [event, transitions.map(transitionOf)]));

const stateOf = (node: AnyStateNode): { readonly [key: string]: Json } => ({
  id: node.id,
  ...(node.description === undefined ? {} : { description: node.description }),
  ...(node.type === 'final' ? { type: 'final' } : {}),
  ...(node.initial === undefined ? {} : { initial: node.initial.target[0]?.key ?? '' }),
  ...(node.entry.length === 0 ? {} : { entry: node.entry.map(reference) }),
  ...(node.exit.length === 0 ? {} : { exit: node.exit.map(reference) }),
  ...(node.transitions.size === 0 ? {} : { on: grouped(node) }),
  ...(node.always === undefined || node.always.length === 0 ? {} : { always: node.always.map(transitionOf) }),
  ...(Object.keys(node.states).length === 0
    ? {}
    : { states: Object.fromEntries(Object.values(node.states).map((child) => [child.key, stateOf(child)])) }),
});

/**
 * The machine as plain JSON that XState's `createMachine` takes: the same states and transitions, actions and guards by
 * name. Implementations and computed parameters are not in it.
 */
export const toMachineJson = (machine: AnyStateMachine): string =>
  `${JSON.stringify(stateOf(machine.root), null, 2)}\n`;
