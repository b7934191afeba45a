/** How long a runner that can launch nothing is started again, in milliseconds: others wait for the engine to end. */
export const tryAgainForMs = 15 * 60_000;

/** A pod that is being stopped may have to be gone after 5 s: one second is left for the sinks. In milliseconds. */
const terminationMs = 4_000;
/** Of a pod's grace so much is kept for the last records, in milliseconds. */
const keptOfGraceMs = 3_000;

/** When a process that is told to go has to have ended at the latest, where its pod is granted nothing more; `at` and answer: milliseconds since the epoch. */
export const leavesAt = (at: number): number => at + terminationMs;

/** As `leavesAt`, in the middle of an abort, which looks on for as long as the pod's grace allows it. */
export const leavesAbortAt = (at: number, graceSeconds = 0): number =>
  at + Math.max(terminationMs, graceSeconds * 1_000 - keptOfGraceMs);
