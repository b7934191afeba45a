import type { Access, AccessRule } from './port.ts';

/** `unknown`: the server could not list every rule, and no listed one permits it. */
export type May = 'yes' | 'no' | 'unknown';

const covers = (listed: readonly string[], wanted: string): boolean => listed.includes('*') || listed.includes(wanted);

// `pods/log` is covered by itself, by `*`, and by `*/log`.
const coversResource = (rule: AccessRule, resource: string): boolean => {
  if (covers(rule.resources, resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && rule.resources.includes(`*${resource.slice(slash)}`);
};

/** A rule with names permits only requests that have one of them: never a list or a create. */
const coversName = (rule: AccessRule, name: string | undefined): boolean =>
  rule.resourceNames === undefined ||
  rule.resourceNames.length === 0 ||
  (name !== undefined && rule.resourceNames.includes(name));

/**
 * Whether the rules permit a verb. `group` is '' for the core group, `resource` a plural with its subresource where there
 * is one (`pods/log`). Matches as Kubernetes' RBAC does.
 */
export const may = (access: Access, verb: string, group: string, resource: string, name?: string): May => {
  const permits = (rule: AccessRule): boolean =>
    covers(rule.verbs, verb) &&
    covers(rule.apiGroups, group) &&
    coversResource(rule, resource) &&
    coversName(rule, name);
  if (access.rules.some(permits)) return 'yes';
  return access.incomplete ? 'unknown' : 'no';
};
