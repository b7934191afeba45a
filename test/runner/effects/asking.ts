import type { Cluster } from '../../../src/cluster/port.ts';
import { type ChaosExperiment, decodeExperiment } from '../../../src/model/litmus/experiment.ts';
import { right } from '../../model/fixtures.ts';
import { noRequests } from '../means.ts';

/** A cluster of which every answer is told, with all that was asked of it, in order: the verb and what it was called with. */
export const asking = (answers: Partial<Cluster>) => {
  const asked: (readonly unknown[])[] = [];
  const noted =
    <Asked extends readonly unknown[], Answer>(verb: keyof Cluster, answer: (...of: Asked) => Answer) =>
    (...of: Asked): Answer => {
      asked.push([verb, ...of]);
      return answer(...of);
    };
  const { get, getMetadata, list, create, podLog, serverTime } = { ...noRequests, ...answers };
  const cluster: Cluster = {
    ...noRequests,
    ...{ get: noted('get', get), getMetadata: noted('getMetadata', getMetadata), list: noted('list', list) },
    ...{ create: noted('create', create), podLog: noted('podLog', podLog) },
    ...(serverTime === undefined ? {} : { serverTime }),
  };
  return { cluster, asked };
};

/** A ChaosExperiment `a` with an image and this in its definition. */
export const experimentWith = (definition: object = {}): ChaosExperiment =>
  right(
    decodeExperiment({
      ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosExperiment', metadata: { name: 'a' } },
      spec: { definition: { image: 'example.invalid/go-runner:1', ...definition } },
    }),
  );

/** All that goes on without the clock has been done. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
