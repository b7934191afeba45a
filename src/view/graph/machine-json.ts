import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { named } from './machine-parts.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const transitionOf = (transition: AnyTransitionDefinition): Json => ({
  eventType: transition.eventType,
  source: `#${transition.source.id}`,
  target: (transition.target ?? []).map(({ id }) => `#${id}`),
  ...(transition.guard === undefined ? {} : { guard: plain(named(transition.guard)) }),
  ...(transition.reenter ? { reenter: true } : {}),
  actions: transition.actions.map((action) => plain(named(action))),
});

const grouped = (node: AnyStateNode): Json =>
  Object.fromEntries([...node.transitions].map(([event, transitions]) => [event, transitions.map(transitionOf)]));

const stateOf = (node: AnyStateNode): { readonly [key: string]: Json } => ({
  id: node.id,
  key: node.key,
  type: node.type,
  order: node.order,
  ...(node.description === undefined ? {} : { description: node.description }),
  ...(node.initial === undefined ? {} : { initial: node.initial.target[0]?.key ?? '' }),
  entry: node.entry.map((action) => plain(named(action))),
  exit: node.exit.map((action) => plain(named(action))),
  on: grouped(node),
  ...(node.always === undefined || node.always.length === 0 ? {} : { always: node.always.map(transitionOf) }),
  ...(Object.keys(node.states).length === 0
    ? {}
    : { states: Object.fromEntries(Object.values(node.states).map((child) => [child.key, stateOf(child)])) }),
});

/**
 * The machine as plain JSON, as XState's JSON Schema of machines wants it and its `createMachine` takes it: the same states
 * and transitions, every action and guard by its name. Implementations, the first context and computed parameters are not in it.
 */
export const toMachineJson = (machine: AnyStateMachine): string =>
  `${JSON.stringify(stateOf(machine.root), null, 2)}\n`;
