/** Steps that must not run at once, and why. `reason` ends a sentence that begins with the steps. */
export interface KeptApart {
  readonly mutex: string;
  readonly steps: readonly number[];
  readonly reason: string;
}

/** Whether two steps could run at the same time: no dependency, mutex or limit keeps them apart. */
export type MayMeet = (left: number, right: number) => boolean;
