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

/** The object at a key, `{}` when there is none: for reading server objects of which nothing may be relied on. */
export const recordAt = (value: unknown, key: string): JsonRecord => {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : {};
};

/** The list of objects at a key; anything that is not an object is left out. */
export const recordsAt = (value: unknown, key: string): readonly JsonRecord[] => {
  const found = isRecord(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter(isRecord) : [];
};

/** The text at a key; undefined when it is absent, empty or no text. */
export const textAt = (value: unknown, key: string): string | undefined => {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/**
 * A copy without any null, in objects and lists: the stock CRDs refuse nulls, the oldest manifests have them. What has no
 * null is returned as it is, not copied.
 */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return listWithoutNulls(value);
  if (!isRecord(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const member = value[key];
    if (typeof member !== 'object') continue;
    const clean = member === null ? undefined : withoutNulls(member);
    if (clean === member) continue;
    copy ??= { ...value };
    if (clean === undefined) delete copy[key];
    else copy[key] = clean;
  }
  return copy ?? value;
};

const listWithoutNulls = (list: readonly unknown[]): readonly unknown[] => {
  let copy: unknown[] | undefined;
  for (const [index, member] of list.entries()) {
    const clean = member === null ? undefined : withoutNulls(member);
    if (clean !== member) copy ??= list.slice(0, index);
    if (clean !== undefined) copy?.push(clean);
  }
  return copy ?? list;
};

/** An object without its nulls, made when it is first asked for: few readers of a large document do. */
export const cleanedLater = (raw: unknown): (() => JsonRecord) => {
  let clean: JsonRecord | undefined;
  return () => {
    clean ??= withoutNulls(raw) as JsonRecord;
    return clean;
  };
};
