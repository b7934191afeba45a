import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { defined } from '../../model/json/json-object.ts';
import type { EdgeKind, Graph, GraphEdge, GraphNode } from './graph.ts';
import { descendants, effectNames, named, pathOf, transitionsOf } from './machine-parts.ts';
import { readableEvent, readableGuard, readableName } from './readable.ts';

/** Events of both machines that tell of something going wrong. */
const failures = ['REJECTED', 'JOB_REFUSED', 'START_FAILED', 'LOST', 'RESULT_MISSING', 'TIMER', 'SKIP'];

const guardText = (transition: AnyTransitionDefinition, siblings: readonly AnyTransitionDefinition[]): string => {
  if (transition.guard !== undefined) {
    const { type, params } = named(transition.guard);
    return `[${readableGuard(type, params)}]`;
  }
  return siblings.filter(({ eventType }) => eventType === transition.eventType).length > 1 ? '[otherwise]' : '';
};

const kindOf = (event: string, to: string, guard: string | undefined): EdgeKind => {
  if (event === '') return 'always';
  // Where a restart makes a difference it is drawn.
  if (event === 'RESUME' && guard === undefined) return 'resume';
  if (event === 'ABORT' || to === 'Aborting') return 'abort';
  // A timer may also begin what was waited for.
  return failures.includes(event) && to !== 'Iterating' ? 'failure' : 'usual';
};

/** Transitions without a target: what happens in the state, or is ignored there. */
const innerLines = (machine: AnyStateMachine, node: AnyStateNode): readonly string[] => {
  const transitions = transitionsOf(node);
  const inner = transitions.filter(({ target, eventType }) => target === undefined && eventType !== 'RESUME');
  const isIgnored = ({ actions, guard }: AnyTransitionDefinition): boolean =>
    actions.length === 0 && guard === undefined;
  const happening = inner
    .filter((transition) => !isIgnored(transition))
    .map((transition) => {
      const effects = effectNames(machine, transition.actions).map(readableName).join(', ');
      const said = [readableEvent(transition.eventType), guardText(transition, transitions)].filter(Boolean).join(' ');
      return `on ${said}${effects === '' ? ': stays' : ` / ${effects}`}`;
    });
  const ignored = inner.filter(isIgnored).map(({ eventType }) => readableEvent(eventType));
  return [...happening, ...(ignored.length === 0 ? [] : [`ignores ${ignored.join(', ')}`])];
};

const nodeOf = (machine: AnyStateMachine, node: AnyStateNode): GraphNode => {
  const effects = effectNames(machine, node.entry).map(readableName);
  const initial = node.initial?.target[0];
  return {
    id: pathOf(node),
    kind: node.type === 'compound' ? 'compound' : node.type === 'final' ? 'final' : 'state',
    ...(node.parent === undefined || node.parent.path.length === 0 ? {} : { parent: pathOf(node.parent) }),
    label: node.key,
    ...defined({ description: node.description, initial: initial && pathOf(initial) }),
    details: [...(effects.length === 0 ? [] : [`entry / ${effects.join(', ')}`]), ...innerLines(machine, node)],
  };
};

const edgesOf = (machine: AnyStateMachine, node: AnyStateNode): readonly GraphEdge[] => {
  const transitions = transitionsOf(node);
  return transitions.flatMap((transition) => {
    const [target] = transition.target ?? [];
    if (target === undefined) return [];
    const guard = transition.guard === undefined ? undefined : named(transition.guard).type;
    const { eventType: event } = transition;
    const to = pathOf(target);
    return [
      {
        from: pathOf(node),
        to,
        kind: kindOf(event, to, guard),
        label: [event === '' ? '' : readableEvent(event), guardText(transition, transitions)].filter(Boolean).join(' '),
        ...(event === '' ? {} : { event }),
        effects: effectNames(machine, transition.actions),
      },
    ];
  });
};

/** A machine as a graph: every state with its nesting, every transition that has a target as an arrow. */
export const machineGraph = (machine: AnyStateMachine, title: string, description: string): Graph => {
  const states = descendants(machine.root);
  const initial = machine.root.initial.target[0];
  return {
    id: machine.id,
    title,
    description,
    direction: 'down',
    ...(initial === undefined ? {} : { initial: pathOf(initial) }),
    nodes: states.map((node) => nodeOf(machine, node)),
    edges: states.flatMap((node) => edgesOf(machine, node)),
  };
};
