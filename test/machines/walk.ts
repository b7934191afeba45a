import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { allNodes } from './paths.ts';

interface Named {
  readonly type?: string;
}

const nameOf = (one: unknown): string | undefined => {
  if (typeof one === 'string') return one;
  return typeof one === 'object' && one !== null ? (one as Named).type : undefined;
};

const pathOf = (node: AnyStateNode): string => node.path.join('.') || node.id;

const transitionsFrom = (node: AnyStateNode) => [...[...node.transitions.values()].flat(), ...(node.always ?? [])];

/** Names of effects and guards that are written into the machine and exist nowhere. */
export const unknownNames = (machine: AnyStateMachine, effects: ReadonlySet<string>): readonly string[] =>
  allNodes(machine).flatMap((node) => {
    const transitions = transitionsFrom(node);
    const actions = [...node.entry, ...node.exit, ...transitions.flatMap((one) => one.actions)].map(nameOf);
    const guards = transitions.filter(({ guard }) => guard !== undefined).map(({ guard }) => nameOf(guard));
    return [
      ...actions.flatMap((name) =>
        name !== undefined && (effects.has(name) || name in machine.implementations.actions)
          ? []
          : [`nothing carries out ${name ?? 'an action without a name'}`],
      ),
      ...guards.flatMap((name) =>
        name !== undefined && name in machine.implementations.guards
          ? []
          : [`there is no guard ${name ?? 'without a name'}`],
      ),
    ];
  });

/** States from which no transition leads on to a final one, however the guards decide. */
export const withoutWayOut = (machine: AnyStateMachine): readonly string[] => {
  const leads = new Set(allNodes(machine).filter(({ type }) => type === 'final'));
  const isOut = (node: AnyStateNode): boolean => {
    const own = [...transitionsFrom(node), ...ancestorsOf(node).flatMap(transitionsFrom)];
    const targets = own.flatMap(({ target }) => target ?? []);
    const first = node.type === 'compound' ? node.initial.target : [];
    return [...targets, ...first].some((target) => leads.has(target));
  };
  for (let size = -1; size !== leads.size; ) {
    size = leads.size;
    for (const node of allNodes(machine)) if (node !== machine.root && isOut(node)) leads.add(node);
  }
  return allNodes(machine).flatMap((node) =>
    node === machine.root || leads.has(node) ? [] : [`${pathOf(node)} has no way to a final state`],
  );
};

const ancestorsOf = (node: AnyStateNode): readonly AnyStateNode[] =>
  node.parent === undefined ? [] : [node.parent, ...ancestorsOf(node.parent)];

/** Leaf states in which a machine rests, that take no notice of an event: neither themselves nor through a parent. */
export const deafTo = (machine: AnyStateMachine, event: string): readonly string[] =>
  allNodes(machine).flatMap((node) => {
    const rests = node.type === 'atomic' && !node.always?.some(({ guard }) => guard === undefined);
    const hears = [node, ...ancestorsOf(node)].some(({ transitions }) => transitions.has(event));
    return !rests || hears ? [] : [`${pathOf(node)} ignores ${event}`];
  });
