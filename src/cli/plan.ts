import { randomInt } from 'node:crypto';
import * as E from 'fp-ts/Either';
import { checkPair } from '../job/check-pair.ts';
import type { ChaosEngine } from '../model/engine.ts';
import type { ChaosExperiment } from '../model/experiment.ts';
import type { Plan } from '../model/plan.ts';
import { writePlan } from '../model/plan-codec.ts';
import { planText } from '../model/plan-text.ts';
import { showProblem } from '../model/problem.ts';
import { decodeEnvironment, environmentFromEngine } from '../model/runner-environment.ts';
import { planRun } from '../runner/plan-run.ts';
import { complain, complainAbout } from './complain.ts';
import { readInput, readSources } from './input-files.ts';
import { checkPlanFlags, choosePlan, type PlanChoice, type PlanFlags, readBatchFile } from './plan-choice.ts';
import type { Terminal } from './terminal.ts';

export interface PlanOptions extends PlanFlags {
  readonly files: readonly string[];
  readonly json: boolean;
}

/** Prints what would run, in which order, exactly as `run` with the same seed would do it. Nothing is read from a cluster. */
export const plan = async (options: PlanOptions, terminal: Terminal): Promise<number> => {
  const flags = checkPlanFlags(options);
  if (E.isLeft(flags)) return complain(terminal, flags.left);
  const [sources, batch] = await Promise.all([readSources(options.files), readBatchFile(options)]);
  if (E.isLeft(sources)) return complain(terminal, sources.left);
  if (E.isLeft(batch)) return complain(terminal, batch.left);
  const input = readInput(sources.right, { checkPair, ...(batch.right === undefined ? {} : { batch: batch.right }) });
  const errors = input.findings.filter(({ severity }) => severity === 'error');
  const wrong = complainAbout(terminal, errors);
  if (wrong !== undefined) return wrong;
  const [engine] = input.engines;
  if (engine === undefined) return complain(terminal, [`No ChaosEngine is in ${options.files.join(', ')}.`]);
  if (input.engines.length > 1)
    return complain(terminal, [`${input.engines.length} engines are in the files: a plan is that of one engine.`]);
  const choice = await choosePlan(options, engine, batch.right);
  if (E.isLeft(choice)) return complain(terminal, choice.left);
  const made = await planOf(engine, input.experiments, choice.right);
  if (E.isLeft(made)) return complain(terminal, made.left);
  if (options.json) terminal.stdout(writePlan(made.right));
  else {
    terminal.stdout(`${engine.metadata.namespace ?? 'default'}/${engine.metadata.name}: ${planText(made.right)}`);
    sayMissing(engine, input.experiments, terminal);
  }
  return 0;
};

const planOf = async (
  engine: ChaosEngine,
  experiments: readonly ChaosExperiment[],
  choice: PlanChoice,
): Promise<E.Either<readonly string[], Plan>> => {
  if (choice.plan !== undefined) return E.right(choice.plan);
  const environment = E.chain(decodeEnvironment)(environmentFromEngine(engine, engine.metadata.namespace ?? 'default'));
  if (E.isLeft(environment)) return E.left(environment.left.map(showProblem));
  return planRun({
    engine,
    environment: environment.right,
    readExperiment: async (name) => {
      const experiment = experiments.find(({ metadata }) => metadata.name === name);
      return experiment === undefined ? { is: 'Missing' } : { is: 'Found', experiment };
    },
    seed: randomInt(2 ** 47),
    ...(choice.batchText === undefined ? {} : { batchText: choice.batchText }),
  });
};

/** The overlap guard knows only the environment of experiments that are in the files. */
const sayMissing = (engine: ChaosEngine, experiments: readonly ChaosExperiment[], terminal: Terminal): void => {
  const known = new Set(experiments.map(({ metadata }) => metadata.name));
  const missing = [...new Set(engine.spec.experiments.map(({ name }) => name))].filter((name) => !known.has(name));
  if (missing.length === 0 || engine.spec.experiments.length < 2) return;
  terminal.stderr(
    `Not in the files: ${missing.join(', ')}. Their own environment may keep more steps apart than this plan shows.\n`,
  );
};
