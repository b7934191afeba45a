/** How many runs the properties of a batch make together; `BATCH_RUNS` sets it, for a longer search. */
const allRuns = Number(process.env.BATCH_RUNS ?? 10_000);

/** The part of all runs that one property makes. */
export const numRuns = (share: number): number => Math.max(1, Math.round(allRuns * share));
