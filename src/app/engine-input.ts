import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import * as TE from 'fp-ts/TaskEither';
import { checkPair } from '../job/check-pair.ts';
import type { Finding } from '../model/json/diagnostic.ts';
import { defined } from '../model/json/json-object.ts';
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
export const readEngineInput = (
  options: PlanFlags & { readonly files: readonly string[] },
  terminal: Terminal,
  relevant: (findings: readonly Finding[]) => readonly Finding[] = errorsOf,
  suffix?: () => string,
): Promise<E.Either<number, EngineInput>> => {
  const refused = TE.mapLeft((sentences: readonly string[]) => complain(terminal, sentences));
  const sound = (input: Input): E.Either<number, Input> => {
    const wrong = complainAbout(terminal, relevant(input.findings));
    return wrong === undefined ? E.right(input) : E.left(wrong);
  };
  return pipe(
    TE.fromEither(checkPlanFlags(options)),
    TE.chain(() =>
      pipe(
        TE.Do,
        TE.apS('sources', () => readSources(options.files)),
        TE.apS('batch', () => readBatchFile(options)),
      ),
    ),
    refused,
    TE.bind('input', ({ sources, batch }) =>
      TE.fromEither(sound(readInput(sources, { checkPair, ...defined({ suffix, batch }) }))),
    ),
    TE.bind('engine', ({ input }) => refused(TE.fromEither(onlyEngine(input, options.files)))),
    TE.bind('choice', ({ engine, batch }) => refused(() => choosePlan(options, engine, batch))),
    TE.map(({ input, engine, choice }) => ({ input, engine, choice })),
  )();
};

const errorsOf = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error');

const onlyEngine = ({ engines }: Input, files: readonly string[]): E.Either<readonly string[], ChaosEngine> => {
  const [engine, ...more] = engines;
  if (engine === undefined) return E.left([`No ChaosEngine is in ${files.join(', ')}: name a file that holds one.`]);
  if (more.length === 0) return E.right(engine);
  const names = engines.map(({ metadata }) => metadata.name).join(', ');
  return E.left([
    `${engines.length} engines are in the files (${names}): one command takes one engine. Give them one by one, or make their experiments a batch of one engine.`,
  ]);
};
