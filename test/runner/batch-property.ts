import fc from 'fast-check';
import { anyRuns, calmRuns, type RunCase } from './arbitrary-run.ts';
import { fatesFrom } from './in-memory-world.ts';
import { createOracle } from './run-oracle.ts';
import { type Mistake, type RunOptions, runToEnd } from './run-to-end.ts';

/** The rules that a run breaks. */
const brokenRules = (
  one: RunCase,
  isCalm: boolean,
  options: Pick<RunOptions, 'abortAfterMs' | 'held' | 'mistake'> = {},
): readonly string[] => {
  const oracle = createOracle({ plan: one.plan, fateOf: fatesFrom(one.seed), isCalm });
  const { isOver, clock, world } = runToEnd(one, { ...options, onEntry: oracle.onEntry });
  return oracle.finish({ isOver, now: clock.now(), world });
};

const checked = (broken: readonly string[]): void => {
  if (broken[0] !== undefined) throw new Error(broken[0]);
};

/** From one moment of a run to another, which may lie behind its end. */
const span = fc.tuple(fc.nat(6_000), fc.nat(20_000)).map(([from, ms]) => ({ from, until: from + ms }));

const properties = (mistake?: Mistake) => {
  const options = mistake ? { mistake } : {};
  return {
    calm: fc.property(calmRuns(), (one) => checked(brokenRules(one, true, options))),
    any: fc.property(anyRuns(), (one) => checked(brokenRules(one, false, options))),
    held: fc.property(calmRuns(), span, (one, held) => checked(brokenRules(one, true, { ...options, held }))),
    heldAnyhow: fc.property(anyRuns(), span, (one, held) => checked(brokenRules(one, false, { ...options, held }))),
    aborted: fc.property(anyRuns(), fc.nat(8_000), (one, abortAfterMs) =>
      checked(brokenRules(one, false, { ...options, abortAfterMs })),
    ),
  };
};

export type PropertyName = keyof ReturnType<typeof properties>;

/** Undefined when the rules hold in so many runs, else the first broken rule with the case that breaks it. */
export const brokenBatchRule = (
  name: PropertyName,
  runs: number,
  { mistake, seed }: { readonly mistake?: Mistake; readonly seed?: number } = {},
): string | undefined => {
  const property = properties(mistake)[name] as fc.IProperty<unknown>;
  const found = fc.check(property, {
    numRuns: runs,
    ...(mistake ? { endOnFailure: true } : {}),
    ...(seed === undefined ? {} : { seed }),
  });
  if (!found.failed) return undefined;
  const rule = found.errorInstance instanceof Error ? found.errorInstance.message : 'failed';
  return mistake ? rule : `${rule}: ${JSON.stringify(found.counterexample)}`;
};
