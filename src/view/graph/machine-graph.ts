import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { EdgeKind, Graph, GraphEdge, GraphNode } from './graph.ts';
import { readableEvent, readableGuard, readableName } from './readable.ts';

/** Events of both machines that tell of something going wrong. */
const failures: ReadonlySet<string> = new Set([
  'REJECTED',
  'JOB_REFUSED',
  'START_FAILED',
  'LOST',
  'RESULT_MISSING',
  'TIMER',
  'SKIP',
]);

interface Named {
  readonly type: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const named = (value: unknown): Named | undefined => {
  if (typeof value === 'string') return { type: value };
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const params = 'params' in value && typeof value.params === 'object' ? { params: { ...value.params } } : {};
  return { type: String(value.type), ...params };
};

/** The named effects among actions; changes of the context are functions and have no name. */
const effectNames = (actions: readonly unknown[]): readonly string[] =>
  actions.flatMap((action) => (typeof action === 'function' ? [] : (named(action)?.type ?? [])));

const pathOf = (node: AnyStateNode): string => node.path.join('.');

const transitionsOf = (node: AnyStateNode): readonly AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

const guardText = (transition: AnyTransitionDefinition, siblings: readonly AnyTransitionDefinition[]): string => {
  const guard = named(transition.guard);
  if (guard !== undefined) return `[${readableGuard(guard.type, guard.params)}]`;
  return siblings.filter(({ eventType }) => eventType === transition.eventType).length > 1 ? '[otherwise]' : '';
};

const kindOf = (event: string, to: string, guard: string | undefined): EdgeKind => {
  if (event === '') return 'always';
  // Where a restart makes a difference it is drawn.
  if (event === 'RESUME' && guard === undefined) return 'resume';
  if (event === 'ABORT' || to === 'Aborting') return 'abort';
  // A timer may also begin what was waited for.
  return failures.has(event) && to !== 'Running' ? 'failure' : 'usual';
};

/** Transitions without a target: what happens in the state, or is ignored there. */
const innerLines = (node: AnyStateNode): readonly string[] => {
  const transitions = transitionsOf(node);
  const inner = transitions.filter(({ target, eventType }) => target === undefined && eventType !== 'RESUME');
  const isIgnored = ({ actions, guard }: AnyTransitionDefinition): boolean =>
    actions.length === 0 && guard === undefined;
  const happening = inner
    .filter((transition) => !isIgnored(transition))
    .map((transition) => {
      const effects = effectNames(transition.actions).map(readableName).join(', ');
      const said = [readableEvent(transition.eventType), guardText(transition, transitions)].filter(Boolean).join(' ');
      return `on ${said}${effects === '' ? ': stays' : ` / ${effects}`}`;
    });
  const ignored = inner.filter(isIgnored).map(({ eventType }) => readableEvent(eventType));
  return [...happening, ...(ignored.length === 0 ? [] : [`ignores ${ignored.join(', ')}`])];
};

const nodeOf = (node: AnyStateNode): GraphNode => {
  const effects = effectNames(node.entry).map(readableName);
  const initial = node.initial?.target[0];
  return {
    id: pathOf(node),
    kind: node.type === 'compound' ? 'compound' : node.type === 'final' ? 'final' : 'state',
    ...(node.parent === undefined || node.parent.path.length === 0 ? {} : { parent: pathOf(node.parent) }),
    label: node.key,
    ...(node.description === undefined ? {} : { description: node.description }),
    details: [...(effects.length === 0 ? [] : [`entry / ${effects.join(', ')}`]), ...innerLines(node)],
    ...(initial === undefined ? {} : { initial: pathOf(initial) }),
  };
};

const edgesOf = (node: AnyStateNode): readonly GraphEdge[] => {
  const transitions = transitionsOf(node);
  return transitions.flatMap((transition) => {
    const [target] = transition.target ?? [];
    if (target === undefined) return [];
    const guard = named(transition.guard)?.type;
    const { eventType: event } = transition;
    const to = pathOf(target);
    return [
      {
        from: pathOf(node),
        to,
        kind: kindOf(event, to, guard),
        label: [event === '' ? '' : readableEvent(event), guardText(transition, transitions)].filter(Boolean).join(' '),
        ...(event === '' ? {} : { event }),
        ...(guard === undefined ? {} : { guard }),
        effects: effectNames(transition.actions),
      },
    ];
  });
};

/** Every state below `node`, parents before their children, in the order of the machine's source. */
export const descendants = (node: AnyStateNode): readonly AnyStateNode[] =>
  Object.values(node.states).flatMap((child) => [child, ...descendants(child)]);

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
    nodes: states.map(nodeOf),
    edges: states.flatMap(edgesOf),
  };
};
