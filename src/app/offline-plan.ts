import * as E from 'fp-ts/Either';
import { showProblem } from '../model/json/problem.ts';
import { pairedExperiment } from '../model/lint/pairing.ts';
import { decodeEnvironment, environmentFromEngine } from '../model/litmus/runner-environment.ts';
import type { Plan } from '../model/plan/plan.ts';
import { planRun } from '../runner/run/plan-run.ts';
import type { EngineInput } from './engine-input.ts';
import type { Input } from './input-files.ts';

/**
 * The plan of an engine in files, without any cluster: its experiments are those that the files hold. `seed`: of what is
 * drawn at random where the batch names none. Left: sentences.
 */
export const offlinePlan = async (
  { engine, input, choice }: Pick<EngineInput, 'engine' | 'choice'> & { readonly input: Pick<Input, 'experiments'> },
  seed: number,
): Promise<E.Either<readonly string[], Plan>> => {
  if (choice.plan !== undefined) return E.right(choice.plan);
  const environment = E.chain(decodeEnvironment)(environmentFromEngine(engine, engine.metadata.namespace ?? 'default'));
  if (E.isLeft(environment)) return E.left(environment.left.map(showProblem));
  return planRun({
    engine,
    environment: environment.right,
    readExperiment: async (name) => {
      const experiment = pairedExperiment(name, engine.metadata, input.experiments, ({ metadata }) => metadata);
      return experiment === undefined ? { is: 'Missing' } : { is: 'Found', experiment };
    },
    seed,
    ...(choice.batchText === undefined ? {} : { batchText: choice.batchText }),
  });
};
