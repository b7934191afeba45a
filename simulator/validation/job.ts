/** What is wrong with the spec of a Job. */
import { isDeepStrictEqual } from 'node:util';
import { at, listOf, numberAt, objectOf, stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { atLeastZero, complaints, fixed, oneOf } from './complaints.ts';
import { bad, type FieldError, required } from './field-error.ts';
import { jobPolicyErrors } from './job-policies.ts';
import { dnsLabel } from './names.ts';
import { templateErrors } from './pod.ts';

const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];

const restartErrors = (kubernetes: Kubernetes, spec: unknown): readonly FieldError[] => {
  const field = 'spec.template.spec.restartPolicy';
  const restart = stringOf(at(spec, 'template', 'spec', 'restartPolicy')) ?? '';
  const isDefault = restart === '' || (restart === 'Always' && kubernetes.currentTexts);
  if (isDefault) return [required(field, 'valid values: "OnFailure", "Never"')];
  const clashes = restart === 'OnFailure' && at(spec, 'podFailurePolicy') !== undefined;
  return complaints(
    oneOf(field, restart, ['OnFailure', 'Never']),
    clashes && bad(field, restart, 'only "Never" is supported when podFailurePolicy is specified'),
  );
};

/** The pods of an Indexed Job have its name and their index for a host name. */
const hostNameErrors = (job: unknown): readonly FieldError[] => {
  const name = stringOf(at(job, 'metadata', 'name')) ?? '';
  const completions = numberAt(job, 'spec', 'completions') ?? 0;
  if (at(job, 'spec', 'completionMode') !== 'Indexed' || completions <= 0) return [];
  const longest = `${name}-${completions - 1}`;
  return dnsLabel(longest).length === 0
    ? []
    : [bad('metadata.name', name, `will not able to create pod with invalid DNS label: ${longest}`)];
};

/** Everything that is wrong with a Job beside its metadata. */
export const jobErrors = (kubernetes: Kubernetes, job: unknown): readonly FieldError[] => {
  const spec = at(job, 'spec');
  return complaints(
    counts.flatMap((key) => atLeastZero(`spec.${key}`, at(spec, key))),
    kubernetes.jobPolicies && jobPolicyErrors(spec),
    templateErrors(kubernetes, at(spec, 'template')),
    restartErrors(kubernetes, spec),
    kubernetes.jobPolicies && hostNameErrors(job),
  );
};

const fixedFields = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'];

const immutable = (before: unknown, next: unknown, key: string): readonly FieldError[] =>
  fixed(['spec', key], before, next);

const completionErrors = (before: unknown, next: unknown): readonly FieldError[] => {
  const completions = at(next, 'spec', 'completions');
  if (at(next, 'spec', 'completionMode') !== 'Indexed') return immutable(before, next, 'completions');
  const together = completions === undefined || completions === at(next, 'spec', 'parallelism');
  return together || isDeepStrictEqual(at(before, 'spec', 'completions'), completions)
    ? []
    : [bad('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')];
};

/** Whether no pod is made of the template now: the Job is suspended, has not started or says that it is, and has no pod. */
const isAtRest = (job: unknown): boolean => {
  const status = at(job, 'status');
  const says = listOf(at(status, 'conditions')).some(
    (one) => at(one, 'type') === 'Suspended' && at(one, 'status') === 'True',
  );
  const active = at(status, 'active') ?? 0;
  return at(job, 'spec', 'suspend') === true && (at(status, 'startTime') === undefined || says) && active === 0;
};

const withoutKey = (value: unknown, key: string): unknown => {
  const { [key]: _gone, ...rest } = objectOf(value);
  return Object.keys(rest).length === 0 ? undefined : rest;
};

/** What of a template's spec may not even change in a Job that is at rest: all but where its pods go and what they may use. */
const fixedPart = (spec: unknown): unknown => {
  const { nodeSelector: _s, tolerations: _t, schedulingGates: _g, affinity, ...rest } = objectOf(spec);
  const frugal = (list: unknown): unknown => listOf(list).map((one) => withoutKey(one, 'resources'));
  return {
    ...rest,
    affinity: withoutKey(affinity, 'nodeAffinity'),
    containers: frugal(rest.containers),
    initContainers: frugal(rest.initContainers),
  };
};

const templateChangeErrors = (before: unknown, next: unknown): readonly FieldError[] => {
  if (!isAtRest(before)) return immutable(before, next, 'template');
  const [old, wanted] = [before, next].map((job) => at(job, 'spec', 'template', 'spec'));
  const moved = !isDeepStrictEqual(fixedPart(old), fixedPart(wanted));
  return complaints(moved && bad('spec.template.spec', wanted, 'field is immutable'));
};

/** What may not change in a Job. While it is at rest, where its pods go and what they may use may. */
export const jobChangeErrors = (before: unknown, next: unknown): readonly FieldError[] => [
  ...completionErrors(before, next),
  ...immutable(before, next, 'selector'),
  ...templateChangeErrors(before, next),
  ...fixedFields.flatMap((key) => immutable(before, next, key)),
];
