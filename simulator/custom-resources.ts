/** Kinds that a CustomResourceDefinition brings: each is served as long as its definition is in the store. */
import type { Schema } from '../src/model/json/structural-schema.ts';
import { at, listOf } from './json.ts';
import { type ResourceName, type ResourceType, resourceTypes } from './resource-types.ts';
import type { KubeObject, NewObject, Store } from './store.ts';

const nameOf = (type: Pick<ResourceType, 'name' | 'group'>): string => `${type.name}.${type.group}`;

const definitionIn = (store: Store, type: ResourceType): KubeObject | undefined =>
  store.get('customresourcedefinitions', undefined, nameOf(type));

/** The resources that are served: those of every server, and those whose definition is there. */
export const servedTypes = (store: Store): readonly ResourceType[] =>
  Object.values(resourceTypes).filter((type) => !type.custom || definitionIn(store, type) !== undefined);

/** The schema by which the definition of a custom resource has its objects validated; undefined for any other resource. */
export const schemaOf = (store: Store, resource: ResourceName): Schema | undefined => {
  const type = resourceTypes[resource];
  const served = listOf(at(definitionIn(store, type)?.spec, 'versions')).find(
    (one) => at(one, 'name') === type.version,
  );
  return at(served, 'schema', 'openAPIV3Schema') as Schema | undefined;
};

const condition = (type: string, reason: string, message: string) => ({ type, status: 'True', reason, message });

/** The definition of a namespaced kind, as it is once the server has accepted it. */
export const definitionOf = (type: ResourceType, schema: Schema): NewObject => {
  const names = { kind: type.kind, listKind: `${type.kind}List`, plural: type.name, singular: type.singular };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: nameOf(type) },
    spec: {
      group: type.group,
      names,
      scope: 'Namespaced',
      versions: [{ name: type.version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
    status: {
      acceptedNames: names,
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      storedVersions: [type.version],
    },
  };
};
