import { xmlText } from '../xml.ts';
import { toDot } from './dot.ts';
import type { Graph } from './graph.ts';

/** Colours by class; the second set for dark surroundings. Text takes the colour of what is around it. */
const styleSheet = `
  svg { --ink: #1c2430; --soft: #566275; --line: #77849a; --box: #f7f9fc; --frame: #b9c4d4; --group: #eef2f8;
        --abort: #b3261e; --failure: #8a5300; --good: #1a6b3c; color: var(--ink); }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6ebf3; --soft: #a3afc2; --line: #8492a8; --box: #1d2634; --frame: #46546b; --group: #161d29;
          --abort: #ff8a80; --failure: #f0b35a; --good: #6fd39a; }
  }
  text { fill: currentColor; font-family: Helvetica, Arial, sans-serif; }
  text[font-size="10.00"] { fill: var(--soft); }
  .node path, .node polygon { fill: var(--box); stroke: var(--frame); stroke-width: 1.2; }
  .cluster path, .cluster polygon { fill: var(--group); stroke: var(--frame); stroke-width: 1; }
  .node.final path { stroke: var(--good); }
  .node.start ellipse { fill: currentColor; stroke: none; }
  .edge path { fill: none; stroke: var(--line); stroke-width: 1.2; }
  .edge polygon { fill: var(--line); stroke: var(--line); }
  .edge.abort path { stroke: var(--abort); } .edge.abort polygon { fill: var(--abort); stroke: var(--abort); }
  .edge.abort text { fill: var(--abort); }
  .edge.failure path { stroke: var(--failure); } .edge.failure polygon { fill: var(--failure); stroke: var(--failure); }
  .edge.failure text { fill: var(--failure); }
`;

const ofNode = /<g id="([^"]*)" class="(node|cluster)([^"]*)">\n<title>[^<]*<\/title>/g;

const ofEdge = /<g id="edge ([^"]*?)&gt;([^"]*?)&gt;([^"]*)" class="edge([^"]*)">\n<title>[^<]*<\/title>/g;

/**
 * The graph as one SVG, drawn by Graphviz without any network. `standalone`: everything, with its own colours for light and
 * dark; `embedded`: names and arrows, and the page around it gives the colours. It is an image with a name and a description for screen readers.
 */
export const toSvg = async (graph: Graph, look: 'standalone' | 'embedded' = 'standalone'): Promise<string> => {
  const { instance } = await import('@viz-js/viz');
  const drawn = (await instance()).renderString(toDot(graph, look === 'standalone' ? 'full' : 'brief'), {
    format: 'svg',
    engine: 'dot',
  });
  const body = drawn.slice(drawn.indexOf('>', drawn.indexOf('<svg')) + 1);
  const [, viewBox = '0 0 100 100'] = /viewBox="([^"]+)"/.exec(drawn) ?? [];
  const [, , width = '100', height = '100'] = viewBox.split(' ');
  const descriptions = new Map(graph.nodes.map(({ id, label, description }) => [id, description ?? label]));
  const named = body
    .replaceAll(ofNode, (_, id: string, kind: string, classes: string) => {
      const state = id.replaceAll('&#45;', '-').replace(/^state-/, '');
      const title = descriptions.get(state);
      if (title === undefined) return `<g class="${kind}${classes}">`;
      return `<g id="${graph.id}-state-${xmlText(state)}" data-state="${xmlText(state)}" class="${kind}${classes}">\n<title>${xmlText(title)}</title>`;
    })
    .replaceAll(ofEdge, (_, from: string, to: string, events: string, classes: string) => {
      const ends = [from, to].map((end) => end.replaceAll('&#45;', '-'));
      return `<g data-from="${ends[0]}" data-to="${ends[1]}" data-events="${events}" class="edge${classes}">`;
    })
    .replaceAll(/<g id="edge\d+" class="edge([^"]*)">\n<title>[^<]*<\/title>/g, '<g class="edge$1">')
    .replaceAll(/ xlink:title="[^"]*"/g, '')
    .replaceAll(/<g id="a_[^"]*"><a>|<\/a>\n<\/g>/g, '')
    .replace(/<g id="graph0" class="graph"/, '<g class="graph"')
    .replace(/\n<title>[^<]*<\/title>/, '');
  const [titleId, descriptionId] = [`${graph.id}-title`, `${graph.id}-description`];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" width="${Number(width)}" height="${Number(height)}" role="img" aria-labelledby="${titleId}" aria-describedby="${descriptionId}">`,
    `<title id="${titleId}">${xmlText(graph.title)}</title>`,
    `<desc id="${descriptionId}">${xmlText(graph.description)}</desc>`,
    ...(look === 'standalone' ? [`<style>${styleSheet}</style>`] : []),
    named.trim(),
    '',
  ].join('\n');
};
