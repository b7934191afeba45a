/** What one batch may be at most. Of these the checkpoint and the plan have to fit into one annotation. */
export const batchLimits = {
  steps: 2_000,
  bytes: 65_536,
  iterations: 100_000,
  /** Steps run, over all iterations, retries not counted. */
  executions: 100_000,
  retries: 100,
} as const;
