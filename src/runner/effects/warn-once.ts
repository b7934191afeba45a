import type { Run } from '../run/run-context.ts';

export interface WarnOnceMeans extends Pick<Run, 'log'> {
  /** By its text: the Jobs that a warning is about, in the order in which they were built, and how many they are. */
  readonly warned: Map<string, Warned>;
}

interface Warned {
  readonly jobs: string[];
  count: number;
}

/** So many of the Jobs are named. */
const mostNamed = 3;

/** Says a warning about a Job in the log, unless it was said of another one: then it is counted. */
export const warnOnce = ({ log, warned }: WarnOnceMeans, job: string, warning: string): void => {
  const known = warned.get(warning);
  if (known === undefined) {
    warned.set(warning, { jobs: [job], count: 1 });
    log.warn({ job }, warning);
    return;
  }
  known.count += 1;
  if (known.jobs.length < mostNamed) known.jobs.push(job);
};

/** Says of each warning that was counted of how many Jobs it was true, and of which first. What is said is counted anew. */
export const tellWarned = ({ log, warned }: WarnOnceMeans): void => {
  for (const [warning, { jobs, count }] of warned)
    if (count > 1) log.warn({ times: count, jobs }, `${warning} (the same of ${count} Jobs)`);
  warned.clear();
};
