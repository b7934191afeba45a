/** What differs between the generations of the Litmus operator, as far as a runner notices. */

import * as E from 'fp-ts/Either';
import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { targetsOf } from '../../../src/model/litmus/targets.ts';
import { namespaceOf, records, specOf } from '../../controllers/views.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';

/** The first operator version of each generation, the oldest first. */
export const operatorGenerations = ['0.6', '1.0', '1.2.2', '1.9.1', '1.11', '1.13.5', '3.0'] as const;

/** The generations of the operator that can be played, each by the first version that behaves so. */
export type OperatorGeneration = (typeof operatorGenerations)[number];

/** Whether a generation is `first` or younger. */
export const since = (generation: OperatorGeneration, first: OperatorGeneration): boolean =>
  operatorGenerations.indexOf(generation) >= operatorGenerations.indexOf(first);

const textsOf = (value: JsonRecord, ...keys: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    keys.flatMap((key) => (stringOf(value[key]) === undefined ? [] : [[key, stringOf(value[key]) ?? '']])),
  );

/** TARGETS of an engine; left is why the operator refuses it. */
export const targetsFor = (engine: KubeObject): E.Either<string, string> => {
  const spec = specOf(engine);
  const selectors = objectOf(spec.selectors);
  const list = (key: 'workloads' | 'pods') =>
    selectors[key] === undefined
      ? {}
      : { [key]: records(selectors[key]).map((one) => textsOf(one, 'kind', 'namespace', 'names', 'labels')) };
  const targets = targetsOf(
    {
      appinfo: textsOf(objectOf(spec.appinfo), 'appns', 'applabel', 'appkind'),
      ...(spec.selectors === undefined ? {} : { selectors: { ...list('workloads'), ...list('pods') } }),
    },
    namespaceOf(engine),
  );
  return E.mapLeft(() => 'incomplete appinfo or selectors')(targets);
};

/** The variables of the runner's container, in the operator's order. */
export const runnerEnvironment = (generation: OperatorGeneration, engine: KubeObject): readonly JsonRecord[] => {
  const spec = specOf(engine);
  const app = objectOf(spec.appinfo);
  const value = (from: unknown): string => stringOf(from) ?? '';
  const list = records(spec.experiments)
    .map(({ name }) => value(name))
    .join(',');
  const targets = targetsFor(engine);
  const oldTarget: readonly (readonly [string, string, OperatorGeneration])[] = [
    ['APP_LABEL', value(app.applabel), '0.6'],
    ['APP_NAMESPACE', value(app.appns) || namespaceOf(engine), '0.6'],
    ['APP_KIND', value(app.appkind), '1.9.1'],
    ['ANNOTATION_CHECK', value(spec.annotationCheck), '1.11'],
    ['ANNOTATION_KEY', 'litmuschaos.io/chaos', '1.11'],
  ];
  const newTarget = [['TARGETS', E.isRight(targets) ? targets.right : '', '3.0']] as const;
  const all: readonly (readonly [string, string, OperatorGeneration])[] = [
    ['CHAOSENGINE', engine.metadata.name, '0.6'],
    ...(since(generation, '3.0') ? newTarget : oldTarget),
    ['EXPERIMENT_LIST', list, '0.6'],
    ['CHAOS_SVC_ACC', value(spec.chaosServiceAccount), '0.6'],
    ['AUXILIARY_APPINFO', value(spec.auxiliaryAppInfo), '1.0'],
    ['CLIENT_UUID', '', '1.0'],
    ['CHAOS_NAMESPACE', namespaceOf(engine), '1.2.2'],
  ];
  return all.filter(([, , first]) => since(generation, first)).map(([name, text]) => ({ name, value: text }));
};
