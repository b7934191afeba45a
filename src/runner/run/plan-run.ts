import * as E from 'fp-ts/Either';
import { defaultPlan } from '../../model/batch/default-plan.ts';
import { type Problem, showProblem } from '../../model/json/problem.ts';
import type { EnvVar } from '../../model/kube/object-parts.ts';
import type { ChaosEngine } from '../../model/litmus/engine.ts';
import type { RunnerEnvironment } from '../../model/litmus/runner-environment.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { ReadExperiment } from './run-context.ts';

/** The annotation that holds the batch document; spelt here so that a run without one never loads the batch's code. */
const batchAnnotation = 'runner.litmuschaos.io/batch';

export interface PlanRun {
  readonly engine: ChaosEngine;
  readonly environment: RunnerEnvironment;
  /** The batch document in place of the engine's annotation. */
  readonly batchText?: string;
  readonly readExperiment: ReadExperiment;
  /** For random draws where the document names no seed. */
  readonly seed: number;
}

/** EXPERIMENT_LIST as indexes into `spec.experiments`, each entry used once; -1 where the engine has none (any more). */
const entriesOf = (engine: ChaosEngine, wanted: readonly string[]): readonly number[] => {
  const used = new Set<number>();
  return wanted.map((name) => {
    const index = engine.spec.experiments.findIndex((entry, at) => entry.name === name && !used.has(at));
    if (index >= 0) used.add(index);
    return index;
  });
};

/** The plan of an engine: its batch document's, or declared order one at a time. Left: sentences for people. */
export const planRun = async (run: PlanRun): Promise<E.Either<readonly string[], Plan>> => {
  const { engine, environment } = run;
  const indexes = entriesOf(engine, environment.experiments);
  const text = run.batchText ?? engine.metadata.annotations?.[batchAnnotation];
  const planned =
    text === undefined ? E.right(defaultPlan(environment.experiments)) : await planBatch(run, text, indexes);
  if (E.isLeft(planned)) return planned;
  const steps = planned.right.steps.map((step) => ({ ...step, entry: indexes[step.entry] ?? -1 }));
  return E.right({ ...planned.right, steps });
};

const planBatch = async (
  { engine, environment, readExperiment, seed }: PlanRun,
  text: string,
  indexes: readonly number[],
): Promise<E.Either<readonly string[], Plan>> => {
  const [{ readBatch }, { makePlan }] = await Promise.all([
    import('../../model/batch/batch-document.ts'),
    import('../../model/batch/planning.ts'),
  ]);
  const document = readBatch(text);
  if (E.isLeft(document)) return E.left(document.left.map(placed));
  const { batch, place } = document.right;
  const names = [...new Set(environment.experiments)];
  const reads = await Promise.all(names.map(readExperiment));
  const known = new Map<string, readonly EnvVar[]>();
  reads.forEach((read, index) => {
    if (read.is === 'Found') known.set(names[index] ?? '', read.experiment.definition.env ?? []);
  });
  const { application } = environment;
  const entries = environment.experiments.map((name, index) => {
    const env = engine.spec.experiments[indexes[index] ?? -1]?.spec?.components?.env;
    return env === undefined ? { name } : { name, env };
  });
  const plan = makePlan({
    entries,
    batch,
    experiments: (name) => known.get(name),
    runnerEnv: applicationEnv(application),
    seed,
  });
  return E.isLeft(plan) ? E.left(plan.left.map((problem) => placed(place(problem)))) : plan;
};

/** What the operator says of the target, as the overlap guard reads it from the environment. */
const applicationEnv = (application: RunnerEnvironment['application']): readonly EnvVar[] => {
  const given =
    application.is === 'targets'
      ? { TARGETS: application.targets }
      : { APP_NAMESPACE: application.namespace, APP_LABEL: application.label, APP_KIND: application.kind };
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
};

const placed = (problem: Problem & { readonly line?: number; readonly column?: number }): string =>
  `batch${problem.line === undefined ? '' : `:${problem.line}:${problem.column}`}: ${showProblem(problem)}`;
