import { drawnEdges, type Graph, type GraphNode } from './graph.ts';

/** Mermaid reads quotes, angle brackets, semicolons and hashes as its own: they become entities. */
const escaped = (text: string): string =>
  text.replaceAll(/[#"<>;`{}\\]/g, (character) => `#${character.charCodeAt(0)};`).replaceAll(/[\r\n]+/g, ' ');

/** In labels behind a colon, a second colon would begin another one. */
const behindColon = (text: string): string => escaped(text).replaceAll(':', '#58;');

const stateId = (id: string): string => id.replaceAll(/[^A-Za-z0-9]/g, '_');

const stateLines = (graph: Graph, node: GraphNode, indent: string): readonly string[] => {
  const id = stateId(node.id);
  const name = `${indent}state "${escaped(node.label)}" as ${id}`;
  if (node.kind !== 'compound') {
    return [name, ...node.details.map((line) => `${indent}${id} : ${behindColon(line)}`)];
  }
  const children = graph.nodes.filter(({ parent }) => parent === node.id);
  const initial = node.initial === undefined ? [] : [`${indent}  [*] --> ${stateId(node.initial)}`];
  return [
    `${name} {`,
    ...initial,
    ...children.flatMap((child) => stateLines(graph, child, `${indent}  `)),
    `${indent}}`,
  ];
};

const stateDiagram = (graph: Graph): string => {
  const roots = graph.nodes.filter(({ parent }) => parent === undefined);
  const inner = graph.nodes.filter(({ kind, details }) => kind === 'compound' && details.length > 0);
  const ends = graph.nodes.filter(({ kind }) => kind === 'final');
  const lines = [
    'stateDiagram-v2',
    `  accTitle: ${escaped(graph.title)}`,
    `  accDescr: ${escaped(graph.description)}`,
    ...(graph.initial === undefined ? [] : [`  [*] --> ${stateId(graph.initial)}`]),
    ...roots.flatMap((node) => stateLines(graph, node, '  ')),
    ...drawnEdges(graph).map(({ from, to, labels }) => {
      const label = labels.length === 0 ? '' : ` : ${labels.map(behindColon).join('<br/>')}`;
      return `  ${stateId(from)} --> ${stateId(to)}${label}`;
    }),
    ...ends.map(({ id }) => `  ${stateId(id)} --> [*]`),
    ...inner.map(({ id, label, details }) =>
      [`  note right of ${stateId(id)}`, ...details.map((line) => `    ${label}, ${line}`), '  end note'].join('\n'),
    ),
  ];
  return `${lines.join('\n')}\n`;
};

const flowchart = (graph: Graph): string => {
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, `s${index}`]));
  const lines = [
    'flowchart LR',
    `  accTitle: ${escaped(graph.title)}`,
    `  accDescr: ${escaped(graph.description)}`,
    ...graph.nodes.map(({ id, label, details }) => {
      const text = [`<b>${escaped(label)}</b>`, ...details.map(escaped)].join('<br/>');
      return `  ${ids.get(id)}(["${text}"])`;
    }),
    ...drawnEdges(graph).map(({ from, to, kind, labels }) => {
      const arrow = kind === 'mayNeed' ? '-.->' : '-->';
      return `  ${ids.get(from)} ${arrow}${labels.length === 0 ? '' : `|"${labels.map(escaped).join('<br/>')}"|`} ${ids.get(to)}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
};

/** The graph in Mermaid's language: a state diagram for a machine, a flowchart for a batch. */
export const toMermaid = (graph: Graph): string =>
  graph.initial === undefined ? flowchart(graph) : stateDiagram(graph);
