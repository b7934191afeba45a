import * as E from 'fp-ts/Either';
import { checkPair } from '../job/check-pair.ts';
import type { Finding } from '../model/json/diagnostic.ts';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import { complain, complainAbout } from './complain.ts';
import { type Input, readInput, readSources } from './input-files.ts';
import { checkPlanFlags, choosePlan, type PlanChoice, type PlanFlags, readBatchFile } from './plan-choice.ts';
import type { Terminal } from './terminal.ts';

/** The files of a command that works on one engine. */
export interface EngineInput {
  readonly input: Input;
  readonly engine: ChaosEngine;
  readonly choice: PlanChoice;
}

/**
 * Reads and checks files and flags, and says on standard error what is wrong with them. `relevant`: the findings that
 * count, the errors by default. `suffix`: see `ValidationOptions`. Left: the exit code.
 */
export const readEngineInput = async (
  options: PlanFlags & { readonly files: readonly string[] },
  terminal: Terminal,
  relevant: (findings: readonly Finding[]) => readonly Finding[] = errorsOf,
  suffix?: () => string,
): Promise<E.Either<number, EngineInput>> => {
  const refuse = (sentences: readonly string[]): E.Either<number, never> => E.left(complain(terminal, sentences));
  const flags = checkPlanFlags(options);
  if (E.isLeft(flags)) return refuse(flags.left);
  const [sources, batch] = await Promise.all([readSources(options.files), readBatchFile(options)]);
  if (E.isLeft(sources)) return refuse(sources.left);
  if (E.isLeft(batch)) return refuse(batch.left);
  const input = readInput(sources.right, {
    checkPair,
    ...(suffix === undefined ? {} : { suffix }),
    ...(batch.right === undefined ? {} : { batch: batch.right }),
  });
  const wrong = complainAbout(terminal, relevant(input.findings));
  if (wrong !== undefined) return E.left(wrong);
  const engine = onlyEngine(input, options.files);
  if (E.isLeft(engine)) return refuse([engine.left]);
  const choice = await choosePlan(options, engine.right, batch.right);
  if (E.isLeft(choice)) return refuse(choice.left);
  return E.right({ input, engine: engine.right, choice: choice.right });
};

const errorsOf = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error');

const onlyEngine = ({ engines }: Input, files: readonly string[]): E.Either<string, ChaosEngine> => {
  const [engine, ...more] = engines;
  if (engine === undefined) return E.left(`No ChaosEngine is in ${files.join(', ')}: name a file that holds one.`);
  if (more.length === 0) return E.right(engine);
  const names = engines.map(({ metadata }) => metadata.name).join(', ');
  return E.left(
    `${engines.length} engines are in the files (${names}): one command takes one engine. Give them one by one, or make their experiments a batch of one engine.`,
  );
};
