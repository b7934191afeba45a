import { defined } from '../json/json-object.ts';
import type { EnvVar } from '../kube/object-parts.ts';
import type { Scope } from './fault-mechanisms.ts';

/** Workloads or pods of one namespace, by name or by label; none of both: any in the namespace. */
interface Application {
  readonly namespace?: string;
  readonly kind?: string;
  /** Label selectors: a pod belongs to it that fits one of them. */
  readonly labels?: readonly string[];
  readonly names?: readonly string[];
}

/** What a fault may hit, as far as its environment says; a field that is absent leaves it open. */
export interface Target {
  /** Pods by name: then the applications only say in which namespace. */
  readonly pods?: readonly string[];
  readonly applications?: readonly Application[];
  readonly containers?: readonly string[];
  readonly nodes?: readonly string[];
  readonly nodeLabel?: string;
  /** Of scope `things`: the variable and the names in it. */
  readonly things?: { readonly variable: string; readonly names: readonly string[] };
}

/** The value of a variable where it is known: not empty, not from elsewhere, without references to other variables. */
const valuesOf = (environment: readonly EnvVar[]): ((name: string) => string | undefined) => {
  const last = new Map(environment.map((variable) => [variable.name, variable]));
  return (name) => {
    const variable = last.get(name);
    const value = variable?.valueFrom === undefined ? variable?.value?.trim() : undefined;
    return value === undefined || value === '' || value.includes('$(') ? undefined : value;
  };
};

const listOf = (text: string | undefined): readonly string[] | undefined => {
  const names = text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names && names.length > 0 ? names.sort() : undefined;
};

/** `kind:namespace:[names or labels]`, joined with `;`. A part that is not understood leaves all of it open. */
const applicationsFrom = (targets: string): readonly Application[] | undefined => {
  const applications: Application[] = [];
  for (const part of targets.split(';').filter((one) => one.trim() !== '')) {
    const [kind = '', namespace = '', ...rest] = part.trim().split(':');
    if (namespace === '') return undefined;
    const choice = listOf(rest.join(':').replace(/^\[|\]$/g, ''));
    const by =
      choice === undefined ? {} : choice.some((one) => one.includes('=')) ? { labels: choice } : { names: choice };
    applications.push({ ...(kind === '' ? {} : { kind: kind.toLowerCase() }), namespace, ...by });
  }
  return applications.length > 0 ? applications : undefined;
};

/** What the fault of an entry may hit, read from its merged environment; later entries of the environment win. */
export const targetOf = (scope: Scope, environment: readonly EnvVar[], variable: string | undefined): Target => {
  const value = valuesOf(environment);
  if (scope === 'things') {
    const names = variable === undefined ? undefined : listOf(value(variable));
    return names && variable !== undefined ? { things: { variable, names } } : {};
  }
  const labelled = defined({ nodeLabel: value('NODE_LABEL') });
  if (scope === 'node') {
    const nodes = listOf(value('TARGET_NODES')) ?? listOf(value('TARGET_NODE'));
    return nodes ? { nodes } : labelled;
  }
  const pods = listOf(value('TARGET_PODS'));
  const containers = scope === 'container' ? listOf(value('TARGET_CONTAINER')) : undefined;
  return { ...(pods ? { pods } : labelled), ...defined({ applications: applicationsOf(value), containers }) };
};

const applicationsOf = (value: (name: string) => string | undefined): readonly Application[] | undefined => {
  const targets = value('TARGETS');
  if (targets !== undefined) return applicationsFrom(targets);
  const [namespace, label, kind] = [value('APP_NAMESPACE'), value('APP_LABEL'), value('APP_KIND')];
  if (namespace === undefined) return undefined;
  return [{ namespace, ...defined({ labels: label === undefined ? undefined : [label], kind: kind?.toLowerCase() }) }];
};

/** The values that a selector allows for each key: `a=1,b in (2,3)`. What is not understood allows everything. */
const allowedBy = (selector: string): ReadonlyMap<string, ReadonlySet<string>> => {
  const allowed = new Map<string, ReadonlySet<string>>();
  for (const [, key = '', values = '', equal = '', value = ''] of selector.matchAll(
    /([\w./-]+)\s+in\s+\(([^)]*)\)|([\w./-]+)\s*==?\s*([\w.-]+)/g,
  )) {
    if (key !== '') allowed.set(key, new Set(values.split(',').map((one) => one.trim())));
    else allowed.set(equal, new Set([value]));
  }
  return allowed;
};

/** Whether nothing can carry both: some key is asked to have different values. */
const exclude = (left: string, right: string): boolean => {
  const others = allowedBy(right);
  for (const [key, values] of allowedBy(left)) {
    const other = others.get(key);
    if (other && ![...values].some((one) => other.has(one))) return true;
  }
  return false;
};

const common = (left: readonly string[], right: readonly string[]): boolean =>
  left.some((name) => right.includes(name));

const mayShareApplication = (left: Application, right: Application): boolean => {
  if (left.namespace !== undefined && right.namespace !== undefined && left.namespace !== right.namespace) return false;
  if (left.names && right.names && left.kind === right.kind) return common(left.names, right.names);
  if (left.labels && right.labels) {
    const others = right.labels;
    return left.labels.some((label) => others.some((other) => !exclude(label, other)));
  }
  return true;
};

const mayShareNamespace = (left: Target, right: Target): boolean => {
  const spaces = right.applications?.map(({ namespace }) => namespace);
  return (
    left.applications === undefined ||
    spaces === undefined ||
    left.applications.some(({ namespace }) => spaces.includes(namespace))
  );
};

/** Whether both may hit the same thing. Only what is certain separates: names, namespaces, labels that exclude each other. */
export const mayShareTarget = (left: Target, right: Target): boolean => {
  if (left.things && right.things && left.things.variable === right.things.variable) {
    return common(left.things.names, right.things.names);
  }
  if (left.nodes && right.nodes) return common(left.nodes, right.nodes);
  if (left.nodeLabel !== undefined && right.nodeLabel !== undefined && exclude(left.nodeLabel, right.nodeLabel))
    return false;
  if (left.containers && right.containers && !common(left.containers, right.containers)) return false;
  if (left.pods && right.pods) return mayShareNamespace(left, right) && common(left.pods, right.pods);
  if (left.pods || right.pods) return mayShareNamespace(left, right);
  const others = right.applications;
  if (left.applications === undefined || others === undefined) return true;
  return left.applications.some((one) => others.some((other) => mayShareApplication(one, other)));
};

const applicationText = ({ namespace, kind, labels, names }: Application): string => {
  const what = labels ? `with ${labels.join(' or ')}` : names ? `of ${kind ?? 'workload'} ${names.join(', ')}` : '';
  return `${['pods', what].join(' ').trim()} in ${namespace ?? 'an unknown namespace'}`;
};

/** The target for people: `container nginx of pods with app=nginx in default`. */
export const showTarget = (target: Target): string => {
  if (target.things) return `${target.things.names.join(', ')} (${target.things.variable})`;
  if (target.nodes) return `nodes ${target.nodes.join(', ')}`;
  const containers = target.containers ? `container ${target.containers.join(', ')} of ` : '';
  const nodes = target.nodeLabel === undefined ? '' : ` on nodes with ${target.nodeLabel}`;
  if (target.pods) return `${containers}pods ${target.pods.join(', ')}`;
  if (target.applications) return `${containers}${target.applications.map(applicationText).join(' and ')}${nodes}`;
  if (target.nodeLabel !== undefined) return `nodes with ${target.nodeLabel}`;
  return 'a target that its environment does not name';
};
