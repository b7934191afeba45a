import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** An action or a guard as a chart names it, with the parameters that are written into the chart. */
export interface Named {
  readonly type: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Throws on what has no name: a chart could not show it. */
export const named = (value: unknown): Named => {
  if (typeof value === 'string') return { type: value };
  if (typeof value !== 'object' || value === null || !('type' in value))
    throw new TypeError('an action without a name');
  const params = 'params' in value && typeof value.params === 'object' ? { params: { ...value.params } } : {};
  return { type: String(value.type), ...params };
};

/** The effects among actions, each once: what the machine itself implements only changes its context. */
export const effectNames = (machine: AnyStateMachine, actions: readonly unknown[]): readonly string[] => {
  const names = actions.map((action) => named(action).type);
  return [...new Set(names)].filter((name) => !(name in machine.implementations.actions));
};

export const pathOf = (node: AnyStateNode): string => node.path.join('.');

/** Every transition that is written into a state, in their order. */
export const transitionsOf = (node: AnyStateNode): readonly AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

/** Every state below `node`, parents before their children, in the order of the machine's source. */
export const descendants = (node: AnyStateNode): readonly AnyStateNode[] =>
  Object.values(node.states).flatMap((child) => [child, ...descendants(child)]);
