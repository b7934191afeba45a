/**
 * The checks of the Pod Security levels, in their order and in their words. Of the real ones those are left out that no pod of
 * a runner or an experiment comes near: AppArmor, SELinux, sysctls, procMount, host probes, Windows.
 */
import { at, listOf, stringOf } from '../json.ts';

/** Why a check forbids a pod: in short, and with what exactly. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

type Check = (spec: unknown) => Violation | undefined;

const quoted = (names: readonly string[]): string => names.map((one) => `"${one}"`).join(', ');
const sorted = (values: readonly unknown[]): readonly string[] => [...new Set(values.map(String))].toSorted();
const some = (count: number, one: string, several = `${one}s`): string => (count === 1 ? one : several);
const named = (items: readonly unknown[], what = 'container'): string =>
  `${some(items.length, what)} ${quoted(items.map((one) => String(at(one, 'name'))))}`;

const containersOf = (spec: unknown): readonly unknown[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => listOf(at(spec, key)));

const security = (owner: unknown, ...path: readonly string[]): unknown => at(owner, 'securityContext', ...path);

const violation = (reason: string, bad: readonly unknown[], detail: string): Violation | undefined =>
  bad.length === 0 ? undefined : { reason, detail };

/** A check of each container by itself; `said` of those that fail it. */
const ofContainers =
  (reason: string, isBad: (container: unknown) => boolean, said: (bad: readonly unknown[]) => string): Check =>
  (spec) => {
    const bad = containersOf(spec).filter(isBad);
    return violation(reason, bad, `${named(bad)} ${said(bad)}`);
  };

const privileged = ofContainers(
  'privileged',
  (one) => security(one, 'privileged') === true,
  () => 'must not set securityContext.privileged=true',
);

const hostNamespaces: Check = (spec) => {
  const bad = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => at(spec, key) === true);
  return violation('host namespaces', bad, bad.map((key) => `${key}=true`).join(', '));
};

const hostPaths: Check = (spec) => {
  const bad = listOf(at(spec, 'volumes')).filter((one) => at(one, 'hostPath') !== undefined);
  return violation('hostPath volumes', bad, named(bad, 'volume'));
};

const hostPortsOf = (container: unknown): readonly unknown[] =>
  listOf(at(container, 'ports')).flatMap((port) => at(port, 'hostPort') || []);

const hostPorts = ofContainers(
  'hostPort',
  (one) => hostPortsOf(one).length > 0,
  (bad) => {
    const ports = sorted(bad.flatMap(hostPortsOf));
    return `${some(bad.length, 'uses', 'use')} ${some(ports.length, 'hostPort')} ${ports.join(', ')}`;
  },
);

const usual = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

const addedBeyond = (container: unknown, allowed: readonly string[]): readonly unknown[] =>
  listOf(security(container, 'capabilities', 'add')).filter((one) => !allowed.includes(String(one)));

const onlyAdding = (reason: string, allowed: readonly string[]): Check =>
  ofContainers(
    reason,
    (one) => addedBeyond(one, allowed).length > 0,
    (bad) => {
      const capabilities = quoted(sorted(bad.flatMap((one) => addedBeyond(one, allowed))));
      return `must not include ${capabilities} in securityContext.capabilities.add`;
    },
  );

const usualCapabilities = onlyAdding('non-default capabilities', usual);

const droppingAll = ofContainers(
  'unrestricted capabilities',
  (one) => !listOf(security(one, 'capabilities', 'drop')).includes('ALL'),
  () => 'must set securityContext.capabilities.drop=["ALL"]',
);
const addingOne = onlyAdding('unrestricted capabilities', ['NET_BIND_SERVICE']);

const noCapabilities: Check = (spec) => {
  const details = [droppingAll, addingOne].flatMap((check) => check(spec)?.detail ?? []);
  return violation('unrestricted capabilities', details, details.join('; '));
};

const noEscalation = ofContainers(
  'allowPrivilegeEscalation != false',
  (one) => security(one, 'allowPrivilegeEscalation') !== false,
  () => 'must set securityContext.allowPrivilegeEscalation=false',
);

const plainSources = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected'],
  'secret',
];

const plainVolumes: Check = (spec) => {
  const bad = listOf(at(spec, 'volumes')).filter((one) => plainSources.every((key) => at(one, key) === undefined));
  const sourceOf = (volume: unknown): string =>
    Object.keys(volume as object).find((key) => key !== 'name') ?? 'unknown';
  const types = sorted(bad.map(sourceOf));
  const used = `${some(bad.length, 'uses', 'use')} ${some(types.length, 'restricted volume type')} ${quoted(types)}`;
  return violation('restricted volume types', bad, `${named(bad, 'volume')} ${used}`);
};

/** Who sets something to a bad value: the pod, containers, or both. */
const setting = (spec: unknown, reason: string, isBad: (owner: unknown) => boolean, what: string) => {
  const containers = containersOf(spec).filter(isBad);
  const setters = [...(isBad(spec) ? ['pod'] : []), ...(containers.length > 0 ? [named(containers)] : [])];
  return violation(reason, setters, `${setters.join(' and ')} must not set ${what}`);
};

/** What neither the pod nor each of its containers sets. */
const lacking = (spec: unknown, reason: string, isUnset: (owner: unknown) => boolean, what: string) => {
  const bad = isUnset(spec) ? containersOf(spec).filter(isUnset) : [];
  return violation(reason, bad, `pod or ${named(bad)} must set ${what}`);
};

const inOwnUserNamespace = (spec: unknown): boolean => at(spec, 'hostUsers') === false;

const nonRoot: Check = (spec) => {
  if (inOwnUserNamespace(spec)) return undefined;
  const reason = 'runAsNonRoot != true';
  const field = 'securityContext.runAsNonRoot';
  return (
    setting(spec, reason, (one) => security(one, 'runAsNonRoot') === false, `${field}=false`) ??
    lacking(spec, reason, (one) => security(one, 'runAsNonRoot') === undefined, `${field}=true`)
  );
};

const notUserZero: Check = (spec) =>
  inOwnUserNamespace(spec)
    ? undefined
    : setting(spec, 'runAsUser=0', (one) => security(one, 'runAsUser') === 0, 'runAsUser=0');

const profileOf = (owner: unknown): string | undefined => stringOf(security(owner, 'seccompProfile', 'type'));
const isWrongProfile = (owner: unknown): boolean =>
  !['RuntimeDefault', 'Localhost', undefined].includes(profileOf(owner));

const profile = 'securityContext.seccompProfile.type';

const noWrongProfile: Check = (spec) => {
  const profiles = quoted(sorted([spec, ...containersOf(spec)].filter(isWrongProfile).map(profileOf)));
  return setting(spec, 'seccompProfile', isWrongProfile, `${profile} to ${profiles}`);
};

const withProfile: Check = (spec) =>
  noWrongProfile(spec) ??
  lacking(
    spec,
    'seccompProfile',
    (one) => profileOf(one) === undefined,
    `${profile} to "RuntimeDefault" or "Localhost"`,
  );

const baseline: readonly Check[] = [
  usualCapabilities,
  hostNamespaces,
  hostPaths,
  hostPorts,
  privileged,
  noWrongProfile,
];

/** What is stricter takes the place of its looser sibling. */
const restricted: readonly Check[] = [
  ...baseline.filter((check) => ![usualCapabilities, hostPaths, noWrongProfile].includes(check)),
  noEscalation,
  noCapabilities,
  plainVolumes,
  nonRoot,
  notUserZero,
  withProfile,
];

export const levels = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof levels)[number];

const checks: Readonly<Record<Level, readonly Check[]>> = { privileged: [], baseline, restricted };

/** Everything in the spec of a pod that the level forbids. */
export const violationsOf = (level: Level, spec: unknown): readonly Violation[] =>
  checks[level].flatMap((check) => check(spec) ?? []);
