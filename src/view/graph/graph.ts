import { readableName } from './readable.ts';

/** What an arrow stands for, so that every exporter can tell the paths apart. */
export type EdgeKind =
  /** The way things usually go. */
  | 'usual'
  /** Something went wrong: a refusal, a loss, a timer. */
  | 'failure'
  /** Somebody or a time-out ends it early. */
  | 'abort'
  /** Taken at once, without an event. */
  | 'always'
  /** After a restart: the state is entered again, and so its effects are repeated. */
  | 'resume'
  /** A step needs another one. */
  | 'needs'
  /** A step may need another one: its condition has alternatives. */
  | 'mayNeed';

export interface GraphNode {
  /** Dotted path of a state, such as `Running.Observing`, or the id of a step. */
  readonly id: string;
  readonly kind: 'state' | 'compound' | 'final' | 'step';
  readonly parent?: string;
  readonly label: string;
  /** A sentence for people. */
  readonly description?: string;
  /** Short lines below the label: effects, what is ignored, limits. */
  readonly details: readonly string[];
  /** Of a compound node: the child that is entered first. */
  readonly initial?: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** For people: `Job created`, `Timer [start]`. */
  readonly label: string;
  /** As the machine writes it. */
  readonly event?: string;
  readonly effects: readonly string[];
}

/** A machine or a batch as what all exporters share: nodes, possibly nested, and labelled arrows. */
export interface Graph {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly direction: 'down' | 'right';
  /** The state that a machine begins in. */
  readonly initial?: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The arrows of a drawing: those between the same two nodes and of the same kind are one, its labels one below another. */
export interface DrawnEdge extends Pick<GraphEdge, 'from' | 'to' | 'kind'> {
  readonly labels: readonly string[];
  /** As the machine writes them; empty for what is taken without an event. */
  readonly events: readonly string[];
}

/** How much a drawing says. */
export type Detail =
  /** Everything, for a sheet of its own. */
  | 'full'
  /** Names of states and events, in larger letters, for a part of a page. */
  | 'brief';

/** What an arrow says: why it is taken, and which effects that has. */
const edgeText = ({ label, effects }: GraphEdge): string =>
  effects.length === 0 ? label : `${label} / ${effects.map(readableName).join(', ')}`.trim();

/**
 * Arrows as they are drawn, `full` with the effects of each. A state that is merely entered again after a restart has no arrow to itself: every state has
 * one, which would hide the others.
 */
export const drawnEdges = (graph: Graph, detail: Detail = 'full'): readonly DrawnEdge[] => {
  const drawn = new Map<string, DrawnEdge & { readonly labels: string[]; readonly events: string[] }>();
  for (const edge of graph.edges.flatMap((one) => fromWithin(graph, one))) {
    const { from, to, kind, event } = edge;
    const label = detail === 'full' ? edgeText(edge) : edge.label;
    if (kind === 'resume' && from === to) continue;
    const key = JSON.stringify([from, to, kind]);
    const known = drawn.get(key) ?? { from, to, kind, labels: [], events: [] };
    if (event !== undefined && !known.events.includes(event)) known.events.push(event);
    if (label !== '') known.labels.push(label);
    drawn.set(key, known);
  }
  return [...drawn.values()];
};

/**
 * An arrow from a state to one inside it would be drawn as one from nowhere: it is drawn from each of the other inner
 * states, which is what it means.
 */
const fromWithin = (graph: Graph, edge: GraphEdge): readonly GraphEdge[] => {
  if (!edge.to.startsWith(`${edge.from}.`)) return [edge];
  return graph.nodes
    .filter(({ parent, id }) => parent === edge.from && id !== edge.to)
    .map(({ id }) => ({ ...edge, from: id }));
};

/** The node that is entered when an arrow leads to `id`: of a compound node its first leaf. */
export const enteredLeaf = (graph: Graph, id: string): string => {
  const node = graph.nodes.find((one) => one.id === id);
  return node?.initial === undefined ? id : enteredLeaf(graph, node.initial);
};
