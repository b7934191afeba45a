import { may } from './access.ts';
import type { ClusterError } from './error.ts';
import type { Access } from './port.ts';
import { ruleOf, type Target } from './request-path.ts';
import type { Refusal } from './status-error.ts';

/** What earlier answers to this process say about a later one. Of a server that was never understood they say nothing. */
export interface Precedents {
  /** The request came through to what it asks about, whatever was said there. */
  readonly answered: (target: Target) => void;
  /** The server's own list of what we may do. */
  readonly permitted: (namespace: string, access: Access) => void;
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

/** A role may permit single names: what is known of one says nothing about another. */
const keyOf = (target: Target): string =>
  target.name === undefined || target.verb === 'create' || namedAnew.has(target.resource)
    ? ruleOf(target)
    : `${ruleOf(target)} "${target.name}"`;

const kindOf = ({ group, resource }: Target): string => `${resource}.${group}`;

/** Errors of requests that passed authentication and authorization. */
const comesThrough = ({ _tag }: ClusterError): boolean =>
  _tag === 'NotFound' || _tag === 'AlreadyExists' || _tag === 'Conflict' || _tag === 'Gone';

/** Remembers answers. `now`: milliseconds, of a clock that does not run backwards. */
export const createPrecedents = (now: () => number): Precedents => {
  const granted = new Set<string>();
  const denied = new Set<string>();
  const served = new Set<string>();
  const reviews = new Map<string, Access>();
  let understood = false;
  let withdrawnAt = Number.NEGATIVE_INFINITY;

  const answered = (target: Target): void => {
    understood = true;
    granted.add(keyOf(target));
    served.add(kindOf(target));
  };

  const wasPermitted = (target: Target): boolean => {
    if (granted.has(keyOf(target))) return true;
    const { verb, group, namespace, name } = target;
    const resource = target.subresource === undefined ? target.resource : `${target.resource}/${target.subresource}`;
    const review = namespace === undefined ? undefined : reviews.get(namespace);
    // What the review lists another authorizer may still deny: it did, where it has done so before.
    const isListed = review !== undefined && may(review, verb, group, resource, name) === 'yes';
    return isListed && !denied.has(ruleOf(target));
  };

  const withdrawn = (message: string): Refusal => {
    withdrawnAt = now();
    return { error: { _tag: 'Withdrawn', message }, transient: true };
  };

  const judgeDenial = (target: Target, refusal: Refusal): Refusal => {
    const { error } = refusal;
    if (wasPermitted(target)) return withdrawn(`no longer permitted: ${error.message}`);
    if (understood && now() - withdrawnAt < sameCauseMs)
      return { error: { _tag: 'Withdrawn', message: error.message }, transient: true };
    denied.add(ruleOf(target));
    return refusal;
  };

  const judge = (target: Target, refusal: Refusal): Refusal => {
    const { error } = refusal;
    switch (error._tag) {
      case 'Forbidden':
        return judgeDenial(target, refusal);
      case 'Unauthorized':
        return understood ? withdrawn(error.message) : refusal;
      case 'Malformed':
        return understood ? { ...refusal, transient: true } : refusal;
      case 'NotFound':
        if (refusal.unserved !== true) break;
        if (!served.has(kindOf(target))) return refusal;
        return { error: { _tag: 'Unserved', message: error.message }, transient: true };
      default:
        break;
    }
    if (comesThrough(error)) answered(target);
    return refusal;
  };

  const permitted = (namespace: string, { rules, incomplete }: Access): void => {
    // Asked again while a right is withdrawn, the server would have us forget that it was there.
    const before = reviews.get(namespace)?.rules ?? [];
    reviews.set(namespace, { rules: [...before, ...rules], incomplete });
  };

  return { answered, permitted, judge };
};
