import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment-types.ts';
import type { ClusterError } from '../../cluster/error.ts';
import { type BuiltJob, buildJob } from '../../job/build-job.ts';
import { baselineAnnotation, seedAnnotation } from '../../job/identity.ts';
import type { ChaosExperiment } from '../../model/experiment.ts';
import { type Problem, showProblem } from '../../model/problem.ts';
import { type Baseline, baselineOf, showBaseline } from '../../model/result-belief.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../loop.ts';
import { type ExperimentRead, patience, type RunContext } from '../run-context.ts';
import { exists } from './existence.ts';
import { findResult } from './find-result.ts';

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
const warningOf = (problems: readonly Problem[]): string => {
  const [first] = problems;
  if (first?.path.includes('sidecar')) return 'SideCarPatchError';
  return first?.path.includes('env') ? 'EnvParseError' : 'ExperimentDependencyCheck';
};

/**
 * Reads what one launch depends on, in as few requests as possible and in parallel, and builds its Job. The answer is
 * undefined where the process is about to end and another one will try again.
 */
export const validate = async (run: RunContext, params: AttemptParams): Promise<ToExperiment | undefined> => {
  const step = run.plan.steps[params.step];
  const engine = run.engine.current();
  const entry = step && engine.spec.experiments[step.entry];
  if (step === undefined || entry === undefined || entry.name !== step.experiment)
    return rejected(
      `The engine has no entry ${step?.experiment} in spec.experiments, though the operator's EXPERIMENT_LIST names it. ` +
        'Add the entry, or restart the engine.',
    );
  const read = await readPatiently(run, step.experiment);
  if (read === undefined) return undefined;
  if (read.is === 'Missing')
    return rejected(
      `There is no ChaosExperiment ${step.experiment} in namespace ${run.identity.namespace}. Install it there and start the engine again.`,
      'ExperimentNotFound',
      'notFound',
    );
  if (read.is === 'Refused') return rejected(read.reason);
  if (read.is === 'Unavailable') return run.giveUp(read.reason) === 'reject' ? rejected(read.reason) : undefined;
  const built = build(run, params, read.experiment);
  if (E.isLeft(built)) return rejected(built.left.map(showProblem).join('; '), warningOf(built.left));
  return checked(run, step.experiment, built.right);
};

const readAgainMs = 1_000;

/** Once something was launched a failure that passes never rejects a step. Undefined: no launch may follow any more. */
const readPatiently = async (run: RunContext, experiment: string): Promise<ExperimentRead | undefined> => {
  for (;;) {
    const read = await run.readExperiment(experiment);
    if (read.is !== 'Unavailable' || !run.launched.yet) return read;
    if (run.latch.closed || run.signal.aborted) return undefined;
    run.log.warn({ cause: read.reason }, 'a ChaosExperiment cannot be read yet; it is tried again');
    await sleep(run.clock, readAgainMs, run.signal);
  }
};

/** The Job of one attempt, without its baseline. */
export const build = (
  run: RunContext,
  { step: index, iteration, attempt }: AttemptParams,
  experiment: ChaosExperiment,
): E.Either<readonly Problem[], BuiltJob> => {
  const step = run.plan.steps[index];
  const engine = run.engine.current();
  const entry = step && engine.spec.experiments[step.entry];
  if (step === undefined || entry === undefined) return E.left([]);
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

const checked = async (run: RunContext, experiment: string, built: BuiltJob): Promise<ToExperiment | undefined> => {
  const { configMaps, secrets } = built.dependencies;
  const [result, ...missing] = await Promise.all([
    findResult(run, experiment, built.resultName, patience(run)),
    ...configMaps.map((name) => exists(run, 'ConfigMap', name)),
    ...secrets.map((name) => exists(run, 'Secret', name)),
  ]);
  const errors = missing.flatMap((answer) => (E.isLeft(answer) ? [answer.left] : []));
  const transient = errors.find(({ _tag }) => isTransient(_tag));
  if (transient) return run.giveUp(transient.message) === 'reject' ? rejected(transient.message) : undefined;
  if (errors.length > 0) return rejected(errors.map(({ message }) => message).join(' '));
  if (E.isLeft(result)) {
    if (result.left._tag !== 'Forbidden' && run.giveUp(result.left.message) === 'exits') return undefined;
    if (result.left._tag !== 'Forbidden') return rejected(result.left.message);
  }
  const baseline = E.isRight(result) ? baselineOf(result.right) : 'unknown';
  const warnings = [
    ...built.warnings,
    ...missing.flatMap((answer) => (E.isRight(answer) && answer.right !== undefined ? [answer.right] : [])),
    ...(E.isLeft(result) ? [result.left.message] : []),
  ];
  run.built.set(built.name, annotated(built, baseline, run.plan.seed));
  for (const warning of warnings) run.log.warn({ job: built.name }, warning);
  return {
    type: 'VALIDATED',
    job: built.name,
    baseline: showBaseline(baseline),
    startTimeoutMs: built.startTimeoutMs,
    ...(built.expectedDurationMs === undefined ? {} : { expectedMs: built.expectedDurationMs }),
    warnings,
  };
};

const isTransient = (tag: ClusterError['_tag']): boolean =>
  tag === 'Unavailable' || tag === 'Malformed' || tag === 'Unauthorized' || tag === 'Gone' || tag === 'Conflict';

/** What a runner that has lost its checkpoint needs to know: what the result was before, and from which seed was drawn. */
const annotated = (built: BuiltJob, baseline: Baseline, seed: number | undefined): BuiltJob => ({
  ...built,
  job: {
    ...built.job,
    metadata: {
      ...built.job.metadata,
      annotations: {
        ...built.job.metadata.annotations,
        [baselineAnnotation]: showBaseline(baseline),
        ...(seed === undefined ? {} : { [seedAnnotation]: String(seed) }),
      },
    },
  },
});
