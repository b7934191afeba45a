/** A ChaosEngine as Go programs see it: decoded into known fields, so that a write by PUT drops all others. */

import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { number, records } from '../../controllers/views.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';

/** What of these fields (their names with blanks between them) has a value. */
export const pick = (value: unknown, keys: string): JsonRecord => {
  const given = objectOf(value);
  const known = keys.split(' ').filter((key) => given[key] !== undefined && given[key] !== null);
  return Object.fromEntries(known.map((key) => [key, given[key]]));
};

/** Leaves out what Go's `omitempty` leaves out: empty strings, zeros, false, empty lists and maps. */
const isEmpty = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
const compact = (value: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => !isEmpty(one)));

const runnerKeys =
  'image type args command imagePullPolicy imagePullSecrets runnerAnnotations runnerLabels nodeSelector configMaps secrets tolerations';
const componentKeys =
  'env configMaps secrets experimentAnnotations experimentImage experimentImagePullSecrets nodeSelector tolerations';
const optionalKeys = 'defaultHealthCheck jobCleanUpPolicy auxiliaryAppInfo terminationGracePeriodSeconds';
const rowKeys = ['name', 'runner', 'experimentPod', 'status', 'verdict'] as const;

const experimentEntry = (entry: JsonRecord): JsonRecord => {
  const spec = objectOf(entry.spec);
  const given = objectOf(spec.components);
  const components = {
    ...compact(pick(given, componentKeys)),
    statusCheckTimeouts: compact(pick(given.statusCheckTimeouts, 'delay timeout')),
    resources: pick(given.resources, 'limits requests'),
  };
  return { name: stringOf(entry.name) ?? '', spec: { components, ...compact(pick(spec, 'probe')) } };
};

type TypedRow = Readonly<Record<(typeof rowKeys)[number], string>> & { readonly lastUpdateTime: string | null };

/** The status rows with their six known fields, all present. */
export const typedRows = (engine: KubeObject): readonly TypedRow[] | null => {
  const { experiments } = objectOf(engine.status);
  if (!Array.isArray(experiments)) return null;
  return records(experiments).map((row) => {
    const texts = Object.fromEntries(rowKeys.map((key) => [key, stringOf(row[key]) ?? '']));
    return { ...texts, lastUpdateTime: stringOf(row.lastUpdateTime) ?? null } as TypedRow;
  });
};

/** The engine as a typed client would send it back. `olderKeys`: fields of the spec that only older clients know. */
export const typedEngine = (engine: KubeObject, olderKeys = ''): KubeObject => {
  const spec = objectOf(engine.spec);
  const status = objectOf(engine.status);
  const components = objectOf(spec.components);
  const sidecar = records(components.sidecar).map((one) => ({
    envFrom: null,
    ...pick(one, 'image imagePullPolicy secrets envFrom env'),
  }));
  return {
    apiVersion: engine.apiVersion,
    kind: engine.kind,
    metadata: engine.metadata,
    spec: {
      appinfo: compact(pick(spec.appinfo, 'appns applabel appkind')),
      chaosServiceAccount: stringOf(spec.chaosServiceAccount) ?? '',
      components: {
        runner: {
          ...compact(pick(components.runner, runnerKeys)),
          resources: pick(objectOf(components.runner).resources, 'limits requests'),
        },
        ...(sidecar.length === 0 ? {} : { sidecar }),
      },
      engineState: stringOf(spec.engineState) ?? '',
      experiments: records(spec.experiments).map(experimentEntry),
      ...(spec.selectors === undefined ? {} : { selectors: pick(spec.selectors, 'workloads pods') }),
      ...compact(pick(spec, optionalKeys)),
      ...pick(spec, olderKeys),
    },
    status: { engineStatus: stringOf(status.engineStatus) ?? '', experiments: typedRows(engine) },
  };
};

/** The grace period in seconds that the engine asks for, if it does. */
export const engineGrace = (engine: KubeObject): number | undefined =>
  number(objectOf(engine.spec).terminationGracePeriodSeconds) || undefined;
