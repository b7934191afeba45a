import * as E from 'fp-ts/Either';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import type { ChaosExperiment } from '../model/litmus/experiment.ts';
import { writePlan } from '../model/plan/plan-codec.ts';
import { planText } from '../model/plan/plan-text.ts';
import { complain } from './complain.ts';
import { readEngineInput } from './engine-input.ts';
import { offlinePlan } from './offline-plan.ts';
import type { PlanFlags } from './plan-choice.ts';
import { drawSeed } from './process.ts';
import type { Terminal } from './terminal.ts';

export interface PlanOptions extends PlanFlags {
  readonly files: readonly string[];
  readonly json?: boolean;
}

/** Prints what would run, in which order, exactly as `run` with the same seed would do it. Nothing is read from a cluster. */
export const plan = async (options: PlanOptions, terminal: Terminal): Promise<number> => {
  const read = await readEngineInput(options, terminal);
  if (E.isLeft(read)) return read.left;
  const { engine, input } = read.right;
  const made = await offlinePlan(read.right, drawSeed());
  if (E.isLeft(made)) return complain(terminal, made.left);
  if (options.json) terminal.stdout(writePlan(made.right));
  else {
    terminal.stdout(`${engine.metadata.namespace ?? 'default'}/${engine.metadata.name}: ${planText(made.right)}`);
    sayMissing(engine, input.experiments, terminal);
  }
  return 0;
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
