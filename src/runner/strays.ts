import type { KubeObject } from '../cluster/port.ts';
import { identityOf } from '../job/identity.ts';
import type { StepFacts } from './step-facts.ts';

/** Jobs of an earlier process that no machine of this one has had to do with, nor, to its end, one of an earlier process. */
export interface Strays {
  readonly all: () => readonly KubeObject[];
  /** Those of earlier iterations: those of a later one may yet be adopted. */
  readonly before: (iteration: number) => readonly KubeObject[];
  readonly forget: (job: string) => void;
  /** They were removed; `staying`: the ids of the steps of which something had not gone all the same. */
  readonly removed: (jobs: readonly KubeObject[], staying: readonly string[]) => void;
  /** The ids of those steps. */
  readonly staying: () => readonly string[];
}

/** `jobs`: those of this run that have not ended. `facts`: what is known of its steps. */
export const createStrays = (jobs: readonly KubeObject[], facts: readonly (StepFacts | null)[]): Strays => {
  const strays = new Map(jobs.map((job) => [job.metadata.name, job]));
  for (const step of facts) for (const attempt of [step?.current, step?.worst]) strays.delete(attempt?.job ?? '');
  const stayed: string[] = [];
  return {
    all: () => [...strays.values()],
    before: (iteration) =>
      [...strays.values()].filter((job) => (identityOf(job)?.identity.iteration ?? iteration) < iteration),
    forget: (job) => strays.delete(job),
    removed: (gone, staying) => {
      for (const { metadata } of gone) strays.delete(metadata.name);
      stayed.push(...staying);
    },
    staying: () => stayed,
  };
};
