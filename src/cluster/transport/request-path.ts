import { defined } from '../../model/json/json-object.ts';
import { type Kind, kinds } from '../../model/kube/kinds.ts';

export type Query = Readonly<Record<string, string | undefined>>;

/** What a request is about, as authorization sees it. */
export interface Target {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete' | 'deletecollection';
  /** '' for the core group. */
  readonly group: string;
  /** The plural, such as `pods`. */
  readonly resource: string;
  /** Such as `log`. */
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** The target of a verb on objects of a kind. */
export const targetOf = (
  verb: Target['verb'],
  kind: Kind,
  where: { readonly namespace?: string | undefined; readonly name?: string; readonly subresource?: string },
): Target => ({
  verb,
  group: kinds[kind].apiVersion.split('/').at(-2) ?? '',
  resource: kinds[kind].plural,
  ...defined({ subresource: where.subresource, namespace: where.namespace, name: where.name }),
});

const encodeQuery = (query: Query): string => {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
};

/** Path and query of a kind's collection or object, such as `/apis/batch/v1/namespaces/litmus/jobs/x?limit=1`. */
export const pathOf = (kind: Kind, target: Target, query: Query = {}): string => {
  const { apiVersion } = kinds[kind];
  const segments = [apiVersion.includes('/') ? 'apis' : 'api', ...apiVersion.split('/')];
  if (target.namespace !== undefined) segments.push('namespaces', target.namespace);
  segments.push(target.resource);
  if (target.name !== undefined) segments.push(target.name);
  if (target.subresource !== undefined) segments.push(target.subresource);
  return `/${segments.map(encodeURIComponent).join('/')}${encodeQuery(query)}`;
};

/** The target in words, such as `get secrets "token" in namespace litmus`. */
export const sayTarget = (target: Target): string => {
  const resource = target.subresource === undefined ? target.resource : `${target.resource}/${target.subresource}`;
  const name = target.name === undefined ? '' : ` "${target.name}"`;
  const where = target.namespace === undefined ? '' : ` in namespace ${target.namespace}`;
  return `${target.verb} ${resource}${name}${where}`;
};

/** The RBAC rule that permits the target, such as `get secrets in namespace litmus` or `create jobs.batch in namespace x`. */
export const ruleOf = (target: Target): string => {
  const group = target.group === '' ? '' : `.${target.group}`;
  const subresource = target.subresource === undefined ? '' : `/${target.subresource}`;
  const where = target.namespace === undefined ? 'in the whole cluster' : `in namespace ${target.namespace}`;
  return `${target.verb} ${target.resource}${group}${subresource} ${where}`;
};
