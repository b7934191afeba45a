import { xmlText } from '../xml.ts';
import { type Detail, type DrawnEdge, drawnEdges, enteredLeaf, type Graph, type GraphNode } from './graph.ts';

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Long lines are broken at spaces, so that boxes stay narrow. */
const broken = (text: string, most: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const looks = {
  full: 'nodesep=0.4; ranksep=0.5; fontsize=13; node [fontsize=13 margin="0.16,0.09"]; edge [fontsize=10 arrowsize=0.7];',
  brief:
    'nodesep=0.2; ranksep=0.25; fontsize=18; node [fontsize=18 margin="0.14,0.07"]; edge [fontsize=14 arrowsize=0.8];',
} as const;

const labelOf = ({ label, details }: GraphNode): string => {
  const small = details
    .flatMap((line) => broken(line, 34))
    .map((line) => `<BR/><FONT POINT-SIZE="10">${xmlText(line)}</FONT>`);
  return `<<B>${xmlText(label)}</B>${small.join('')}>`;
};

const leafLine = (node: GraphNode, indent: string): string => {
  const shape = node.kind === 'final' ? ' peripheries=2' : '';
  const tooltip = node.description === undefined ? '' : ` tooltip=${quoted(node.description)}`;
  return `${indent}${quoted(node.id)} [label=${labelOf(node)} class="${node.kind}" id=${quoted(`state-${node.id}`)}${shape}${tooltip}];`;
};

const nodeLines = (graph: Graph, node: GraphNode, indent: string): readonly string[] => {
  if (node.kind !== 'compound') return [leafLine(node, indent)];
  const inner = `${indent}  `;
  const children = graph.nodes.filter(({ parent }) => parent === node.id);
  return [
    `${indent}subgraph ${quoted(`cluster ${node.id}`)} {`,
    `${inner}label=${labelOf(node)};`,
    `${inner}class="compound"; id=${quoted(`state-${node.id}`)}; margin=14;`,
    ...(node.description === undefined ? [] : [`${inner}tooltip=${quoted(node.description)};`]),
    ...children.flatMap((child) => nodeLines(graph, child, inner)),
    `${indent}}`,
  ];
};

/** Where an arrow is tied: Graphviz knows no arrows at clusters, only such as are cut at their border. */
const anchor = (graph: Graph, id: string, role: 'lhead' | 'ltail'): { readonly node: string; readonly cut: string } => {
  const compound = graph.nodes.find((node) => node.id === id)?.kind === 'compound';
  if (!compound) return { node: id, cut: '' };
  const children = graph.nodes.filter(({ parent }) => parent === id);
  const node = role === 'lhead' ? enteredLeaf(graph, id) : enteredLeaf(graph, children.at(-1)?.id ?? id);
  return { node, cut: ` ${role}=${quoted(`cluster ${id}`)}` };
};

const edgeLine = (graph: Graph, detail: Detail, { from, to, kind, labels, events }: DrawnEdge): string => {
  const tail = anchor(graph, from, 'ltail');
  const head = anchor(graph, to, 'lhead');
  const lines = labels.flatMap((line) => broken(line, detail === 'full' ? 44 : 22));
  const label = labels.length === 0 ? '' : ` label=<${lines.map((line) => ` ${xmlText(line)} `).join('<BR/>')}>`;
  const dashed = kind === 'mayNeed' || kind === 'resume' ? ' style=dashed' : '';
  return `  ${quoted(tail.node)} -> ${quoted(head.node)} [class="${kind}" id=${quoted(`edge ${from}>${to}>${events.join(' ')}`)}${label}${dashed}${tail.cut}${head.cut}];`;
};

/**
 * The graph in Graphviz' language. Kinds of nodes and arrows are classes, states have ids `state-<path>`, so that style
 * sheets and scripts find them in the SVG; compound states are clusters.
 */
export const toDot = (whole: Graph, detail: Detail = 'full'): string => {
  const graph: Graph =
    detail === 'full' ? whole : { ...whole, nodes: whole.nodes.map((node) => ({ ...node, details: [] })) };
  const roots = graph.nodes.filter(({ parent }) => parent === undefined);
  const start = quoted(`start of ${graph.id}`);
  const begin =
    graph.initial === undefined
      ? []
      : [
          `  ${start} [label="" shape=circle width=0.16 fixedsize=true style=filled class="start"];`,
          `  ${start} -> ${quoted(enteredLeaf(graph, graph.initial))} [class="usual"];`,
        ];
  const lines = [
    `digraph ${quoted(graph.id)} {`,
    `  rankdir=${graph.direction === 'down' ? 'TB' : 'LR'}; compound=true; bgcolor="transparent"; fontname="Helvetica"; style="rounded";`,
    '  node [shape=box style="rounded" fontname="Helvetica"]; edge [fontname="Helvetica"];',
    `  ${looks[detail]}`,
    ...begin,
    ...roots.flatMap((node) => nodeLines(graph, node, '  ')),
    ...drawnEdges(graph, detail).map((edge) => edgeLine(graph, detail, edge)),
    '}',
  ];
  return `${lines.join('\n')}\n`;
};
