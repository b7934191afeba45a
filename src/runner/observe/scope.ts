import { jobsSelector, runSelector } from '../../job/identity.ts';

/** What one list asks for. */
export interface Scope {
  /** A label selector. */
  readonly labels: string;
  /** Whether what belongs to this Job is in the list if it is there at all. */
  readonly covers: (job: string) => boolean;
}

/** A longer selector, in characters as an address has it, might not come through every proxy. */
const mostCharacters = 4_000;

/**
 * The objects of these Jobs; of the whole run, where they are too many for one address. Under `retain` what has ended stays:
 * with it, each look at a run of 2,000 steps would cost what a look at 2,000 pods costs.
 */
export const scopeOf = (runId: string, jobs: Iterable<string>): Scope => {
  const asked = new Set(jobs);
  const labels = jobsSelector(runId, [...asked]);
  return encodeURIComponent(labels).length > mostCharacters
    ? { labels: runSelector(runId), covers: () => true }
    : { labels, covers: (job) => asked.has(job) };
};
