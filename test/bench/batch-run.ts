import * as E from 'fp-ts/Either';
import { append, type Chain, startChain } from '../../src/audit/hash-chain.ts';
import { makePlan } from '../../src/model/batch/planning.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { factsOf, type StepFacts, withFacts } from '../../src/runner/run/step-facts.ts';
import { startShell } from '../runner/in-memory-shell.ts';
import { emptyWorld, type FateOf } from '../runner/in-memory-world.ts';
import { manualClock } from '../runner/manual-clock.ts';

/** A batch of `steps` steps in `iterations` iterations, fifty at once: chains of ten, each step after the one before it. */
const planOf = (steps: number, iterations: number): Plan => {
  const ids = Array.from({ length: steps }, (_, index) => `step-${index}`);
  const batch = {
    ...{ parallelism: 50, order: 'random', seed: 42, iterations },
    steps: new Map(
      ids.flatMap((id, index) => (index % 10 === 0 ? [] : [[id, { dependsOn: `step-${index - 1}.Done` }]])),
    ),
  } as const;
  const plan = makePlan({ entries: ids.map((name) => ({ name })), batch: batch as never });
  if (E.isLeft(plan)) throw new Error(JSON.stringify(plan.left));
  return plan.right;
};

export interface Measured {
  readonly executions: number;
  readonly planMs: number;
  readonly runMs: number;
  /** Time of the processor for both, in milliseconds: what other programs on the machine take away is not in it. */
  readonly cpuMs: number;
  readonly records: number;
  /** Resident memory at its peak, of the whole process. */
  readonly peakMiB: number;
  readonly outcome: string;
}

const fateOf: FateOf = (step, iteration) => ({
  is: (step * 7 + iteration) % 50 === 0 ? 'Fail' : 'Pass',
  startMs: 50 + (step % 40),
  runMs: 1_000 + ((step * 31) % 900),
});

/**
 * Plans and runs a batch in the in-memory shell, with its records chained and its facts kept as the runner does.
 *
 * @public A process of its own imports it.
 */
export const measure = (steps: number, iterations: number): Measured => {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const plan = planOf(steps, iterations);
  const planned = performance.now();
  const clock = manualClock();
  let chain: Chain = startChain({ runId: 'run', segment: 1, source: '/engine' });
  let records = 0;
  const facts: (StepFacts | undefined)[] = plan.steps.map(() => undefined);
  const shell = startShell({
    plan,
    clock,
    world: emptyWorld(),
    fateOf,
    seed: 1,
    onEntry: (entry) => {
      chain = append(chain, entry, clock.now()).chain;
      records += 1;
    },
    onState: (state, at) => {
      const { step } = state.context;
      facts[step] = withFacts(facts[step], factsOf(state, at));
    },
  });
  while (!shell.isOver() && clock.next());
  const [ended, used] = [performance.now(), process.cpuUsage(before)];
  const { state = 'none', context } = shell.loop.supervisor() ?? {};
  if (state !== 'Completed' || context?.progress.open !== 0) throw new Error(`the run ended as ${state}`);
  return {
    executions: steps * iterations,
    planMs: Math.round(planned - begun),
    runMs: Math.round(ended - planned),
    cpuMs: Math.round((used.user + used.system) / 1_000),
    records,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    outcome: context.progress.worst,
  };
};
