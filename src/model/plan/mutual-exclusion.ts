/** Steps that must not run at once, and why. `reason` ends a sentence that begins with the steps. */
export interface KeptApart {
  readonly mutex: string;
  readonly steps: readonly number[];
  readonly reason: string;
}

/** Whether two steps could run at the same time: no dependency, mutex or limit keeps them apart. */
export type MayMeet = (left: number, right: number) => boolean;

/** How the names of mutexes begin that no document declares, by what they keep from happening at once. */
export const lockPrefix = {
  /** Two writers of one ChaosResult. */
  result: 'result:',
  /** Two faults of one mechanism on one target. */
  overlap: 'overlap:',
  /** Steps of a rerun that waited for each other by way of one that is not run again. */
  rerun: 'rerun:',
} as const;
