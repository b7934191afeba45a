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
const named = (containers: readonly unknown[]): string =>
  `${some(containers.length, 'container')} ${quoted(containers.map((one) => String(at(one, 'name'))))}`;

const containersOf = (spec: unknown): readonly unknown[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => listOf(at(spec, key)));

const security = (owner: unknown, ...path: readonly string[]): unknown => at(owner, 'securityContext', ...path);

const violation = (reason: string, bad: readonly unknown[], detail: () => string): Violation | undefined =>
  bad.length === 0 ? undefined : { reason, detail: detail() };

const privileged: Check = (spec) => {
  const bad = containersOf(spec).filter((one) => security(one, 'privileged') === true);
  return violation('privileged', bad, () => `${named(bad)} must not set securityContext.privileged=true`);
};

const hostNamespaces: Check = (spec) => {
  const bad = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => at(spec, key) === true);
  return violation('host namespaces', bad, () => bad.map((key) => `${key}=true`).join(', '));
};

const hostPaths: Check = (spec) => {
  const bad = listOf(at(spec, 'volumes')).filter((one) => at(one, 'hostPath') !== undefined);
  const names = quoted(bad.map((one) => String(at(one, 'name'))));
  return violation('hostPath volumes', bad, () => `${some(bad.length, 'volume')} ${names}`);
};

const hostPorts: Check = (spec) => {
  const portsOf = (one: unknown): readonly unknown[] =>
    listOf(at(one, 'ports'))
      .map((port) => at(port, 'hostPort'))
      .filter(Boolean);
  const bad = containersOf(spec).filter((one) => portsOf(one).length > 0);
  const ports = sorted(bad.flatMap(portsOf));
  const use = some(bad.length, 'uses', 'use');
  return violation('hostPort', bad, () => `${named(bad)} ${use} ${some(ports.length, 'hostPort')} ${ports.join(', ')}`);
};

const usual = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

const addedBeyond = (container: unknown, allowed: readonly string[]): readonly unknown[] =>
  listOf(security(container, 'capabilities', 'add')).filter((one) => !allowed.includes(String(one)));

const notToInclude = (bad: readonly unknown[], allowed: readonly string[]): string => {
  const capabilities = quoted(sorted(bad.flatMap((one) => addedBeyond(one, allowed))));
  return `${named(bad)} must not include ${capabilities} in securityContext.capabilities.add`;
};

const usualCapabilities: Check = (spec) => {
  const bad = containersOf(spec).filter((one) => addedBeyond(one, usual).length > 0);
  return violation('non-default capabilities', bad, () => notToInclude(bad, usual));
};

const noCapabilities: Check = (spec) => {
  const containers = containersOf(spec);
  const keeping = containers.filter((one) => !listOf(security(one, 'capabilities', 'drop')).includes('ALL'));
  const adding = containers.filter((one) => addedBeyond(one, ['NET_BIND_SERVICE']).length > 0);
  const details = [
    ...(keeping.length > 0 ? [`${named(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0 ? [notToInclude(adding, ['NET_BIND_SERVICE'])] : []),
  ];
  return violation('unrestricted capabilities', details, () => details.join('; '));
};

const noEscalation: Check = (spec) => {
  const bad = containersOf(spec).filter((one) => security(one, 'allowPrivilegeEscalation') !== false);
  return violation(
    'allowPrivilegeEscalation != false',
    bad,
    () => `${named(bad)} must set securityContext.allowPrivilegeEscalation=false`,
  );
};

const plainSources = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected'],
  'secret',
];

const plainVolumes: Check = (spec) => {
  const bad = listOf(at(spec, 'volumes')).filter((one) => plainSources.every((key) => at(one, key) === undefined));
  const sourceOf = (volume: unknown): string =>
    Object.keys(volume as object).find((key) => key !== 'name') ?? 'unknown';
  const types = sorted(bad.map(sourceOf));
  const volumes = `${some(bad.length, 'volume')} ${quoted(bad.map((one) => String(at(one, 'name'))))}`;
  const use = some(bad.length, 'uses', 'use');
  return violation(
    'restricted volume types',
    bad,
    () => `${volumes} ${use} ${some(types.length, 'restricted volume type')} ${quoted(types)}`,
  );
};

/** Who sets something to a bad value: the pod, containers, or both. */
const setters = (spec: unknown, isBad: (owner: unknown) => boolean): readonly string[] => {
  const containers = containersOf(spec).filter(isBad);
  return [...(isBad(spec) ? ['pod'] : []), ...(containers.length > 0 ? [named(containers)] : [])];
};

const inOwnUserNamespace = (spec: unknown): boolean => at(spec, 'hostUsers') === false;

const nonRoot: Check = (spec) => {
  if (inOwnUserNamespace(spec)) return undefined;
  const reason = 'runAsNonRoot != true';
  const wrong = setters(spec, (one) => security(one, 'runAsNonRoot') === false);
  if (wrong.length > 0)
    return { reason, detail: `${wrong.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  if (security(spec, 'runAsNonRoot') === true) return undefined;
  const bad = containersOf(spec).filter((one) => security(one, 'runAsNonRoot') === undefined);
  return violation(reason, bad, () => `pod or ${named(bad)} must set securityContext.runAsNonRoot=true`);
};

const notUserZero: Check = (spec) => {
  if (inOwnUserNamespace(spec)) return undefined;
  const wrong = setters(spec, (one) => security(one, 'runAsUser') === 0);
  return violation('runAsUser=0', wrong, () => `${wrong.join(' and ')} must not set runAsUser=0`);
};

const profileOf = (owner: unknown): string | undefined => stringOf(security(owner, 'seccompProfile', 'type'));
const isWrongProfile = (owner: unknown): boolean => {
  const profile = profileOf(owner);
  return profile !== undefined && profile !== 'RuntimeDefault' && profile !== 'Localhost';
};

const noWrongProfile: Check = (spec) => {
  const wrong = setters(spec, isWrongProfile);
  const profiles = quoted(sorted([spec, ...containersOf(spec)].filter(isWrongProfile).map(profileOf)));
  return violation(
    'seccompProfile',
    wrong,
    () => `${wrong.join(' and ')} must not set securityContext.seccompProfile.type to ${profiles}`,
  );
};

const withProfile: Check = (spec) => {
  const wrong = noWrongProfile(spec);
  if (wrong || profileOf(spec) !== undefined) return wrong;
  const bad = containersOf(spec).filter((one) => profileOf(one) === undefined);
  const detail = `must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return violation('seccompProfile', bad, () => `pod or ${named(bad)} ${detail}`);
};

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
