import { type Document, isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLMap } from 'yaml';
import { type Aliases, resolved } from './aliases.ts';
import { keyText } from './key-text.ts';
import { type PlainScalar, plainScalar } from './plain-scalar.ts';
import { isKnownTag, type Refused, taggedScalar } from './tagged-scalar.ts';

/** Something in a document that cannot be taken, or is not what it seems; the message is for people. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  /** Where it begins in the text. */
  readonly offset: number;
}

/** How the keys of objects are read: `kubectl`: `on` becomes `true`, `1.10` becomes `1.1`; `written`: as they are written. */
export type KeyRule = 'kubectl' | 'written';

export interface Composed {
  readonly value: unknown;
  /** No value can be relied on where there is one. */
  readonly problems: readonly YamlProblem[];
  /** Keys that are there twice in one object; the last one is in the value. */
  readonly repeated: readonly (YamlProblem & { readonly key: string })[];
  /** Tags that nobody knows: their values are text. */
  readonly unknownTags: readonly YamlProblem[];
}

/** Objects within objects beyond this are refused: nobody writes them, and whatever reads them would run out of stack. */
const deepest = 500;

const mergeTag = 'tag:yaml.org,2002:merge';

/** Where a node begins in the text. */
export const startOf = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? (node.range[0] as number)
    : undefined;

/** Whether a key is the merge key `<<`. In quotes it is a key like any other. */
export const isMerge = (key: unknown): boolean =>
  isScalar(key) && key.value === '<<' && (key.tag === mergeTag || (key.tag === undefined && key.type === Scalar.PLAIN));

/** A scalar by its tag, its quotes or its look. */
export const scalarOf = (node: Scalar): PlainScalar | Refused => {
  const text = typeof node.value === 'string' ? node.value : '';
  if (node.tag !== undefined) return taggedScalar(node.tag, text);
  return node.type === Scalar.PLAIN ? plainScalar(text) : { is: 'text', value: text };
};

/** The text of a key; undefined where it cannot be one. */
export const keyOf = (key: unknown, aliases: Aliases, rule: KeyRule): string | undefined => {
  const node = resolved(key, aliases);
  if (!isScalar(node)) return undefined;
  const scalar = scalarOf(node);
  if (scalar.is === 'refused') return undefined;
  return rule === 'written' && node.tag === undefined && typeof node.value === 'string' ? node.value : keyText(scalar);
};

/** Which share of all nodes may come from aliases; go-yaml's bound against small texts that become huge. */
const allowedShare = (nodes: number): number => {
  if (nodes <= 400_000) return 0.99;
  return nodes >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (nodes - 400_000)) / 3_600_000;
};

/** Ends the composition at once. */
class Hopeless extends Error {
  readonly problem: YamlProblem;
  constructor(problem: YamlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * The value of a document as kubectl reads it (`sigs.k8s.io/yaml` on go-yaml v2): scalars by YAML 1.1, keys as text, and
 * merge keys in the order in which they are written, so that one below a key overrides it.
 */
export const compose = (document: Document.Parsed, aliases: Aliases, keys: KeyRule): Composed => {
  const problems: YamlProblem[] = [];
  const repeated: (YamlProblem & { key: string })[] = [];
  const unknownTags: YamlProblem[] = [];
  const open = new Set<Node>();
  let nodes = 0;
  let fromAliases = 0;
  let inAliases = 0;
  let depth = 0;

  const at = (node: unknown): number => startOf(node) ?? document.range[0];
  const refuse = (code: string, message: string, node: unknown): undefined => {
    problems.push({ code, message, offset: at(node) });
    return undefined;
  };

  const read = (node: unknown): unknown => {
    nodes += 1;
    if (inAliases > 0) fromAliases += 1;
    if (fromAliases > 100 && nodes > 1_000 && fromAliases / nodes > allowedShare(nodes))
      throw new Hopeless({
        code: 'ALIASES',
        message: 'Excessive alias count: they make a huge document of a small text',
        offset: at(node),
      });
    if (depth > deepest)
      throw new Hopeless({ code: 'DEPTH', message: `is nested more than ${deepest} levels deep`, offset: at(node) });
    depth += 1;
    const value = readNode(node);
    depth -= 1;
    return value;
  };

  const readNode = (node: unknown): unknown => {
    if (isAlias(node)) {
      const target = aliases.get(node);
      if (target === undefined) return refuse('BAD_ALIAS', `no anchor &${node.source} stands before its alias`, node);
      if (open.has(target)) return refuse('BAD_ALIAS', `the anchor &${node.source} contains itself`, node);
      inAliases += 1;
      const value = read(target);
      inAliases -= 1;
      return value;
    }
    if (isScalar(node)) return readScalar(node);
    if (!isMap(node) && !isSeq(node)) return null;
    noteTag(node);
    open.add(node);
    const value = isMap(node) ? Object.fromEntries(entriesOf(node)) : node.items.map(read);
    open.delete(node);
    return value;
  };

  const noteTag = (node: { tag?: string | undefined }): void => {
    if (node.tag !== undefined && !isKnownTag(node.tag))
      unknownTags.push({ code: 'TAG', message: `the tag ${node.tag} says nothing here`, offset: at(node) });
  };

  const readScalar = (node: Scalar): unknown => {
    noteTag(node);
    const scalar = scalarOf(node);
    if (scalar.is === 'refused') return refuse('BAD_TAG', scalar.message, node);
    if (scalar.is === 'null') return null;
    if (scalar.is === 'float' && !Number.isFinite(scalar.value))
      return refuse('NO_JSON', 'is a number that JSON does not have: write it in quotes if it is text', node);
    // No negative zero: JSON readers do not agree on it.
    return scalar.is === 'integer' || scalar.is === 'float' ? Number(scalar.value) + 0 : scalar.value;
  };

  const entriesOf = (map: YAMLMap): ReadonlyMap<string, unknown> => {
    const entries = new Map<string, unknown>();
    const explicit = new Set<string>();
    for (const { key: node, value } of map.items) {
      if (isMerge(node)) {
        merge(entries, value);
        continue;
      }
      const key = keyOf(node, aliases, keys);
      const found = read(value);
      if (key === undefined) {
        refuse('BAD_KEY', keyProblem(node), node ?? map);
        continue;
      }
      if (explicit.has(key)) {
        const message = `the key ${JSON.stringify(key)} is not unique: it is in this object already`;
        repeated.push({ code: 'DUPLICATE_KEY', message, offset: at(node), key });
      }
      explicit.add(key);
      entries.set(key, found);
    }
    return entries;
  };

  const keyProblem = (node: unknown): string => {
    const target = resolved(node, aliases);
    if (isScalar(target)) return 'this cannot be a key: write it in quotes';
    if (isAlias(node) && target === undefined) return `no anchor &${node.source} stands before its alias`;
    return 'a list or an object cannot be a key';
  };

  const merge = (entries: Map<string, unknown>, source: unknown): void => {
    const sources = isSeq(source) ? source.items : [source];
    for (const each of sources.toReversed()) {
      if (!isMap(resolved(each, aliases)))
        refuse('BAD_MERGE', 'a merge key takes an object or a list of objects', each ?? source);
      else for (const [key, value] of Object.entries(read(each) as object)) entries.set(key, value);
    }
  };

  try {
    return { value: read(document.contents), problems, repeated, unknownTags };
  } catch (cause) {
    if (!(cause instanceof Hopeless)) throw cause;
    return { value: undefined, problems: [cause.problem], repeated, unknownTags };
  }
};
