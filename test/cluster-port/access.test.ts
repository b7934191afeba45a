import { expect, test } from 'vitest';
import { may } from '../../src/cluster/access.ts';
import type { AccessRule } from '../../src/cluster/port.ts';

const pods: AccessRule = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] };
const one: AccessRule = { verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['token'] };
const all: AccessRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const logs: AccessRule = { verbs: ['get'], apiGroups: [''], resources: ['*/log'] };

test.each([
  ['a listed verb', [pods], false, ['list', '', 'pods'], 'yes'],
  ['a verb that is not listed', [pods], false, ['watch', '', 'pods'], 'no'],
  ['the same where the list is incomplete', [pods], true, ['watch', '', 'pods'], 'unknown'],
  ['a listed verb where the list is incomplete', [pods], true, ['get', '', 'pods'], 'yes'],
  ['another group', [pods], false, ['list', 'batch', 'pods'], 'no'],
  ['a subresource of a listed resource', [pods], false, ['get', '', 'pods/log'], 'no'],
  ['everything', [all], false, ['watch', 'batch', 'jobs/status'], 'yes'],
  ['any log', [logs], false, ['get', '', 'pods/log'], 'yes'],
  ['the name that is listed', [one], false, ['get', '', 'secrets', 'token'], 'yes'],
  ['another name', [one], false, ['get', '', 'secrets', 'other'], 'no'],
  ['no name where names are listed', [one], false, ['get', '', 'secrets'], 'no'],
  ['verb and group in two rules', [pods, one], false, ['list', '', 'secrets'], 'no'],
] as const)('%s', (_name, rules, incomplete, [verb, group, resource, name], expected) => {
  expect(may({ rules, incomplete }, verb, group, resource, name)).toBe(expected);
});
