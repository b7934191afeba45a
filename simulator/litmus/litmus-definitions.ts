/** The custom resources of Litmus: their schemas, and the definitions that bring them into a cluster. */
import { engineSchema, experimentSchema, resultSchema } from '../../src/model/lint/schema/litmus-schemas.ts';
import { definitionOf } from '../custom-resources.ts';
import { resourceTypes } from '../resource-types.ts';
import type { NewObject } from '../store.ts';

/** The schema by resource; CustomResourceDefinitions that are put in their place replace them. */
export const litmusSchemas = {
  chaosengines: engineSchema,
  chaosexperiments: experimentSchema,
  chaosresults: resultSchema,
} as const;

export const litmusDefinitions: readonly NewObject[] = (
  ['chaosengines', 'chaosexperiments', 'chaosresults'] as const
).map((name) => definitionOf(resourceTypes[name], litmusSchemas[name]));
