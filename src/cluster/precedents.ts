import { may } from './access.ts';
import type { ClusterError } from './error.ts';
import type { Access, AccessRule } from './port.ts';
import { ruleOf, type Target } from './transport/request-path.ts';
import type { Refusal } from './transport/status-error.ts';

/** What earlier answers to this process say about a later one. Of a server that was never understood they say nothing. */
export interface Precedents {
  /** The request came through to what it asks about, whatever was said there. */
  readonly answered: (target: Target) => void;
  /** The server's own list of what we may do. */
  readonly permitted: (namespace: string, access: Access) => void;
  /** As `Cluster.permittedBefore`. */
  readonly permittedBefore: (namespace: string, rules: readonly AccessRule[]) => void;
  /** As `Cluster.permittedUntilNow`. */
  readonly permittedUntilNow: (namespace: string, wanted: readonly AccessRule[]) => readonly AccessRule[];
  /**
   * A refusal in the light of what came before: a right that was there is `Withdrawn`, a kind that was known is `Unserved`,
   * and with what makes no sense of a server that made sense before, another attempt may get an answer.
   */
  readonly judge: (target: Target, refusal: Refusal) => Refusal;
}

/** So long after one right was seen to be withdrawn, in milliseconds, a denial of another one is put down to the same cause. */
const sameCauseMs = 30_000;

/** Kinds whose names no role can list, because they are made up anew for each object. */
const namedAnew: ReadonlySet<string> = new Set(['jobs', 'pods', 'events']);

/** A role may permit single names: what is known of one says nothing about another. '': the name says nothing. */
const nameOf = ({ name = '', verb, resource }: Target): string =>
  verb === 'create' || namedAnew.has(resource) ? '' : name;

const resourceOf = ({ resource, subresource }: Target): string =>
  subresource === undefined ? resource : `${resource}/${subresource}`;

const singleRules = ({ verbs, apiGroups, resources }: AccessRule) =>
  verbs.flatMap((verb) => apiGroups.flatMap((group) => resources.map((resource) => ({ verb, group, resource }))));

/** Of two rules for one right each. */
const isSame = (left: AccessRule, right: AccessRule): boolean =>
  left.verbs[0] === right.verbs[0] &&
  left.apiGroups[0] === right.apiGroups[0] &&
  left.resources[0] === right.resources[0];

const kindOf = ({ group, resource }: Target): string => `${resource}.${group}`;

/** Remembers answers. `now`: milliseconds, of a clock that does not run backwards. */
export const createPrecedents = (now: () => number): Precedents => {
  /** By rule the names with which it was used, the last one at the end. */
  const granted = new Map<string, Set<string>>();
  const denied = new Set<string>();
  const served = new Set<string>();
  const reviews = new Map<string, Access>();
  const inherited = new Map<string, readonly AccessRule[]>();
  let understood = false;
  let withdrawnAt = Number.NEGATIVE_INFINITY;

  const answered = (target: Target): void => {
    understood = true;
    const names = granted.get(ruleOf(target)) ?? new Set();
    names.delete(nameOf(target));
    granted.set(ruleOf(target), names.add(nameOf(target)));
    served.add(kindOf(target));
  };

  const wasPermitted = (target: Target): boolean => {
    if (granted.get(ruleOf(target))?.has(nameOf(target))) return true;
    const { verb, group, namespace = '', name } = target;
    const resource = resourceOf(target);
    const before = { rules: inherited.get(namespace) ?? [], incomplete: true };
    if (may(before, verb, group, resource, name) === 'yes') return true;
    const review = reviews.get(namespace);
    // What the review lists another authorizer may still deny: it did, where it has done so before.
    const isListed = review !== undefined && may(review, verb, group, resource, name) === 'yes';
    return isListed && !denied.has(ruleOf(target));
  };

  const withdrawn = (message: string): Refusal => {
    withdrawnAt = now();
    return { error: { is: 'Withdrawn', message }, transient: true };
  };

  const unserved = ({ message }: ClusterError): Refusal => ({ error: { is: 'Unserved', message }, transient: true });

  const judgeDenial = (target: Target, refusal: Refusal): Refusal => {
    const { error } = refusal;
    if (wasPermitted(target)) return withdrawn(`no longer permitted: ${error.message}`);
    if (understood && now() - withdrawnAt < sameCauseMs)
      return { error: { is: 'Withdrawn', message: error.message }, transient: true };
    denied.add(ruleOf(target));
    return refusal;
  };

  const judge = (target: Target, refusal: Refusal): Refusal => {
    const { error } = refusal;
    switch (error.is) {
      case 'Forbidden':
        return judgeDenial(target, refusal);
      case 'Unauthorized':
        return understood ? withdrawn(error.message) : refusal;
      case 'Malformed':
        return understood ? { ...refusal, transient: true } : refusal;
      case 'NotFound':
        if (refusal.unserved === true) return served.has(kindOf(target)) ? unserved(error) : refusal;
        answered(target);
        return refusal;
      case 'AlreadyExists':
      case 'Conflict':
      case 'Gone':
        answered(target);
        return refusal;
      // Whether these came to what they ask about, nobody knows.
      case 'Withdrawn':
      case 'Invalid':
      case 'QuotaExceeded':
      case 'Unserved':
      case 'Unavailable':
      case 'Cancelled':
        return refusal;
      default:
        return error satisfies never;
    }
  };

  const permitted = (namespace: string, { rules, incomplete }: Access): void => {
    // Asked again while a right is withdrawn, the server would have us forget that it was there.
    const before = reviews.get(namespace)?.rules ?? [];
    reviews.set(namespace, { rules: [...before, ...rules], incomplete });
  };

  const permittedBefore: Precedents['permittedBefore'] = (namespace, rules) => {
    inherited.set(namespace, [...(inherited.get(namespace) ?? []), ...rules]);
  };

  /** The names with which a right is known to have been there, the one that was used last at the end. */
  const namesOf = (target: Target): readonly string[] => {
    const of = { verbs: [target.verb], apiGroups: [target.group], resources: [resourceOf(target)] };
    const told = (inherited.get(target.namespace ?? '') ?? []).filter((rule) => isSame(rule, of));
    const before = told.flatMap(({ resourceNames = [] }) => resourceNames);
    const used = granted.get(ruleOf(target)) ?? new Set();
    return [...before.filter((name) => !used.has(name)), ...used];
  };

  const permittedUntilNow: Precedents['permittedUntilNow'] = (namespace, wanted) =>
    wanted.flatMap(singleRules).flatMap(({ verb, group, resource: full }) => {
      const [resource = '', subresource] = full.split('/');
      const target: Target = {
        ...{ verb: verb as Target['verb'], group, resource, namespace },
        ...(subresource === undefined ? {} : { subresource }),
      };
      const rule = { verbs: [verb], apiGroups: [group], resources: [full] };
      if (wasPermitted(target)) return [rule];
      const names = namesOf(target);
      return names.length === 0 ? [] : [{ ...rule, resourceNames: names }];
    });

  return { answered, permitted, permittedBefore, permittedUntilNow, judge };
};
