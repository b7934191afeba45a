/** The schemas of the Litmus custom resources, by resource. */
import { engineSchema, experimentSchema, resultSchema } from '../../src/model/lint/schema/litmus-schemas.ts';
import type { Schema } from '../../src/model/lint/schema/structural-schema.ts';
import type { ResourceName } from '../resource-types.ts';

/** The schema by resource; CustomResourceDefinitions that a server is started with replace them. */
export const litmusSchemas: Readonly<Partial<Record<ResourceName, Schema>>> = {
  chaosengines: engineSchema,
  chaosexperiments: experimentSchema,
  chaosresults: resultSchema,
};
