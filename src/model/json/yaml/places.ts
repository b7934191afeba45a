import { type Document, isCollection, isMap, isScalar, isSeq, Scalar } from 'yaml';
import type { Path } from '../problem.ts';
import { type Aliases, resolved } from './aliases.ts';
import { isMerge, type KeyRule, keyOf, scalarOf, startOf } from './value.ts';

interface Found {
  readonly node: unknown;
  readonly key?: unknown;
}

/** The way from a value back to where it is written, merged members included. Offsets are those of the document's text. */
export interface Places {
  /** Of a value; where the path leads nowhere, of the nearest thing above it. `key`: of the key rather than the value. */
  readonly offsetOf: (path: Path, key?: boolean) => number;
  /** Where a text begins that is written as a block (`|`). */
  readonly blockAt: (path: Path) => number | undefined;
  /** A value without quotes that is no text to YAML, as it is written: `1.10`, `0755`, `yes`. */
  readonly writtenAt: (path: Path) => string | undefined;
}

/** The places of one document. */
export const placesOf = (document: Document.Parsed, aliases: Aliases, keys: KeyRule): Places => {
  const member = (node: unknown, part: string | number): Found | undefined => {
    const map = resolved(node, aliases);
    if (isSeq(map)) {
      const item = map.items[Number(part)];
      return item === undefined ? undefined : { node: item };
    }
    if (!isMap(map)) return undefined;
    for (const { key, value } of map.items.toReversed()) {
      if (isMerge(key)) {
        const sources: readonly unknown[] = isSeq(value) ? value.items : [value];
        for (const source of sources) {
          const found = member(source, part);
          if (found !== undefined) return found;
        }
      } else if (keyOf(key, aliases, keys) === String(part)) return { node: value, key };
    }
    return undefined;
  };

  const follow = (path: Path): Found & { readonly complete: boolean } => {
    let found: Found = { node: document.contents };
    for (const part of path) {
      const next = isCollection(resolved(found.node, aliases)) ? member(found.node, part) : undefined;
      if (next === undefined) return { ...found, complete: false };
      found = next;
    }
    return { ...found, complete: true };
  };

  const scalarAt = (path: Path): Scalar | undefined => {
    const { node, complete } = follow(path);
    const scalar = resolved(node, aliases);
    return complete && isScalar(scalar) ? scalar : undefined;
  };

  return {
    offsetOf: (path, key = false) => {
      const found = follow(path);
      const own = startOf(found.node);
      const ofKey = startOf(found.key);
      // A list or an object begins on the line after its key: the key is where one looks.
      const byKey = key || !found.complete || !isScalar(found.node);
      return (byKey ? (ofKey ?? own) : (own ?? ofKey)) ?? document.range[0];
    },
    blockAt: (path) => {
      const scalar = scalarAt(path);
      return scalar?.type === Scalar.BLOCK_LITERAL ? startOf(scalar) : undefined;
    },
    writtenAt: (path) => {
      const scalar = scalarAt(path);
      if (scalar?.type !== Scalar.PLAIN || typeof scalar.value !== 'string') return undefined;
      const { is } = scalarOf(scalar);
      return is === 'text' || is === 'null' || is === 'refused' ? undefined : scalar.value;
    },
  };
};
