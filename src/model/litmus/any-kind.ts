import * as E from 'fp-ts/Either';
import { shape } from '../json/codec.ts';
import { isRecord, type JsonRecord, recordAt } from '../json/json-object.ts';
import { applicationInfo, applicationKinds, selectors } from './engine.ts';
import { targetsOf } from './targets.ts';

const aimed = shape({}, { appinfo: applicationInfo, selectors });

/** Where the engine's own namespace is meant: the kubelet puts it in. */
const ownNamespace = '$(CHAOS_NAMESPACE)';

/**
 * An engine whose application is of a kind that a 3.18 server refuses, as one that it takes: what the operator would make of
 * the application is a variable of the experiments, which wins over the operator's. Any other engine is itself.
 */
export const withAnyKind = (engine: JsonRecord): JsonRecord => {
  const spec = recordAt(engine, 'spec');
  const decoded = aimed.decode(spec);
  if (E.isLeft(decoded)) return engine;
  const kinds = [decoded.right.appinfo?.appkind, ...(decoded.right.selectors?.workloads ?? []).map(({ kind }) => kind)];
  const isKnown = (kind = ''): boolean => kind === '' || applicationKinds.some((known) => known === kind);
  const targets = targetsOf(decoded.right, ownNamespace);
  if (kinds.every(isKnown) || E.isLeft(targets)) return engine;
  const { appinfo: _a, selectors: _s, experiments, ...rest } = spec;
  if (!Array.isArray(experiments)) return engine;
  const aimedAt = experiments.map((entry: unknown) => (isRecord(entry) ? withTargets(entry, targets.right) : entry));
  return { ...engine, spec: { ...rest, experiments: aimedAt } };
};

/** An entry that names targets itself keeps them. */
const withTargets = (entry: JsonRecord, targets: string): JsonRecord => {
  const spec = recordAt(entry, 'spec');
  const components = recordAt(spec, 'components');
  const env: readonly unknown[] = Array.isArray(components.env) ? components.env : [];
  if (env.some((variable) => isRecord(variable) && variable.name === 'TARGETS')) return entry;
  const aimedAt = { name: 'TARGETS', value: targets };
  return { ...entry, spec: { ...spec, components: { ...components, env: [aimedAt, ...env] } } };
};
