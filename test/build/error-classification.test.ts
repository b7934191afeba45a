import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, root } from './source-files.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const membersOf = (text: string, pattern: RegExp): string => [...text.matchAll(pattern)].map(([, is]) => is).join('|');

const predicates = 'src/cluster/error-predicates.ts';
const errors = membersOf(read('src/cluster/error.ts'), /readonly is: '(\w+)'/g);
const meanings = membersOf(/type Meaning = (.*);/.exec(read(predicates))?.[1] ?? '', /'(\w+)'/g);

const error = `'(?:${errors})'`;
const meaning = `'(?:${meanings})'`;
const compares = new RegExp(
  [
    `\\bis [!=]== ${error}`,
    `${error} [!=]== \\w[\\w.]*\\.is\\b`,
    `\\b(?:meaning|meaningOf\\([^)]*\\)) [!=]== ${meaning}`,
    `${meaning} [!=]== meaning`,
  ].join('|'),
  'g',
);
/** Of a member of an error: `has(error.is)`, `words[error.is]`. */
const looksUp = /(?<!\bswitch )[([](?:\w+\.)*(?:error|left)\.is[)\]]/g;
/** A switch over errors, or over what they mean. */
const isOver = new RegExp(`\\bcase ${error}|^switch \\(meaning`);

/** The text of each `switch`, up to the brace that ends it. */
const switchesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\bswitch \(/g)].map(({ index }) => {
    let depth = 0;
    for (let at = text.indexOf(') {', index) + 2; at < text.length; at += 1) {
      if (text[at] === '{') depth += 1;
      if (text[at] === '}') depth -= 1;
      if (depth === 0) return text.slice(index, at);
    }
    return text.slice(index);
  });

/** Every way by which a text tells errors of the cluster apart by itself, as it is written. */
const adHoc = (text: string): readonly string[] => [
  ...(text.match(compares) ?? []),
  ...(text.match(looksUp) ?? []),
  ...switchesOf(text).filter((one) => isOver.test(one) && !/\bdefault:\s+return \w+ satisfies never;/.test(one)),
];

describe('errors of the cluster', () => {
  it.each([
    ['a comparison', "if (answer.left.is === 'NotFound') return;"],
    ['a comparison the other way round', "if ('Gone' !== error.is) return;"],
    ['a comparison of a member by itself', "const f = ({ is }: ClusterError) => is !== 'Unserved';"],
    ['a comparison of the meaning', "if (meaningOf(answer.left) === 'passing') return;"],
    ['a switch over meanings that leaves some out', "switch (meaningOf(error)) {\n  case 'absent':\n    return 1;\n}"],
    ['a set', 'if (stays.has(error.is)) return;'],
    ['a table', 'return words[error.is];'],
    [
      'a switch that leaves some out',
      "switch (error.is) {\n  case 'Gone': {\n    return 1;\n  }\n  default:\n    return 2;\n}",
    ],
  ])('would be found where they are told apart by %s', (_, text) => {
    expect(adHoc(text)).toHaveLength(1);
  });

  it('may be told apart by a switch that names all of them', () => {
    const all = "switch (error.is) {\n  case 'Gone':\n    return 1;\n  default:\n    return error satisfies never;\n}";
    expect(adHoc(all)).toEqual([]);
  });

  it('are told apart by the predicates beside their type, and nowhere else', () => {
    const sources = filesBelow('src').filter((file) => file !== predicates);
    expect(errors.split('|')).toHaveLength(13);
    expect(meanings.split('|')).toHaveLength(6);
    expect(sources.flatMap((file) => adHoc(read(file)).map((found) => `${file}: ${found}`))).toEqual([]);
  });
});

it('what a member of a union is, `is` says: `_tag` is the word of fp-ts for Left and Right', () => {
  const own = /\b_tag\b(?!(?:: | [!=]== )'(?:Left|Right)')/;
  const files = ['src', 'machines', 'simulator'].flatMap(filesBelow);
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((file) => own.test(read(file)))).toEqual([]);
});

it('no module of fp-ts is imported by all of it', () => {
  const whole = /\bfrom 'fp-ts'|\bimport\('fp-ts'\)/;
  expect(filesBelow('src').filter((file) => whole.test(read(file)))).toEqual([]);
});
