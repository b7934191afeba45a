import * as E from 'fp-ts/Either';
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { type ChaosEngine, decodeEngine } from '../../src/model/litmus/engine.ts';
import { type ChaosExperiment, decodeExperiment } from '../../src/model/litmus/experiment.ts';
import { type ChaosResult, decodeResult } from '../../src/model/litmus/result.ts';
import * as parser from '../../src/model/plan/condition-parser.ts';

/** The right side; throws with the left one. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

/** The left side; throws with the right one. */
export const left = <A>(either: E.Either<A, unknown>): A => {
  if (E.isRight(either)) throw new Error(JSON.stringify(either.right));
  return either.left;
};

/** As the parser, over steps with these ids in their order. */
export const parseCondition = (text: string, ids: readonly string[]): ReturnType<typeof parser.parseCondition> =>
  parser.parseCondition(text, new Map(ids.map((id, index) => [id, index])));

export const engineUid = '6a0e8a3f-4b62-44de-9d51-1f4c9d1f3a7b';

export const engineDocument = (spec: JsonRecord = {}, metadata: JsonRecord = {}): JsonRecord => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosEngine',
  metadata: { name: 'engine', namespace: 'litmus', uid: engineUid, ...metadata },
  spec: { chaosServiceAccount: 'litmus', experiments: [{ name: 'pod-delete', spec: {} }], ...spec },
});

export const engineOf = (spec: JsonRecord = {}, metadata: JsonRecord = {}): ChaosEngine =>
  right(decodeEngine(engineDocument(spec, metadata)));

const experimentDocument = (definition: JsonRecord = {}, name = 'pod-delete'): JsonRecord => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosExperiment',
  metadata: { name },
  spec: { definition: { image: 'example.invalid/go-runner:1', ...definition } },
});

export const experimentOf = (definition: JsonRecord = {}, name = 'pod-delete'): ChaosExperiment =>
  right(decodeExperiment(experimentDocument(definition, name)));

export const resultOf = (
  verdict: string | undefined,
  metadata: JsonRecord = {},
  status: JsonRecord = {},
): ChaosResult =>
  right(
    decodeResult({
      metadata: { name: 'engine-pod-delete', uid: 'r1', resourceVersion: '10', ...metadata },
      spec: { engine: 'engine', experiment: 'pod-delete' },
      status: { experimentStatus: { phase: 'Completed', verdict, ...status } },
    }),
  );
