import { contextOfToday } from '../../../machines/experiment/earlier.ts';
import { supervisorOfToday } from '../../../machines/supervisor/earlier.ts';
import { isRecord } from '../../model/json/json-object.ts';
import { describeValue } from '../../model/json/problem.ts';
import type { AttemptState, SupervisorState } from '../run/machine-state.ts';
import type { StepFacts } from '../run/step-facts.ts';
import { factsOfToday } from './earlier-facts.ts';

/** On the engine. */
export const checkpointAnnotation = 'runner.litmuschaos.io/checkpoint';

/**
 * The version of what a checkpoint says. The rule, by which a version goes on from what an earlier one has left, and none
 * guesses:
 *
 * - What is added is optional, and what lacks it is read as before: the same shape. A version before refuses the field that it
 *   does not know, rather than go on without it.
 * - Whatever else changes what a checkpoint says (a state, an event or a field that gets another name, meaning or unit, or goes)
 *   raises the shape, and brings a function that makes the new shape of the old one, here, before anything is decoded.
 * - A shape from later on, or none, is refused, and so is a state that is not known in its shape: the run is adopted from its Jobs,
 *   rows and ChaosResults, which launches nothing again, and the log, the first record and its reason say so.
 *
 * Every such change adds its predecessor to the recordings that later versions have to go on from (test/upgrade).
 */
export const shape = 3;

const each = (
  list: unknown,
  ofToday: (member: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): unknown => (Array.isArray(list) ? list.map((member) => (isRecord(member) ? ofToday(member) : member)) : list);

/** By shape: what makes the next one of a checkpoint of it that nobody has decoded yet. */
const next: Readonly<Record<number, (found: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>> =
  {
    // The states of an iteration got a parent, and `draining` and `goesOn` of the progress became states.
    1: ({ supervisor, ...rest }) => ({
      ...rest,
      supervisor: isRecord(supervisor)
        ? { ...supervisor, ...supervisorOfToday({ state: supervisor.state, context: supervisor.context }) }
        : supervisor,
      shape: 2,
    }),
    // What belongs together in the context of an attempt, its launch and its end, became one part each, and so did the end in the facts.
    2: ({ attempts, facts, ...rest }) => ({
      ...rest,
      attempts: each(attempts, (one) => ({ ...one, context: contextOfToday(one.context) })),
      facts: each(facts, factsOfToday),
      shape: 3,
    }),
  };

/** A checkpoint that nobody has decoded yet, in the shape of this version where it is known how. */
export const ofToday = (found: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const step = typeof found.shape === 'number' && Object.hasOwn(next, found.shape) ? next[found.shape] : undefined;
  return step === undefined ? found : ofToday(step(found));
};

/** The end of a sentence about a checkpoint of another shape; undefined: it is this version's. */
export const shapeFault = (found: unknown): string | undefined => {
  if (found === shape) return undefined;
  if (typeof found === 'number' && found > shape)
    return `it was written by a later version of the runner (shape ${found}, this version reads ${shape})`;
  return `it does not say which version of the runner wrote it (shape ${describeValue(found)})`;
};

/** Everything that a process needs to go on where another one was killed. Plain JSON. */
export interface Checkpoint {
  readonly shape: typeof shape;
  readonly runId: string;
  /** Of the engine: a checkpoint copied to another engine is no checkpoint. */
  readonly engineUid: string;
  /** Who acts: the uid of the runner's pod, or the name of a command line. */
  readonly holder: string;
  readonly segment: number;
  /** Of the last record written before this checkpoint. */
  readonly sequence: number;
  readonly head: string;
  readonly supervisor: SupervisorState;
  /** The attempts that have not come to their Verdict. */
  readonly attempts: readonly AttemptState[];
  /** By index into the plan's steps. */
  readonly facts: readonly (StepFacts | null)[];
  /** Says that the run is over: a later start of the engine is a new run. */
  readonly closed?: boolean;
  /** What this process and those before it were permitted, as `rightsToKeep` has it; absent: an earlier version wrote this. */
  readonly rights?: readonly string[];
  /** The compact audit history: where no ConfigMap may be created, nothing else outlives the pod. */
  readonly history?: unknown;
}
