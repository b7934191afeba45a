import * as E from 'fp-ts/Either';
import { isNotFound, isRefusal } from '../../cluster/error-predicates.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { showProblem } from '../../model/json/problem.ts';
import { decodeExperiment } from '../../model/litmus/experiment.ts';
import type { ExperimentRead, ReadExperiment } from './run-context.ts';

/** Reads each ChaosExperiment once, whoever asks for it; only what another attempt may change is asked for again. */
export const experimentReader = (
  cluster: Pick<Cluster, 'get'>,
  namespace: string,
  call: () => Call,
): ReadExperiment => {
  const reads = new Map<string, Promise<ExperimentRead>>();
  const read = async (name: string): Promise<ExperimentRead> => {
    const answer = await cluster.get('ChaosExperiment', { namespace, name }, call());
    if (E.isLeft(answer)) {
      if (isNotFound(answer.left)) return { is: 'Missing' };
      const isRefused = isRefusal(answer.left);
      if (!isRefused) reads.delete(name);
      return { is: isRefused ? 'Refused' : 'Unread', reason: answer.left.message };
    }
    const decoded = decodeExperiment(answer.right);
    if (E.isRight(decoded)) return { is: 'Found', experiment: decoded.right };
    const problems = decoded.left.map(showProblem).join('; ');
    return { is: 'Refused', reason: `The ChaosExperiment ${name} cannot be used: ${problems}` };
  };
  return (name) => {
    const known = reads.get(name);
    if (known !== undefined) return known;
    const asked = read(name);
    reads.set(name, asked);
    return asked;
  };
};
