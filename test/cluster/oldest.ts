/**
 * What is run on the oldest Kubernetes with every change (`npm run test:cluster:oldest`), beside the whole of it on the
 * newest: what compares the simulator with a real server, and what guards kills, aborts and deletions, where the two differ
 * most. Paths from the root of the repository.
 */
export const onTheOldest: readonly string[] = [
  'kubernetes-contract',
  'workloads-contract',
  'kubectl-contract',
  'cluster-port',
  // What a runner leaves that is killed, replaced, handed over.
  'kill',
  'crashes',
  'handover',
  // What an abort leaves, from every state.
  'abort',
  'abort-states',
  // Pods and Jobs that somebody deletes: before 1.25 a Job makes another pod then.
  'interference',
].map((file) => `test/cluster/${file}.test.ts`);
