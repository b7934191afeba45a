/** In which form an answer goes out: as the object itself, as its metadata alone, or as rows of a table. */
import * as E from 'fp-ts/Either';
import type { Kubernetes } from '../kubernetes-version.ts';
import { apiVersionOf, type ResourceType } from '../resource-types.ts';
import type { KubeObject } from '../store.ts';
import { type ApiError, notAcceptable } from './status.ts';
import { printerOf } from './table-rows.ts';

export interface Form {
  readonly shape: 'object' | 'table' | 'metadata';
  /** The version of meta.k8s.io for tables and metadata. */
  readonly version: string;
  readonly yaml: boolean;
  /** Whose tables are printed. */
  readonly kubernetes: Kubernetes;
  /** What a table's rows carry beside their cells. */
  readonly rowObject: 'None' | 'Metadata' | 'Object';
}

/** The object itself, as JSON. */
export const plainForm = (kubernetes: Kubernetes): Form => ({
  shape: 'object',
  version: 'v1',
  yaml: false,
  kubernetes,
  rowObject: 'Metadata',
});

const shapes: Readonly<Record<string, Form['shape']>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata',
};

/** The form that the Accept header asks for: the first of its media types that can be had. */
export const negotiate = (
  kubernetes: Kubernetes,
  accept: string | undefined,
  query: URLSearchParams,
): E.Either<ApiError, Form> => {
  const plain = plainForm(kubernetes);
  if (accept === undefined || accept.trim() === '') return E.right(plain);
  const include = query.get('includeObject');
  const rowObject = include === 'None' || include === 'Object' ? include : 'Metadata';
  for (const wanted of accept.split(',')) {
    const [media = '', ...parameters] = wanted.split(';').map((part) => part.trim());
    const given = new Map(parameters.map((one) => one.split('=') as [string, string]));
    const yaml = media === 'application/yaml';
    if (!yaml && !['application/json', '*/*', 'application/*'].includes(media)) continue;
    const as = given.get('as');
    if (as === undefined) return E.right({ ...plain, yaml });
    const shape = Object.hasOwn(shapes, as) ? shapes[as] : undefined;
    if (shape) return E.right({ ...plain, shape, version: given.get('v') ?? 'v1', yaml, rowObject });
  }
  return E.left(notAcceptable);
};

const whole = new WeakMap<KubeObject, string>();
const bare = new WeakMap<KubeObject, string>();

/** The object as JSON text; each stored version is only written once. */
export const textOf = (object: KubeObject): string => {
  const known = whole.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  whole.set(object, text);
  return text;
};

const itemText = (type: ResourceType, object: KubeObject): string => {
  if (type.custom) return textOf(object);
  const known = bare.get(object);
  if (known !== undefined) return known;
  const { kind: _kind, apiVersion: _version, ...rest } = object;
  const text = JSON.stringify(rest);
  bare.set(object, text);
  return text;
};

const partial = (object: KubeObject, version: string): unknown => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${version}`,
  metadata: object.metadata,
});

const rows = (type: ResourceType, items: readonly KubeObject[], form: Form, now: number): readonly unknown[] => {
  const { row } = printerOf(form.kubernetes, type.name);
  return items.map((object) => ({
    cells: row(object, now),
    ...(form.rowObject === 'None'
      ? {}
      : { object: form.rowObject === 'Object' ? object : partial(object, form.version) }),
  }));
};

const table = (
  type: ResourceType,
  items: readonly KubeObject[],
  metadata: unknown,
  form: Form,
  now: number,
  headed = true,
): string =>
  JSON.stringify({
    kind: 'Table',
    apiVersion: `meta.k8s.io/${form.version}`,
    metadata,
    columnDefinitions: headed ? printerOf(form.kubernetes, type.name).columns : null,
    rows: rows(type, items, form, now),
  });

/** One object in the wanted form. `headed` is false for the later events of a watch: their tables repeat no columns. */
export const objectText = (type: ResourceType, object: KubeObject, form: Form, now: number, headed = true): string => {
  switch (form.shape) {
    case 'object':
      return textOf(object);
    case 'metadata':
      return JSON.stringify(partial(object, form.version));
    case 'table': {
      const { resourceVersion } = object.metadata;
      return table(type, [object], { resourceVersion }, form, now, headed);
    }
  }
};

/** A list in the wanted form. */
export const listText = (
  type: ResourceType,
  items: readonly KubeObject[],
  metadata: Readonly<Record<string, unknown>>,
  form: Form,
  now: number,
): string => {
  switch (form.shape) {
    case 'object': {
      const head = `{"kind":"${type.kind}List","apiVersion":"${apiVersionOf(type)}","metadata":${JSON.stringify(metadata)}`;
      return `${head},"items":[${items.map((item) => itemText(type, item)).join(',')}]}`;
    }
    case 'metadata':
      return JSON.stringify({
        kind: 'PartialObjectMetadataList',
        apiVersion: `meta.k8s.io/${form.version}`,
        metadata,
        items: items.map((item) => partial(item, form.version)),
      });
    case 'table':
      return table(type, items, metadata, form, now);
  }
};
