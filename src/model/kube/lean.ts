import { isRecord, type JsonRecord, type Manifest, recordAt, recordsAt } from '../json/json-object.ts';

/** What a runner reads of a container of a pod or Job that is there: who it is, and under which policy its Job was launched. */
const leanContainer = ({ name, restartPolicy, env }: JsonRecord): JsonRecord => {
  const kept = recordsAt({ env }, 'env').filter((variable) => variable.name === 'JOB_CLEANUP_POLICY');
  return {
    name,
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    ...(kept.length === 0 ? {} : { env: kept }),
  };
};

const leanSpec = ({ volumes: _, ...spec }: JsonRecord): JsonRecord => {
  const lists = ['containers', 'initContainers'].filter((list) => spec[list] !== undefined);
  return { ...spec, ...Object.fromEntries(lists.map((list) => [list, recordsAt(spec, list).map(leanContainer)])) };
};

/**
 * A pod or Job without what is long in it and nobody reads who follows it or goes on with it: who has set which field, volumes,
 * and of containers all but name, restart policy and JOB_CLEANUP_POLICY. Identity, owners, conditions and states stay as they are.
 */
export const lean = (object: Manifest): Manifest => {
  const { managedFields: _, ...metadata } = object.metadata;
  const { template } = recordAt(object, 'spec');
  const spec = isRecord(template)
    ? { ...recordAt(object, 'spec'), template: { ...template, spec: leanSpec(recordAt(template, 'spec')) } }
    : leanSpec(recordAt(object, 'spec'));
  return { ...object, metadata, ...(isRecord(object.spec) ? { spec } : {}) };
};
