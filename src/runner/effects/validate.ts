import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import { type BuiltJob, buildJob } from '../../job/build-job.ts';
import { baselineAnnotation, planAnnotation, seedAnnotation } from '../../job/identity.ts';
import { planDigest } from '../../job/plan-digest.ts';
import { type Problem, showProblem } from '../../model/json/problem.ts';
import type { ChaosExperiment } from '../../model/litmus/experiment.ts';
import { type Baseline, showBaseline } from '../../model/litmus/result-acceptance.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { stepAt } from '../../model/plan/step-at.ts';
import type { ToExperiment } from '../run/loop.ts';
import { patience, type Run } from '../run/run-context.ts';
import { type ExistsMeans, exists, isKnownToLack } from './existence.ts';
import { findResult } from './find-result.ts';
import { checkLaunch } from './launch-check.ts';
import { type ReadPatientlyMeans, readPatiently } from './read-patiently.ts';
import { type EndsStandMeans, endsStand } from './record-status.ts';
import { type WarnOnceMeans, warnOnce } from './warn-once.ts';

export type BuildMeans = Pick<Run, 'plan' | 'engine' | 'identity' | 'environment'>;

export type ValidateMeans = BuildMeans &
  ReadPatientlyMeans &
  ExistsMeans &
  EndsStandMeans &
  WarnOnceMeans &
  Pick<Run, 'built' | 'latch' | 'giveUp'>;

type Rejected = Extract<ToExperiment, { type: 'REJECTED' }>;

const rejected = (
  reason: string,
  warning = 'ExperimentDependencyCheck',
  ending: Rejected['ending'] = 'rejected',
): Rejected => ({
  type: 'REJECTED',
  ending,
  warning,
  reason,
});

/** Litmus' reason for a problem of the manifest, by where it is. */
const warningOf = ([first]: readonly Problem[]): string | undefined =>
  first?.path.includes('sidecar') ? 'SideCarPatchError' : undefined;

/**
 * Reads what one launch depends on, in as few requests as possible and in parallel, and builds its Job. The answer is
 * undefined where the process is about to end and another one will try again.
 */
export const validate = async (run: ValidateMeans, params: AttemptParams): Promise<ToExperiment | undefined> => {
  const step = stepAt(run.plan, params.step);
  if (run.engine.current().spec.experiments[step.entry]?.name !== step.experiment)
    return rejected(
      `The engine has no entry ${step.experiment} in spec.experiments, though the operator's EXPERIMENT_LIST names it. ` +
        'Add the entry, or restart the engine.',
    );
  const read = await readPatiently(run, step.experiment, () => run.latch.closed);
  if (read === undefined) return undefined;
  if (read.is === 'Missing')
    return rejected(
      `There is no ChaosExperiment ${step.experiment} in namespace ${run.identity.namespace}. Install it there and start the engine again.`,
      'ExperimentNotFound',
      'notFound',
    );
  if (read.is === 'Refused') return rejected(read.reason);
  if (read.is === 'Unread') return givenUp(run, params, read.reason);
  const built = build(run, params, read.experiment);
  if (E.isLeft(built)) return rejected(built.left.map(showProblem).join('; '), warningOf(built.left));
  return checked(run, params, step.experiment, built.right);
};

/** The Job of one attempt, without its baseline. */
export const build = (
  run: BuildMeans,
  { step: index, iteration, attempt }: AttemptParams,
  experiment: ChaosExperiment,
): E.Either<readonly Problem[], BuiltJob> => {
  const step = stepAt(run.plan, index);
  const engine = run.engine.current();
  const entry = engine.spec.experiments[step.entry];
  if (entry === undefined) return E.left([]);
  const { runId, engineUid } = run.identity;
  return buildJob({
    engine,
    engineUid,
    experiment,
    entry,
    entryIndex: step.entry,
    environment: run.environment,
    identity: { runId, step: step.id, iteration, attempt },
    baseline: 'unknown',
  });
};

/** A failure that may pass: another process tries again, or the step is rejected. */
const givenUp = async (
  run: Pick<Run, 'giveUp'>,
  params: AttemptParams,
  reason: string,
): Promise<ToExperiment | undefined> =>
  (await run.giveUp(params, reason)) === 'reject' ? rejected(reason) : undefined;

const checked = async (
  run: ValidateMeans,
  params: AttemptParams,
  experiment: string,
  built: BuiltJob,
): Promise<ToExperiment | undefined> => {
  const { configMaps, secrets } = built.dependencies;
  const needed = [
    ...configMaps.map((name) => ['ConfigMap', name] as const),
    ...secrets.map((name) => ['Secret', name] as const),
  ];
  const [result, ...dependencies] = await Promise.all([
    needed.some(([kind, name]) => isKnownToLack(run, kind, name))
      ? E.right(undefined)
      : findResult(run, experiment, built.resultName, patience(run)),
    ...needed.map(([kind, name]) => exists(run, kind, name)),
  ]);
  const check = checkLaunch({ result, dependencies });
  switch (check.is) {
    case 'Ending':
      return undefined;
    case 'Hindered':
      return givenUp(run, params, check.reason);
    case 'Rejected':
      return rejected(check.reason);
    case 'Launchable':
      if (!(await endsStand(run))) return undefined;
      return validated(run, built, check.baseline, [...built.warnings, ...check.warnings]);
  }
};

const validated = (
  run: Pick<Run, 'built' | 'plan'> & WarnOnceMeans,
  built: BuiltJob,
  baseline: Baseline,
  warnings: readonly string[],
): ToExperiment => {
  run.built.set(built.name, annotated(built, baseline, run.plan));
  for (const warning of warnings) warnOnce(run, built.name, warning);
  return {
    type: 'VALIDATED',
    job: built.name,
    baseline: showBaseline(baseline),
    startTimeoutMs: built.startTimeoutMs,
    ...(built.expectedDurationMs === undefined ? {} : { expectedMs: built.expectedDurationMs }),
    warnings,
  };
};

/** What a runner that has lost its checkpoint needs to know: what the result was before, by which plan, from which seed. */
const annotated = (built: BuiltJob, baseline: Baseline, plan: Plan): BuiltJob => ({
  ...built,
  job: {
    ...built.job,
    metadata: {
      ...built.job.metadata,
      annotations: {
        ...built.job.metadata.annotations,
        [baselineAnnotation]: showBaseline(baseline),
        [planAnnotation]: planDigest(plan),
        ...(plan.seed === undefined ? {} : { [seedAnnotation]: String(plan.seed) }),
      },
    },
  },
});
