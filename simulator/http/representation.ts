/** In which form an answer goes out: as the object itself, as its metadata alone, or as rows of a table. */
import * as E from 'fp-ts/Either';
import type { Kubernetes } from '../kubernetes-version.ts';
import { apiVersionOf, type ResourceType } from '../resource-types.ts';
import type { KubeObject } from '../store.ts';
import { type ApiError, notAcceptable } from './status.ts';
import { columnsOf } from './table-rows.ts';

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
export const negotiate = (kubernetes: Kubernetes, accept: string, query: URLSearchParams): E.Either<ApiError, Form> => {
  const plain = plainForm(kubernetes);
  if (accept.trim() === '') return E.right(plain);
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

/** The text of an object; each stored version is only written once. */
const writtenOnce = (write: (object: KubeObject) => string): ((object: KubeObject) => string) => {
  const written = new WeakMap<KubeObject, string>();
  return (object) => {
    const text = written.get(object) ?? write(object);
    written.set(object, text);
    return text;
  };
};

/** The object as JSON text. */
export const textOf = writtenOnce((object) => JSON.stringify(object));
const bareText = writtenOnce(({ kind: _kind, apiVersion: _version, ...rest }) => JSON.stringify(rest));

const partial = (object: KubeObject, version: string): unknown => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${version}`,
  metadata: object.metadata,
});

const table = (
  type: ResourceType,
  items: readonly KubeObject[],
  metadata: unknown,
  { kubernetes, version, rowObject }: Form,
  now: number,
  headed = true,
): string => {
  const columns = columnsOf(kubernetes, type.name);
  return JSON.stringify({
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: headed ? columns : null,
    rows: items.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      object: { None: undefined, Metadata: partial(object, version), Object: object }[rowObject],
    })),
  });
};

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
      return `${head},"items":[${items.map(type.custom ? textOf : bareText).join(',')}]}`;
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
