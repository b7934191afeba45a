import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type AnyTransitionDefinition,
  transition,
} from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { effectsOf } from '../../machines/effects-of.ts';
import { statePath } from '../../machines/state-path.ts';
import type { Effect } from '../../src/model/progress/record.ts';

/** An event with a name that tells it from others of its type. */
export interface Told {
  readonly name: string;
  readonly event: { readonly type: string };
}

export interface Step {
  readonly before: AnyMachineSnapshot;
  readonly told: Told;
  readonly after: AnyMachineSnapshot;
  readonly effects: readonly Effect[];
  /** The names of the actions that the chart asks for, also of those that have nothing to do. */
  readonly actions: readonly string[];
}

export interface Explored {
  readonly steps: readonly Step[];
  /** Every transition that one of the steps has taken. */
  readonly taken: ReadonlySet<AnyTransitionDefinition>;
}

interface Scope {
  readonly system: {
    _sendInspectionEvent: (event: { readonly type: string; readonly _transitions?: unknown }) => void;
  };
}

/** The same machine; tells of every transition that it takes. */
const traced = (machine: AnyStateMachine, take: (one: AnyTransitionDefinition) => void): AnyStateMachine => {
  const mutant = Object.create(machine) as Record<string, unknown>;
  mutant.transition = (snapshot: never, event: never, scope: Scope) => {
    scope.system._sendInspectionEvent = ({ type, _transitions }) => {
      if (type === '@xstate.microstep') for (const one of _transitions as AnyTransitionDefinition[]) take(one);
    };
    return machine.transition(snapshot, event, scope as never);
  };
  return mutant as unknown as AnyStateMachine;
};

/**
 * Follows the shortest path to every state that the events lead to (states are told apart by state and `keyOf` the context),
 * and there tells every event, also those that the state should ignore.
 */
export const explore = (
  machine: AnyStateMachine,
  inputs: readonly unknown[],
  eventsAt: (snapshot: AnyMachineSnapshot) => readonly Told[],
  keyOf: (context: never) => unknown,
): Explored => {
  const taken = new Set<AnyTransitionDefinition>();
  const watched = traced(machine, (one) => taken.add(one));
  const steps = inputs.flatMap((input) =>
    getShortestPaths(machine, {
      input: input as never,
      events: (snapshot: AnyMachineSnapshot) => eventsAt(snapshot).map(({ event }) => event),
      serializeState: ({ value, context }: AnyMachineSnapshot) => JSON.stringify([value, keyOf(context as never)]),
      limit: 200_000,
    } as never).flatMap(({ state }) =>
      eventsAt(state as AnyMachineSnapshot).map((told): Step => {
        const before = state as AnyMachineSnapshot;
        const [after, actions] = transition(watched, before as never, told.event as never);
        const names = actions.map(({ type }) => type);
        return { before, told, after: after as AnyMachineSnapshot, effects: effectsOf(actions), actions: names };
      }),
    ),
  );
  return { steps, taken };
};

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)];

/** Every state of a machine, the root too. */
export const allNodes = (machine: AnyStateMachine): readonly AnyStateNode[] => nodesOf(machine.root);

/** Every transition of a machine: each guarded alternative is one of its own. */
const allTransitions = (machine: AnyStateMachine): ReadonlyMap<AnyTransitionDefinition, string> => {
  const found = new Map<AnyTransitionDefinition, string>();
  for (const node of allNodes(machine)) {
    for (const [event, alternatives] of node.transitions)
      alternatives.forEach((one, index) => void found.set(one, `${node.id} ${event} ${index + 1}`));
    node.always?.forEach((one, index) => void found.set(one, `${node.id} always ${index + 1}`));
  }
  return found;
};

/** Transitions that no step has taken. */
export const uncovered = (machine: AnyStateMachine, { taken }: Explored): readonly string[] =>
  [...allTransitions(machine)].flatMap(([one, name]) => (taken.has(one) ? [] : [`${name} is taken by no path`]));

export const stateOf = ({ value }: AnyMachineSnapshot): string => statePath(value);
