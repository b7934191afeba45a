import { isRecord } from '../../json/json-object.ts';
import type { Path } from '../../json/problem.ts';

/** A value of a document, with where it is and the object or list that holds it. */
export interface Placed {
  readonly path: Path;
  readonly value: unknown;
  readonly parent: unknown;
}

/** Every value at a pattern of keys, in which `*` stands for each index of a list. Absent ones are left out. */
export const placesAt = (root: unknown, pattern: readonly string[]): readonly Placed[] => {
  let found: readonly Placed[] = [{ path: [], value: root, parent: undefined }];
  for (const part of pattern) found = found.flatMap((one) => inside(one, part));
  return found;
};

const inside = ({ path, value }: Placed, part: string): readonly Placed[] => {
  if (part === '*')
    return Array.isArray(value)
      ? value.map((one: unknown, index) => ({ path: [...path, index], value: one, parent: value }))
      : [];
  return isRecord(value) && Object.hasOwn(value, part)
    ? [{ path: [...path, part], value: value[part], parent: value }]
    : [];
};
