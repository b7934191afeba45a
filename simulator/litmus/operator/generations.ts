/** What differs between the generations of the Litmus operator, as far as a runner notices. */

import * as E from 'fp-ts/Either';
import { defined, type JsonRecord } from '../../../src/model/json/json-object.ts';
import { targetsOf } from '../../../src/model/litmus/targets.ts';
import { namespaceOf, records, specOf, textMap } from '../../controllers/views.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';

/** The first operator version of each generation, the oldest first. */
export const operatorGenerations = ['0.6', '1.0', '1.2.2', '1.9.1', '1.11', '1.13.5', '3.0'] as const;

/** The generations of the operator that can be played, each by the first version that behaves so. */
export type OperatorGeneration = (typeof operatorGenerations)[number];

/** Whether a generation is `first` or younger. */
export const since = (generation: OperatorGeneration, first: OperatorGeneration): boolean =>
  operatorGenerations.indexOf(generation) >= operatorGenerations.indexOf(first);

const listed = (value: unknown) =>
  value === undefined ? undefined : records(value).map((one): Readonly<Record<string, string>> => textMap(one));

/** TARGETS of an engine; left is why the operator refuses it. */
export const targetsFor = (engine: KubeObject): E.Either<string, string> => {
  const { appinfo, selectors } = specOf(engine);
  const { workloads, pods } = objectOf(selectors);
  const chosen = defined({ workloads: listed(workloads), pods: listed(pods) });
  const targets = targetsOf(
    { appinfo: textMap(appinfo), ...(selectors === undefined ? {} : { selectors: chosen }) },
    namespaceOf(engine),
  );
  return E.mapLeft(() => 'incomplete appinfo or selectors')(targets);
};

/** A variable: its value, and the first generation that has it, then where it is so the first that has it no more. */
type Variable = readonly [name: string, value: string, first: OperatorGeneration, gone?: OperatorGeneration];

/** The variables of the runner's container, in the operator's order. */
export const runnerEnvironment = (generation: OperatorGeneration, engine: KubeObject): readonly JsonRecord[] => {
  const spec = specOf(engine);
  const app = objectOf(spec.appinfo);
  const value = (from: unknown): string => stringOf(from) ?? '';
  const experiments = records(spec.experiments).map(({ name }) => value(name));
  const all: readonly Variable[] = [
    ['CHAOSENGINE', engine.metadata.name, '0.6'],
    ['APP_LABEL', value(app.applabel), '0.6', '3.0'],
    ['APP_NAMESPACE', value(app.appns) || namespaceOf(engine), '0.6', '3.0'],
    ['APP_KIND', value(app.appkind), '1.9.1', '3.0'],
    ['ANNOTATION_CHECK', value(spec.annotationCheck), '1.11', '3.0'],
    ['ANNOTATION_KEY', 'litmuschaos.io/chaos', '1.11', '3.0'],
    ['TARGETS', E.getOrElse(() => '')(targetsFor(engine)), '3.0'],
    ['EXPERIMENT_LIST', experiments.join(','), '0.6'],
    ['CHAOS_SVC_ACC', value(spec.chaosServiceAccount), '0.6'],
    ['AUXILIARY_APPINFO', value(spec.auxiliaryAppInfo), '1.0'],
    ['CLIENT_UUID', '', '1.0'],
    ['CHAOS_NAMESPACE', namespaceOf(engine), '1.2.2'],
  ];
  return all
    .filter(([, , first, gone]) => since(generation, first) && !(gone && since(generation, gone)))
    .map(([name, text]) => ({ name, value: text }));
};
