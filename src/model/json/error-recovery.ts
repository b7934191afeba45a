import { isRecord } from './json-object.ts';
import type { Path, Problem } from './problem.ts';

/**
 * A copy of a document in which what the problems name is taken away, and missing names are made up, so that the rest of
 * it can be checked too. Lists keep their length: places stay right.
 */
export const repaired = (value: unknown, problems: readonly Problem[]): unknown => {
  const copy: unknown = structuredClone(value);
  problems.forEach(({ path }, index) => {
    repair(copy, path, `unnamed-${index}`);
  });
  return copy;
};

const repair = (root: unknown, path: Path, madeUp: string): void => {
  let parent = root;
  for (const part of path.slice(0, -1)) parent = at(parent, part);
  const last = path.at(-1);
  if (last === undefined) return;
  if (Array.isArray(parent)) parent[Number(last)] = { name: madeUp };
  else if (isRecord(parent)) (parent as Record<string, unknown>)[String(last)] = standIn(String(last), madeUp);
};

const standIn = (key: string, madeUp: string): unknown => {
  if (key === 'name') return madeUp;
  return key === 'metadata' ? { name: madeUp } : null;
};

const at = (value: unknown, part: string | number): unknown => {
  if (Array.isArray(value)) return value[Number(part)];
  return isRecord(value) ? value[String(part)] : undefined;
};
