/** Label and field selectors. */
import * as E from 'fp-ts/Either';
import { at, stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { type ResourceName, resourceTypes } from '../resource-types.ts';
import type { KubeObject } from '../store.ts';

export type Matcher = (object: KubeObject) => boolean;

type Labels = Readonly<Record<string, string>>;
type LabelRule = (labels: Labels) => boolean;

const key = '[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?';
const value = '[-A-Za-z0-9_.]*';

type LabelForm = readonly [form: RegExp, ruleOf: (parts: readonly string[]) => LabelRule];

/** What a requirement of a label may look like, and what it means. */
const labelForms: readonly LabelForm[] = [
  [
    new RegExp(`^(!?)\\s*(${key})$`),
    ([, not, name = '']) =>
      (labels) =>
        Object.hasOwn(labels, name) === (not === ''),
  ],
  [
    new RegExp(`^(${key})\\s*(==|=|!=)\\s*(${value})$`),
    ([, name = '', operator, wanted]) =>
      (labels) =>
        (labels[name] === wanted) === (operator !== '!='),
  ],
  [
    new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`),
    ([, name = '', operator, list = '']) => {
      const values = new Set<string | undefined>(list.split(',').map((one) => one.trim()));
      return (labels) => values.has(labels[name]) === (operator === 'in');
    },
  ],
  [
    new RegExp(`^(${key})\\s*([<>])\\s*(-?\\d+)$`),
    ([, name = '', operator, limit]) =>
      (labels) =>
        operator === '<' ? Number(labels[name]) < Number(limit) : Number(labels[name]) > Number(limit),
  ],
];

/** Splits at commas outside of parentheses. */
const split = (text: string): readonly string[] => {
  const made: string[] = [];
  for (const piece of text.split(',')) {
    const last = made.at(-1) ?? '';
    if (last.split('(').length === last.split(')').length) made.push(piece);
    else made.splice(-1, 1, `${last},${piece}`);
  }
  return made.map((part) => part.trim());
};

/** A matcher for all parts of a selector; none for a selector that says nothing. */
const selector = (
  text: string | null,
  partsOf: (text: string) => readonly string[],
  ruleOf: (part: string) => E.Either<string, Matcher>,
): E.Either<string, Matcher | undefined> => {
  if (text === null || text.trim() === '') return E.right(undefined);
  const rules = E.traverseArray(ruleOf)(partsOf(text));
  return E.map(
    (all: readonly Matcher[]): Matcher =>
      (object) =>
        all.every((rule) => rule(object)),
  )(rules);
};

const unreadable = ({ currentTexts }: Kubernetes, part: string): string => {
  const words = part.split(/\s+/);
  return words.length > 1
    ? `unable to parse requirement: found '${words[1]}', expected: ${currentTexts ? 'in, notin, =, ==, !=, gt, lt' : "'=', '!=', '==', 'in', notin'"}`
    : `unable to parse requirement: found '${part}', expected: identifier`;
};

/** A matcher for a label selector, equality and set based; the error is the server's message. */
export const labelSelector = (kubernetes: Kubernetes, text: string | null): E.Either<string, Matcher | undefined> =>
  selector(text, split, (part) => {
    for (const [form, ruleOf] of labelForms) {
      const found = form.exec(part);
      if (found === null) continue;
      const rule = ruleOf(found);
      return E.right(({ metadata }) => rule(metadata.labels ?? {}));
    }
    return E.left(unreadable(kubernetes, part));
  });

const under = (parent: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${parent}.${name}`);

const everywhere = under('metadata', 'name', 'namespace');
const fields: Readonly<Partial<Record<ResourceName, readonly string[]>>> = {
  pods: [
    ...under('spec', 'nodeName', 'restartPolicy', 'schedulerName', 'serviceAccountName'),
    ...under('status', 'phase', 'podIP', 'nominatedNodeName'),
  ],
  jobs: ['status.successful'],
  events: [
    ...under('involvedObject', 'kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'),
    'reason',
    'source',
    'type',
  ],
  secrets: ['type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  replicasets: ['status.replicas'],
};

const fieldOf = (resource: ResourceName, object: KubeObject, path: string): string => {
  if (resource === 'jobs' && path === 'status.successful') return String(at(object.status, 'succeeded') ?? 0);
  if (resource === 'events' && path === 'source') return stringOf(at(object, 'source', 'component')) ?? '';
  const found = at(object, ...path.split('.'));
  return found === undefined || found === null ? '' : String(found);
};

// Kinds with fields of their own, and custom resources, say it in one way; the others in another.
const unknownField = (resource: ResourceName, path: string): string =>
  fields[resource] || resourceTypes[resource].custom
    ? `field label not supported: ${path}`
    : `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`;

/** A matcher for a field selector; only the fields that the real server knows for the resource are allowed. */
export const fieldSelector = (resource: ResourceName, text: string | null): E.Either<string, Matcher | undefined> => {
  const known = [...everywhere, ...(fields[resource] ?? [])];
  const partsOf = (all: string): readonly string[] => all.split(',').filter((one) => one !== '');
  return selector(text, partsOf, (part) => {
    const found = /^([^=!]+)(==|!=|=)(.*)$/.exec(part);
    if (!found) return E.left(`invalid selector: '${part}'; can't understand '${part}'`);
    const [, path = '', operator, wanted] = found;
    if (!known.includes(path)) return E.left(unknownField(resource, path));
    return E.right((object) => (fieldOf(resource, object, path) === wanted) === (operator !== '!='));
  });
};

/** The name that a field selector asks for alone, so that the store need not be searched. */
export const selectedName = (query: URLSearchParams): string | undefined =>
  /(?:^|,)metadata\.name==?([^,]+)(?:,|$)/.exec(query.get('fieldSelector') ?? '')?.[1];
