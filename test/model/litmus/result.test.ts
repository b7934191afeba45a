import { describe, expect, test } from 'vitest';
import { decodeResult, resultName, stillInjected } from '../../../src/model/litmus/result.ts';
import { resultOf, right } from '../fixtures.ts';

describe('resultName', () => {
  test('has the instance id where there is one', () => {
    expect([resultName('e', 'x'), resultName('e', 'x', ''), resultName('e', 'x', 'i1')]).toEqual([
      'e-x',
      'e-x',
      'e-x-i1',
    ]);
  });
});

describe('decodeResult', () => {
  test('reads the reason of a failure in both generations', () => {
    expect(resultOf('Fail', {}, { failStep: 'could not find pods' }).failure).toEqual({
      reason: 'could not find pods',
    });
    expect(
      resultOf('Error', {}, { errorOutput: { errorCode: 'TARGET_SELECTION_ERROR', reason: 'no pods' } }).failure,
    ).toEqual({
      code: 'TARGET_SELECTION_ERROR',
      reason: 'no pods',
    });
  });

  test('reads the reason that litmus-go writes as JSON into the reason', () => {
    const reason = JSON.stringify({ errorCode: 'GENERIC_ERROR', phase: 'ChaosInject', reason: 'no such sequence' });
    const told = resultOf('Error', {}, { errorOutput: { errorCode: 'GENERIC_ERROR', reason } }).failure;
    expect(told).toEqual({ code: 'GENERIC_ERROR', reason: 'no such sequence (in ChaosInject)' });
  });

  test.each(['{"errorCode":"X"}', '{"reason":', '{not JSON}', '[]'])('shows the reason %s as it stands', (reason) => {
    expect(resultOf('Error', {}, { errorOutput: { reason } }).failure).toEqual({ reason });
  });

  test('takes N/A as no failure', () => {
    expect(resultOf('Pass', {}, { failStep: 'N/A' }).failure).toBeUndefined();
  });

  test('reads the older spelling of the status', () => {
    const raw = { metadata: { name: 'r' }, status: { experimentstatus: { phase: 'Completed', verdict: 'Pass' } } };
    expect(right(decodeResult(raw))).toMatchObject({ phase: 'Completed', verdict: 'Pass' });
  });

  test('has no verdict where none is written', () => {
    expect(resultOf('').verdict).toBeUndefined();
    expect(right(decodeResult({ metadata: { name: 'r' } })).verdict).toBeUndefined();
  });
});

describe('stillInjected', () => {
  test('names targets that are injected by history or annotation, the annotation winning', () => {
    const result = right(
      decodeResult({
        metadata: {
          name: 'r',
          annotations: {
            'pod/a': 'reverted',
            'pod/b': 'injected',
            'kubectl.kubernetes.io/last-applied': 'injected-ish',
          },
        },
        status: {
          history: {
            targets: [
              { kind: 'pod', name: 'a', chaosStatus: 'injected' },
              { kind: 'node', name: 'c', chaosStatus: 'injected' },
              { kind: 'pod', name: 'd', chaosStatus: 'targeted' },
            ],
          },
        },
      }),
    );
    expect(stillInjected(result)).toEqual(['node/c', 'pod/b']);
  });

  test.each([3_400, 50_000])(
    'of %i levels, which any experiment may write, is read as far as it makes sense',
    (levels) => {
      const deep: unknown = JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
      const raw = {
        ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosResult', metadata: { name: 'engine-a' } },
        spec: { engine: 'engine', experiment: 'a', deep },
        status: { experimentStatus: { verdict: 'Pass', deep }, history: { targets: [deep] } },
      };
      expect(right(decodeResult(raw))).toMatchObject({ engine: 'engine', verdict: 'Pass', targets: [] });
    },
  );
});
