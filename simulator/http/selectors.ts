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
const exists = new RegExp(`^(!?)\\s*(${key})$`);
const equality = new RegExp(`^(${key})\\s*(==|=|!=)\\s*(${value})$`);
const membership = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const comparison = new RegExp(`^(${key})\\s*([<>])\\s*(-?\\d+)$`);

/** Splits at commas outside of parentheses. */
const split = (text: string): readonly string[] => {
  const made: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    else if (text[i] === ',' && depth === 0) {
      made.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...made, text.slice(start)].map((part) => part.trim());
};

const unreadable = ({ currentTexts }: Kubernetes, part: string): string => {
  const words = part.split(/\s+/);
  return words.length > 1
    ? `unable to parse requirement: found '${words[1]}', expected: ${currentTexts ? 'in, notin, =, ==, !=, gt, lt' : "'=', '!=', '==', 'in', notin'"}`
    : `unable to parse requirement: found '${part}', expected: identifier`;
};

const labelRule = (kubernetes: Kubernetes, part: string): E.Either<string, LabelRule> => {
  const present = exists.exec(part);
  if (present) {
    const [, not, name = ''] = present;
    return E.right((labels) => Object.hasOwn(labels, name) === (not === ''));
  }
  const equal = equality.exec(part);
  if (equal) {
    const [, name = '', operator, wanted = ''] = equal;
    return E.right(operator === '!=' ? (labels) => labels[name] !== wanted : (labels) => labels[name] === wanted);
  }
  const member = membership.exec(part);
  if (member) {
    const [, name = '', operator, list = ''] = member;
    const values = new Set(list.split(',').map((one) => one.trim()));
    return E.right(
      operator === 'in'
        ? (labels) => labels[name] !== undefined && values.has(labels[name])
        : (labels) => labels[name] === undefined || !values.has(labels[name]),
    );
  }
  const compared = comparison.exec(part);
  if (compared) {
    const [, name = '', operator, limit = ''] = compared;
    return E.right((labels) => {
      const number = Number(labels[name]);
      return labels[name] !== undefined && (operator === '<' ? number < Number(limit) : number > Number(limit));
    });
  }
  return E.left(unreadable(kubernetes, part));
};

/** A matcher for a label selector, equality and set based; the error is the server's message. */
export const labelSelector = (
  kubernetes: Kubernetes,
  text: string | undefined,
): E.Either<string, Matcher | undefined> => {
  if (text === undefined || text.trim() === '') return E.right(undefined);
  const rules: LabelRule[] = [];
  for (const part of split(text)) {
    const rule = labelRule(kubernetes, part);
    if (E.isLeft(rule)) return rule;
    rules.push(rule.right);
  }
  return E.right((object) => {
    const labels = object.metadata.labels ?? {};
    return rules.every((rule) => rule(labels));
  });
};

const everywhere = ['metadata.name', 'metadata.namespace'];
const fields: Readonly<Partial<Record<ResourceName, readonly string[]>>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  jobs: ['status.successful'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
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
export const fieldSelector = (
  resource: ResourceName,
  text: string | undefined,
): E.Either<string, Matcher | undefined> => {
  if (text === undefined || text.trim() === '') return E.right(undefined);
  const known = [...everywhere, ...(fields[resource] ?? [])];
  const rules: Matcher[] = [];
  for (const part of text.split(',').filter((one) => one !== '')) {
    const found = /^([^=!]+)(==|!=|=)(.*)$/.exec(part);
    if (!found) return E.left(`invalid selector: '${part}'; can't understand '${part}'`);
    const [, path = '', operator, wanted] = found;
    if (!known.includes(path)) return E.left(unknownField(resource, path));
    rules.push((object) => (fieldOf(resource, object, path) === wanted) === (operator !== '!='));
  }
  return E.right((object) => rules.every((rule) => rule(object)));
};

/** The name that a field selector asks for alone, so that the store need not be searched. */
export const selectedName = (text: string | undefined): string | undefined =>
  /(?:^|,)metadata\.name==?([^,]+)(?:,|$)/.exec(text ?? '')?.[1];
