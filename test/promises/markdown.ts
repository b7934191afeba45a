/** One thing that a document says: a paragraph, an item of a list, a row of a table or a commented line of code. */
export type Block = {
  /** The headings above it, from the title of the document down. */
  readonly section: string;
  readonly kind: 'paragraph' | 'item' | 'row' | 'command';
  /** In one line, without emphasis and targets of links; the cells of a row are divided by ` | `. */
  readonly text: string;
};

/** White space, emphasis and targets of links say nothing: without them a sentence is the same wherever its lines are broken. */
export function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*/g, '')
    .replace(/(?<=^|\s)\*(\w[^*`]*)\*(?=\W|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => plain(cell.replaceAll('\\|', '|')));

/** The blocks of a Markdown document. Headings, heads of tables, pictures and code without a comment are none. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const sections: string[] = [];
  let open: { kind: Block['kind']; lines: string[] } | undefined;
  let code = false;
  let table = false;
  const add = (kind: Block['kind'], text: string) => {
    if (text !== '') blocks.push({ section: sections.join(' > '), kind, text });
  };
  const close = () => {
    if (open) add(open.kind, plain(open.lines.join(' ')));
    open = undefined;
  };
  for (const line of markdown.split('\n')) {
    const heading = /^(#+) (.*)$/.exec(line);
    const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(line);
    const isRow = !code && /^\s*\|/.test(line);
    if (isRow || /^\s*```/.test(line) || (!code && (heading || item || line.trim() === '' || /^!?\[.*\)$/.test(line))))
      close();
    if (/^\s*```/.test(line)) code = !code;
    else if (code) {
      const comment = /\s#\s(.*)$/.exec(line)?.[1];
      if (comment) add('command', plain(line));
    } else if (heading) {
      sections.splice((heading[1]?.length ?? 1) - 1, sections.length, plain(heading[2] ?? ''));
    } else if (isRow) {
      if (table && !/^\s*\|[\s|:-]*$/.test(line)) add('row', plain(cellsOf(line).join(' | ')));
    } else if (item) open = { kind: 'item', lines: [item[1] ?? ''] };
    else if (line.trim() !== '' && !/^!\[.*\)$/.test(line)) {
      open ??= { kind: 'paragraph', lines: [] };
      open.lines.push(line);
    }
    table = isRow;
  }
  close();
  return blocks;
}

/** The sentences of a text in one line. A full stop within a name or a number ends none. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+(?=["(`]?[A-Z`])/);
}
