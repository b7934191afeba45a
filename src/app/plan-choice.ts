import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import * as TE from 'fp-ts/TaskEither';
import { isMap, parseDocument } from 'yaml';
import type { AttemptView } from '../audit/run-model.ts';
import { batchAnnotation } from '../model/batch/batch.ts';
import { defined } from '../model/json/json-object.ts';
import { type Problem, showProblem } from '../model/json/problem.ts';
import type { SourceFile } from '../model/lint/validate-documents.ts';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import { worseOf } from '../model/litmus/outcome.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { LastOutcomes } from '../model/plan/rerun.ts';
import { readSource } from './input-files.ts';

/** The options that say what is run of an engine. */
export interface PlanFlags {
  /** A file with a batch document, in place of the engine's annotation. */
  readonly batch?: string;
  /** A file with a plan, run as it is. */
  readonly plan?: string;
  /** A file with the audit log of an earlier run: what did not pass is run again. */
  readonly rerunFailed?: string;
  /** For all random draws, in place of the document's. */
  readonly seed?: number;
}

/** What the runner is given. Without either, the engine's annotation counts, or its declared order. */
export interface PlanChoice {
  readonly batchText?: string;
  readonly plan?: Plan;
}

type Answer<A> = E.Either<readonly string[], A>;

/** Refuses options that contradict each other. */
export const checkPlanFlags = ({ batch, plan, rerunFailed, seed }: PlanFlags): Answer<void> => {
  const given = Object.keys(defined({ '--batch': batch, '--plan': plan, '--rerun-failed': rerunFailed }));
  if (given.length > 1) return E.left([`${given.join(' and ')} contradict each other: give one of them.`]);
  if (seed !== undefined && given.length === 1 && batch === undefined)
    return E.left([`--seed has no effect beside ${given[0]}: its draws are made already. Leave one of them out.`]);
  return E.right(undefined);
};

/** The batch document of `--batch`, for the validation of the files. */
export const readBatchFile = async ({ batch }: PlanFlags): Promise<Answer<SourceFile | undefined>> => {
  if (batch === undefined) return E.right(undefined);
  return E.mapLeft((problem: string) => [problem])(await readSource(batch));
};

/** Makes the choice for an engine. Left: sentences for people. */
export const choosePlan = async (
  flags: PlanFlags,
  engine: ChaosEngine,
  batch: SourceFile | undefined,
): Promise<Answer<PlanChoice>> => {
  if (flags.plan !== undefined) return planFromFile(flags.plan, engine);
  if (flags.rerunFailed !== undefined) return planFromAudit(flags.rerunFailed, engine);
  const text = batch?.text ?? (flags.seed === undefined ? undefined : engine.metadata.annotations?.[batchAnnotation]);
  if (text === undefined) return E.right({});
  return E.right({ batchText: flags.seed === undefined ? text : withSeed(text, flags.seed) });
};

/** The document with another seed; what else is in it stays as it is written. */
export const withSeed = (text: string, seed: number): string => {
  // As text every value stays as it is written.
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' });
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  document.set('seed', String(seed));
  return document.toString({ lineWidth: 0 });
};

const fits = async (plan: Plan, engine: ChaosEngine, source: string): Promise<Answer<PlanChoice>> => {
  const { planFitsEngine } = await import('../model/plan/plan-check.ts');
  const names = engine.spec.experiments.map(({ name }) => name);
  const problems = planFitsEngine(plan, names);
  if (problems.length === 0) return E.right({ plan });
  return E.left([
    `The plan in ${source} is not for the engine ${engine.metadata.name}:`,
    ...problems.map((problem) => `  ${showProblem(problem)}`),
  ]);
};

const textOf = (path: string): TE.TaskEither<readonly string[], string> =>
  pipe(
    () => readSource(path),
    TE.bimap(
      (problem) => [problem],
      ({ text }) => text,
    ),
  );

const sentences = (source: string) =>
  E.mapLeft((problems: readonly Problem[]): readonly string[] =>
    problems.map((problem) => `${source}: ${showProblem(problem)}`),
  );

const orSay = (sentence: string) => E.fromNullable<readonly string[]>([sentence]);

const planFromFile = async (path: string, engine: ChaosEngine): Promise<Answer<PlanChoice>> => {
  const { readPlan } = await import('../model/plan/plan-file.ts');
  return pipe(
    textOf(path),
    TE.chainEitherK((text) => sentences(path)(readPlan(text))),
    TE.chain((plan) => () => fits(plan, engine, path)),
  )();
};

const planFromAudit = async (path: string, engine: ChaosEngine): Promise<Answer<PlanChoice>> => {
  const [{ parseLog }, { foldRecords }, { rerunPlan }, { decodePlan }] = await Promise.all([
    import('../audit/parse-log.ts'),
    import('../audit/run-model.ts'),
    import('../model/plan/rerun.ts'),
    import('../model/plan/plan-codec.ts'),
  ]);
  return pipe(
    textOf(path),
    TE.map((text) => foldRecords(parseLog(text).records.map(({ record }) => record))),
    TE.chainEitherK(orSay(`${path} holds no audit record.`)),
    TE.bindTo('model'),
    TE.bind('written', ({ model: { plan, runId } }) =>
      TE.fromEither(orSay(`${path} does not hold the plan of run ${runId}: its first records are missing.`)(plan)),
    ),
    TE.bind('before', ({ written }) => TE.fromEither(sentences(`The plan in ${path}`)(decodePlan(written)))),
    TE.chain(
      ({ model, before }) =>
        () =>
          fits(rerunPlan(before, lastOutcomes(model.attempts)), engine, path),
    ),
  )();
};

/**
 * What came of each step: the last attempt of each iteration counts, of the iterations the worst. One whose last attempt
 * was not seen to end has no outcome, whatever an earlier one has.
 */
export const lastOutcomes = (
  attempts: readonly Pick<AttemptView, 'id' | 'iteration' | 'attempt' | 'outcome'>[],
): LastOutcomes =>
  Object.fromEntries(
    [...Map.groupBy(attempts, ({ id }) => id)].map(([id, ofStep]) => {
      const iterations = [...Map.groupBy(ofStep, ({ iteration }) => iteration).values()];
      const ends = iterations.map(
        (all) => all.reduce((last, one) => (one.attempt >= last.attempt ? one : last)).outcome,
      );
      return [id, ends.reduce((worst, outcome) => worst && outcome && worseOf(worst, outcome))];
    }),
  );
