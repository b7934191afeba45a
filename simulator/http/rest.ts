/** What the handlers of requests work with, and what they answer. */

import type * as E from 'fp-ts/Either';
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import type { Schema } from '../../src/model/json/structural-schema.ts';
import type { Admission } from '../controllers/context.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ResourceName, ResourceType } from '../resource-types.ts';
import type { KubeObject, Store } from '../store.ts';
import type { History } from './history.ts';
import type { Verb } from './request-info.ts';
import type { ApiError } from './status.ts';

export interface Rest {
  readonly store: Store;
  readonly kubernetes: Kubernetes;
  readonly history: History;
  /** The schema of a custom resource, by its CustomResourceDefinition. */
  readonly schemaOf: (resource: ResourceName) => Schema | undefined;
  /** The resources that are served now. */
  readonly served: () => readonly ResourceType[];
  readonly now: () => number;
  /** The random part of generated names, five characters. */
  readonly newSuffix: () => string;
  readonly admit: Admission;
  /** What each field manager applied last, by the object's uid and the manager. */
  readonly applied: Map<string, Map<string, JsonRecord>>;
}

export interface ObjectRequest {
  readonly verb: Verb;
  readonly type: ResourceType;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
  /** What the text of the body said twice, each as a complaint: `duplicate field "data.a"`. */
  readonly repeated: readonly string[];
  /** Adds a `Warning` header to the answer, whatever that will be; the same text once only. */
  readonly warn: (text: string) => void;
  /** A revision to read instead of the present: a fault that plays a lagging replica. */
  readonly readAt?: number;
}

export type Answer =
  | { readonly is: 'Object'; readonly code: number; readonly type: ResourceType; readonly object: KubeObject }
  | {
      readonly is: 'List';
      readonly type: ResourceType;
      readonly items: readonly KubeObject[];
      readonly metadata: Readonly<Record<string, unknown>>;
    }
  | { readonly is: 'Json'; readonly code: number; readonly body: unknown };

export type Outcome = E.Either<ApiError, Answer>;

/** An answer with something new that is not stored. */
export const created = (body: unknown): Answer => ({ is: 'Json', code: 201, body });

/** An answer with one object. */
export const answered = (type: ResourceType, object: KubeObject, code = 200): Answer => ({
  is: 'Object',
  code,
  type,
  object,
});
