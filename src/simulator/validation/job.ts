/** What is wrong with the spec of a Job. */
import { isDeepStrictEqual } from 'node:util';
import { at, stringOf } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { bad, type FieldError, required, unsupported } from './field-error.ts';
import { jobPolicyErrors } from './job-policies.ts';
import { templateErrors } from './pod.ts';

const notNegative = (spec: unknown, key: string): readonly FieldError[] => {
  const value = at(spec, key);
  return typeof value === 'number' && value < 0
    ? [bad(`spec.${key}`, value, 'must be greater than or equal to 0')]
    : [];
};

const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];

const endings = ['OnFailure', 'Never'] as const;

const restartErrors = (kubernetes: Kubernetes, spec: unknown): readonly FieldError[] => {
  const field = 'spec.template.spec.restartPolicy';
  const restart = stringOf(at(spec, 'template', 'spec', 'restartPolicy')) ?? '';
  const isDefault = restart === '' || (restart === 'Always' && kubernetes.currentTexts);
  if (isDefault) return [required(field, 'valid values: "OnFailure", "Never"')];
  if (!endings.some((one) => one === restart)) return [unsupported(field, restart, endings)];
  return at(spec, 'podFailurePolicy') !== undefined && restart !== 'Never'
    ? [bad(field, restart, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
};

/** Everything that is wrong with a Job beside its metadata. */
export const jobErrors = (kubernetes: Kubernetes, job: unknown): readonly FieldError[] => {
  const spec = at(job, 'spec');
  return [
    ...counts.flatMap((key) => notNegative(spec, key)),
    ...(kubernetes.jobPolicies ? jobPolicyErrors(spec) : []),
    ...templateErrors(kubernetes, at(spec, 'template')),
    ...restartErrors(kubernetes, spec),
  ];
};

const fixedFields = [
  'selector',
  'template',
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
] as const;

const immutable = (before: unknown, next: unknown, key: string): readonly FieldError[] => {
  const value = at(next, 'spec', key);
  return isDeepStrictEqual(at(before, 'spec', key), value) ? [] : [bad(`spec.${key}`, value, 'field is immutable')];
};

const completionErrors = (before: unknown, next: unknown): readonly FieldError[] => {
  const completions = at(next, 'spec', 'completions');
  if (at(next, 'spec', 'completionMode') !== 'Indexed') return immutable(before, next, 'completions');
  const together = completions === at(next, 'spec', 'parallelism');
  return together || isDeepStrictEqual(at(before, 'spec', 'completions'), completions)
    ? []
    : [bad('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')];
};

/** What may not change in a Job. While it is suspended, and has not started, where its pods go may. */
export const jobChangeErrors = (before: unknown, next: unknown): readonly FieldError[] => [
  ...completionErrors(before, next),
  ...fixedFields.flatMap((key) => immutable(before, next, key)),
];
