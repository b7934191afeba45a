/** Pod Security: what the labels of a namespace say about the pods in it, and what comes of that. */
import { bad, type FieldError } from '../validation/field-error.ts';
import { type Level, levels, violationsOf } from './checks.ts';

const modes = ['enforce', 'audit', 'warn'] as const;
type Mode = (typeof modes)[number];

interface LevelVersion {
  readonly level: Level;
  readonly version: string;
}

/** What is refused, and what is warned of; nothing is written down here. */
export type Policy = Readonly<Record<'enforce' | 'warn', LevelVersion>>;

type Labels = Readonly<Record<string, string | undefined>>;

const label = (mode: Mode, what = ''): string => `pod-security.kubernetes.io/${mode}${what}`;
const levelOf = (text: string | undefined): Level | undefined => levels.find((one) => one === text);
const isVersion = (text: string): boolean => text === 'latest' || /^v1\.(\d|[1-9]\d*)$/.test(text);

const modePolicy = (labels: Labels, mode: Mode): LevelVersion => {
  const wanted = labels[label(mode)];
  // A level that nobody knows closes the door, or is not told of.
  const level =
    wanted === undefined ? 'privileged' : (levelOf(wanted) ?? (mode === 'enforce' ? 'restricted' : 'privileged'));
  const version = labels[label(mode, '-version')] ?? 'latest';
  return { level, version: isVersion(version) ? version : 'latest' };
};

/** The policy of a namespace with these labels. Where nothing is said about warnings, what is enforced is warned of. */
export const policyOf = (labels: Labels): Policy => {
  const [enforce, warn] = [modePolicy(labels, 'enforce'), modePolicy(labels, 'warn')];
  if (labels[label('warn')] !== undefined || levelOf(labels[label('enforce')]) === undefined) return { enforce, warn };
  const version = labels[label('warn', '-version')] === undefined ? enforce.version : warn.version;
  return { enforce, warn: { level: enforce.level, version } };
};

/** What is wrong with the labels of a namespace; they stand under their own names in the message. */
export const policyErrors = (labels: Labels): readonly FieldError[] => {
  const following = (name: string, isRight: (text: string) => boolean, why: string): readonly FieldError[] => {
    const text = labels[name];
    return text === undefined || isRight(text) ? [] : [bad(`metadata.labels[${name}]`, text, why)];
  };
  return modes.flatMap((mode) => [
    ...following(label(mode), (text) => levelOf(text) !== undefined, `must be one of ${levels.join(', ')}`),
    ...following(label(mode, '-version'), isVersion, 'must be "latest" or "v1.x"'),
  ]);
};

const said = (verb: string, { level, version }: LevelVersion, spec: unknown): string | undefined => {
  const violations = violationsOf(level, spec).map(({ reason, detail }) => `${reason} (${detail})`);
  return violations.length === 0 ? undefined : `${verb} PodSecurity "${level}:${version}": ${violations.join(', ')}`;
};

/** Why the pod is refused, without the pod's name; undefined when it is not. */
export const refusedBy = ({ enforce }: Policy, spec: unknown): string | undefined => said('violates', enforce, spec);

/** The warning about a pod, or a template of pods, that is not refused; undefined when there is none. */
export const warnedBy = ({ warn }: Policy, spec: unknown): string | undefined => said('would violate', warn, spec);
