import * as E from 'fp-ts/Either';
import { engineNameProblem } from '../../model/kube/names.ts';
import type { ChaosEngine } from '../../model/litmus/engine.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { sizeProblem } from '../checkpoint/size-check.ts';
import { planRun } from './plan-run.ts';
import { planToRerun, rerunOf } from './rerun-failed.ts';
import type { ReadExperiment } from './run-context.ts';
import type { RunnerOptions } from './runner-options.ts';

/**
 * The plan of a run that begins or is adopted: the one that was given, or the engine's, reduced to what did not pass before
 * where that is asked for. `keptSeed`: that of an adopted run. Left: sentences for people.
 */
export const makePlan = async (
  options: Pick<RunnerOptions, 'environment' | 'batchText' | 'plan' | 'seed'>,
  engine: ChaosEngine,
  readExperiment: ReadExperiment,
  keptSeed: number | undefined,
): Promise<E.Either<readonly string[], Plan>> => {
  const { environment, batchText } = options;
  if (options.plan) return E.right(options.plan);
  const wrong = engineNameProblem(engine.metadata.name);
  if (wrong !== undefined) return E.left([`The engine's name ${JSON.stringify(engine.metadata.name)} ${wrong}`]);
  const before = planToRerun(engine);
  const seed = before?.plan.seed ?? keptSeed ?? options.seed();
  const planned = await planRun({
    engine,
    environment,
    readExperiment,
    // The same draws again: else a step that failed might not be drawn this time.
    seed,
    ...(batchText === undefined ? {} : { batchText }),
  });
  if (E.isLeft(planned)) return planned;
  const rerun = before === undefined ? planned.right : await rerunOf(planned.right, before);
  const tooLarge = sizeProblem(engine, rerun);
  return tooLarge === undefined ? E.right(rerun) : E.left([tooLarge]);
};
