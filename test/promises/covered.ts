import { blocksOf, sentencesOf } from './markdown.ts';

/** A part of a document whose every word counts. */
export interface Covered {
  readonly document: string;
  /** The headings of the part; absent: all of the document. */
  readonly section?: string;
  /** Headings within it of which nothing is promised, or of which others tell. */
  readonly except?: readonly string[];
  /**
   * What needs an entry: each `sentence`, or each `block` (a paragraph, an item) at least by one of its sentences. Rows of tables
   * and commented lines of code need one in any case, as a whole.
   */
  readonly each: 'sentence' | 'block';
}

/** Everything that has to be in the table: what is written here in addition fails the test until its test is named. */
export const covered: readonly Covered[] = [
  { document: 'README.md', each: 'sentence', except: ['What it looks like', 'More'] },
  { document: 'docs/batches.md', each: 'block' },
  { document: 'docs/audit.md', each: 'block' },
  { document: 'docs/files.md', each: 'block' },
  { document: 'docs/inspector.md', each: 'block' },
  { document: 'docs/simulator.md', each: 'block' },
  { document: 'simulator/README.md', each: 'block' },
  { document: 'simulator/litmus/README.md', each: 'block' },
  { document: 'docs/architecture.md', each: 'block', except: ['Tests', 'Bounds of the shell'] },
  { document: 'docs/architecture.md', section: 'One idea', each: 'sentence' },
  { document: 'docs/architecture.md', section: 'The three machines', each: 'sentence' },
  { document: 'docs/architecture.md', section: 'From an event to its effects', each: 'sentence' },
  { document: 'docs/architecture.md', section: 'The checkpoint', each: 'sentence' },
  {
    document: 'docs/architecture.md',
    section: 'How a run goes on, and how it ends',
    except: ['A run whose checkpoint is lost'],
    each: 'sentence',
  },
];

/**
 * What of a part has no entry, given what is `said` of its document. A sentence that only leads to what follows it, by a colon,
 * promises nothing.
 */
export function missingIn(
  { section, except = [], each }: Covered,
  markdown: string,
  said: ReadonlySet<string>,
): string[] {
  const blocks = blocksOf(markdown).filter(({ section: headings }) => {
    const above = headings.split(' > ');
    return (section === undefined || above.includes(section)) && !except.some((one) => above.includes(one));
  });
  return blocks.flatMap(({ kind, text }) => {
    const sentences = kind === 'row' || kind === 'command' ? [text] : sentencesOf(text);
    const promising = sentences.filter((sentence) => !sentence.endsWith(':'));
    const missing = promising.filter((sentence) => !said.has(sentence));
    if (each === 'sentence') return missing;
    return missing.length === promising.length ? missing.slice(0, 1) : [];
  });
}
