import { exportMachine, graphFormats } from './formats.ts';
import { graphOfMachine, machineNames } from './machines.ts';
import { toSvg } from './svg.ts';

const extensions = { mermaid: 'mmd', dot: 'dot', svg: 'svg', scxml: 'scxml', json: 'json' } as const;

/** Begin and end of what is generated into a page of documentation. */
export const markersOf = (name: string): { readonly begin: string; readonly end: string } => ({
  begin: `<!-- graph ${name}: made by \`npm run graphs\` -->`,
  end: `<!-- end of graph ${name} -->`,
});

/** The files of `docs/graphs`: name and content. */
export const graphFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>();
  for (const name of machineNames) {
    for (const format of graphFormats) files.set(`${name}.${extensions[format]}`, await exportMachine(name, format));
  }
  return files;
};

/** The machines of a run: what the process does around it stands in its records. */
const shownByThePage = ['experiment', 'supervisor'] as const;

/** The drawings that the inspector page shows: name and content. */
export const pageDrawings = async (): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>();
  for (const name of shownByThePage) files.set(`${name}.svg`, await toSvg(graphOfMachine(name), 'embedded'));
  return files;
};

/** A page of documentation with the machines' Mermaid between its markers brought up to date. */
export const withGraphs = async (page: string): Promise<string> => {
  let text = page;
  for (const name of machineNames) {
    const { begin, end } = markersOf(name);
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) continue;
    const mermaid = await exportMachine(name, 'mermaid');
    text = `${text.slice(0, from)}${begin}\n\n\`\`\`mermaid\n${mermaid}\`\`\`\n\n${text.slice(to)}`;
  }
  return text;
};
