import type { Manifest } from '../model/json/json-object.ts';
import { isLabelValue } from '../model/kube/names.ts';
import { type Baseline, readBaseline, showBaseline } from '../model/litmus/result-acceptance.ts';
import { type LaunchIdentity, sha256 } from './name.ts';

/** Our labels on Jobs and pods. Helper pods get them too, because litmus-go copies the labels of its pod to them. */
export const identityLabels = {
  run: 'runner.litmuschaos.io/run',
  job: 'runner.litmuschaos.io/job',
  step: 'runner.litmuschaos.io/step',
  iteration: 'runner.litmuschaos.io/iteration',
  attempt: 'runner.litmuschaos.io/attempt',
} as const;

/** On the Job: what the ChaosResult was before the launch. A runner that has lost its checkpoint reads it there. */
export const baselineAnnotation = 'runner.litmuschaos.io/baseline';

/** On the Job: the seed of the run's random draws, so that the same plan can be made again without the checkpoint. */
export const seedAnnotation = 'runner.litmuschaos.io/seed';

/** On the Job: the digest of the plan that launched it. Of another plan its labels would prove the wrong steps. */
export const planAnnotation = 'runner.litmuschaos.io/plan';

/** A value as a label can hold it: itself, or a hash of it. */
export const labelSafe = (value: string): string =>
  value !== '' && isLabelValue(value) ? value : `sha256-${sha256(value).slice(0, 40)}`;

/** The labels that say which launch something belongs to. */
export const labelsOf = (identity: LaunchIdentity, job: string): Readonly<Record<string, string>> => ({
  [identityLabels.job]: job,
  ...launchLabels(identity),
});

/** Those that name the launch itself, without its Job. */
export const launchLabels = (identity: LaunchIdentity): Readonly<Record<string, string>> => ({
  [identityLabels.run]: labelSafe(identity.runId),
  [identityLabels.step]: labelSafe(identity.step),
  [identityLabels.iteration]: String(identity.iteration),
  [identityLabels.attempt]: String(identity.attempt),
});

/** The annotations beside them: the baseline, and run and step in full where a label holds only their hash. */
export const annotationsOf = (identity: LaunchIdentity, baseline: Baseline): Readonly<Record<string, string>> => ({
  ...(labelSafe(identity.runId) === identity.runId ? {} : { [identityLabels.run]: identity.runId }),
  ...(labelSafe(identity.step) === identity.step ? {} : { [identityLabels.step]: identity.step }),
  [baselineAnnotation]: showBaseline(baseline),
});

/** Selects Jobs and pods, helpers included, of a whole run. */
export const runSelector = (runId: string): string => `${identityLabels.run}=${labelSafe(runId)}`;

/** Selects what carries the labels of launches of these steps, in any iteration and attempt. */
export const stepsSelector = (runId: string, steps: readonly string[]): string =>
  `${runSelector(runId)},${identityLabels.step} in (${[...new Set(steps.map(labelSafe))].join(',')})`;

/** Selects Jobs of a run by their names, and their pods, helpers included. */
export const jobsSelector = (runId: string, jobs: readonly string[]): string =>
  `${runSelector(runId)},${identityLabels.job} in (${jobs.join(',')})`;

/** Which launch a Job or pod says it is, and the baseline where it carries one; undefined when it is not ours. */
export const identityOf = (
  object: Manifest,
): { readonly identity: LaunchIdentity; readonly baseline: Baseline } | undefined => {
  const { labels = {}, annotations = {} } = object.metadata;
  const runId = annotations[identityLabels.run] ?? labels[identityLabels.run];
  const step = annotations[identityLabels.step] ?? labels[identityLabels.step];
  const iteration = Number(labels[identityLabels.iteration]);
  const attempt = Number(labels[identityLabels.attempt]);
  if (runId === undefined || step === undefined) return undefined;
  if (![iteration, attempt].every((number) => Number.isSafeInteger(number) && number >= 1)) return undefined;
  return { identity: { runId, step, iteration, attempt }, baseline: readBaseline(annotations[baselineAnnotation]) };
};
