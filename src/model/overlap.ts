import type { Conditions } from './dependencies.ts';
import type { EnvVar } from './kubernetes.ts';

/** What the overlap guard looks at; all lists are by index into the steps. */
export interface OverlapInput {
  readonly ids: readonly string[];
  /** Names of the ChaosExperiments. */
  readonly names: readonly string[];
  readonly conditions: Conditions;
  readonly parallelism: number;
  /** The merged environment, later entries win. */
  readonly environments: readonly (readonly EnvVar[])[];
  /** Mutexes that the document declares. */
  readonly declared: readonly (readonly string[])[];
  readonly allowOverlap: readonly boolean[];
}

export interface ImpliedMutexes {
  /** By index into the steps. */
  readonly mutexes: readonly (readonly string[])[];
  /** Sentences for people: which steps never run at once, and why. */
  readonly notes: readonly string[];
}

export const impliedMutexes = (input: OverlapInput): ImpliedMutexes => ({
  mutexes: input.ids.map(() => []),
  notes: [],
});
