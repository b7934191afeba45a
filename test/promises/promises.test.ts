import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../build/source-files.ts';
import { covered, missingIn } from './covered.ts';
import { blocksOf } from './markdown.ts';
import { hasTest, promises, readPage, textOf } from './promises.ts';
import { titlesIn } from './titles.ts';

const table = promises();
const documents = [...new Set(table.map(({ document }) => document))];

/** What to do about it, for who has changed a document or a test. */
const fail = (what: readonly string[], advice: string): void => {
  if (what.length > 0) throw new Error(`${advice}\n${what.map((one) => `- ${one}`).join('\n')}`);
};

describe('what the documentation promises', () => {
  it('is in the documents as it is in the table', () => {
    const texts = new Map(documents.map((document) => [document, blocksOf(textOf(document)).map(({ text }) => text)]));
    const gone = table.filter(({ document, says }) => !texts.get(document)?.some((text) => text.includes(says)));
    fail(
      gone.map(({ document, says, place }) => `${place}: ${document} does not say: ${says}`),
      'A sentence was changed or removed: change it in test/promises/table too, and look whether its tests still prove it.',
    );
  });

  it('is proven by tests that are there', () => {
    const unproven = table.flatMap(({ place, tests }) =>
      tests.filter(({ file, title }) => !hasTest(file, title)).map(({ file, title }) => `${place}: ${file}: ${title}`),
    );
    fail(
      [...new Set(unproven)],
      'A test was renamed or removed: name in test/promises/table the one that proves the promise now, or take the promise back.',
    );
  });

  it('names a test, or says why it needs none', () => {
    const bare = table.filter(({ tests, needsNone }) => tests.length > 0 === (needsNone !== undefined));
    fail(
      bare.map(({ place, says }) => `${place}: ${says}`),
      'Write below the sentence, indented, `test/file.test.ts: group > title`, or `none: WHY`.',
    );
  });

  it('is proven by what a test file runs', () => {
    const sources = ['test', 'simulator/test'].flatMap(filesBelow).map(textOf);
    const suites = new Set(table.flatMap(({ tests }) => tests.map(({ file }) => file)));
    const unused = [...suites].filter(
      (file) => !file.endsWith('.test.ts') && !sources.some((text) => text.includes(`/${path.basename(file)}'`)),
    );
    expect(unused).toEqual([]);
  });

  it.each(covered)('is in the table: $document, $section', (part) => {
    const said = new Set(table.filter(({ document }) => document === part.document).map(({ says }) => says));
    fail(
      missingIn(part, textOf(part.document), said),
      `Nobody knows that this is true: put it into test/promises/table with the title of the test that proves it. Where there is none, write the test, or do not promise it in ${part.document}.`,
    );
  });
});

describe('a part of a document', () => {
  const page = `# A
Needs no
entry.

## B

| the other | this one |
|---|---|
| hangs | does not |
| dies | lives *on* |

It has **two**
sentences. One of [them](x.md) is here: that. As follows:

\`\`\`sh
run it    # and see
cd nowhere
\`\`\`

- An item. And more.
`;
  const all = ['hangs | does not', 'dies | lives on', 'It has two sentences.', 'One of them is here: that.'];
  const rest = ['run it # and see', 'An item.', 'And more.'];
  const part = { document: 'a.md', section: 'B' } as const;

  it('lacks every sentence that has no entry, wherever its lines are broken', () => {
    expect(missingIn({ ...part, each: 'sentence' }, page, new Set())).toEqual([...all, ...rest]);
    expect(missingIn({ ...part, each: 'sentence' }, page, new Set([...all, ...rest]))).toEqual([]);
  });

  it('lacks a row that was added to a table', () => {
    const longer = page.replace('| dies |', '| waits | is done |\n| dies |');
    expect(missingIn({ ...part, each: 'sentence' }, longer, new Set([...all, ...rest]))).toEqual(['waits | is done']);
  });

  it('lacks of a paragraph of which anything is said nothing else, where that is enough', () => {
    const said = new Set([...all.slice(0, 3), 'run it # and see', 'And more.']);
    expect(missingIn({ ...part, each: 'block' }, page, said)).toEqual([]);
    expect(missingIn({ ...part, each: 'block' }, page, new Set(all.slice(0, 2)))).toEqual([
      'It has two sentences.',
      'run it # and see',
      'An item.',
    ]);
  });

  it('may be everything but some headings', () => {
    expect(missingIn({ document: 'a.md', except: ['B'], each: 'sentence' }, page, new Set())).toEqual([
      'Needs no entry.',
    ]);
  });
});

describe('a page of the table', () => {
  it('has sentences above the tests that prove all of them', () => {
    const text = `a.md

# A heading

One.
Two | and more
  test/a.test.ts: group > it: holds
  test/b.test.ts: too

Three.
  none: an instruction
`;
    const tests = [
      { file: 'test/a.test.ts', title: 'group > it: holds' },
      { file: 'test/b.test.ts', title: 'too' },
    ];
    expect(readPage(text, 'table/a.txt')).toEqual([
      { document: 'a.md', says: 'One.', place: 'table/a.txt:5', tests },
      { document: 'a.md', says: 'Two | and more', place: 'table/a.txt:6', tests },
      { document: 'a.md', says: 'Three.', place: 'table/a.txt:10', tests: [], needsNone: 'an instruction' },
    ]);
  });
});

describe('the titles of a test file', () => {
  it('are those that are written there, with the groups around them', () => {
    const text = `
test('alone', () => {});
describe.each(['x'])('where %s', (x) => {
  it("it's", () => {});
  it.each([
    ['a', f('no title')],
  ] as const)('has %s', async () => {});
  it.each<[string]>([['b']])(
    'spans lines',
    () => {},
  );
  describe('inner', () => {
    it('is deep', { timeout: 1 }, () => {});
  });
});
it('after \\'all\\'', () => {});
`;
    expect(titlesIn(text)).toEqual([
      'alone',
      'where %s',
      "where %s > it's",
      'where %s > has %s',
      'where %s > spans lines',
      'where %s > inner',
      'where %s > inner > is deep',
      "after 'all'",
    ]);
  });

  it('are told from each other by the whole of them', () => {
    const file = 'test/runner/run/loop.test.ts';
    expect(hasTest(file, 'the loop > is read only when every event has been worked off')).toBe(true);
    expect(hasTest(file, 'is read only when every event has been worked off')).toBe(false);
    expect(hasTest(file, 'the loop > is read only when every event')).toBe(false);
    expect(hasTest('test/promises/no-such.test.ts', 'anything')).toBe(false);
  });
});
