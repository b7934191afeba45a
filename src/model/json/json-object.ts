/** Metadata of a Kubernetes object as JSON carries it: unknown fields are kept, times are RFC 3339 text. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly [key: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** A Kubernetes object as plain JSON: what the pure layers build and read. The cluster port's objects have this shape. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [key: string]: unknown;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: neither null nor a list. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);

/** The object at a key, `{}` when there is none: for reading server objects of which nothing may be relied on. */
export const recordAt = (value: unknown, key: string): JsonRecord => {
  const found = at(value, key);
  return isRecord(found) ? found : {};
};

/** The list of objects at a key; anything that is not an object is left out. */
export const recordsAt = (value: unknown, key: string): readonly JsonRecord[] => {
  const found = at(value, key);
  return Array.isArray(found) ? found.filter(isRecord) : [];
};

/** The text at a key; undefined when it is absent, empty or no text. */
export const textAt = (value: unknown, key: string): string | undefined => {
  const found = at(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** So deep a document of Litmus or Kubernetes may be nested; who nests deeper means to exhaust the stack of a reader. */
const deepest = 200;

/** Whether a value has lists or objects within each other to more than `deepest` levels, of which nothing can be read. */
export const isTooDeep = (value: unknown, levels = deepest): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isTooDeep(member, levels - 1));
};

/**
 * A copy without any null, in objects and lists: the stock CRDs refuse nulls, the oldest manifests have them. What has no
 * null is returned as it is, not copied; so is what is nested deeper than anything real.
 */
export const withoutNulls = (value: unknown): unknown => (hasNull(value, deepest) ? clean(value, deepest) : value);

const hasNull = (value: unknown, levels: number): boolean => {
  if (levels === 0 || typeof value !== 'object' || value === null) return value === null;
  return Object.values(value).some((member) => hasNull(member, levels - 1));
};

const clean = (value: unknown, levels: number): unknown => {
  if (levels === 0 || typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, member]): readonly [string, unknown][] =>
    member === null ? [] : [[key, clean(member, levels - 1)]],
  );
  return Array.isArray(value) ? kept.map(([, member]) => member) : Object.fromEntries(kept);
};

/** An object without its nulls, made when it is first asked for: few readers of a large document do. */
export const cleanedLater = (raw: unknown): (() => JsonRecord) => {
  let made: JsonRecord | undefined;
  return () => {
    made ??= withoutNulls(raw) as JsonRecord;
    return made;
  };
};

/** An object without the fields that are undefined: for shapes whose optional fields are absent or have a value. */
export const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
