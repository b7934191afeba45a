import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { finalTest, proven, type SeenEnd } from '../../../src/runner/run/final-test.ts';
import { commandLineExitCode, type Finish, type Finished, podExitCode } from '../../../src/runner/run/finish.ts';
import { engineOf, planOf } from '../fixtures.ts';

const finished: Finished = {
  ...{ is: 'Finished', runId: 'r', outcome: 'Pass', aborted: false, plan: planOf([{ id: 'a' }, { id: 'b' }]) },
  ...{ facts: [], sequence: 1, head: '', left: [], injected: [] },
};
const seen = (statuses: Readonly<Record<string, string>>, ending?: SeenEnd['ending']): SeenEnd => ({
  ending,
  rows: Object.entries(statuses).map(([name, status]) => ({ name, status })),
});
const over = { a: 'Completed', b: 'Skipped' };

describe('the final test of a process', () => {
  it('lets a run end whose rows say how each step has ended', () => {
    expect(finalTest(finished, seen(over))).toBe(finished);
  });

  it.each([
    ['a row that is open', seen({ a: 'Completed', b: 'Running' }), 'the row of b says Running'],
    ['a row that waits', seen({ a: 'Waiting for Job Creation', b: 'Completed' }), 'the row of a says Waiting'],
    ['a row that is missing', seen({ a: 'Completed' }), 'there is no row of b'],
    ['rows that were wiped', seen({}), 'there is no row of a'],
  ])('does not let it end over %s, and names it', (_, rows, named) => {
    const end = finalTest(finished, rows);
    expect(end).toMatchObject({ is: 'TryAgain', left: expect.arrayContaining([expect.stringContaining(named)]) });
    expect([podExitCode(end), commandLineExitCode(end)]).toEqual([1, 2]);
  });

  it.each(['stopped', 'deleted', 'gone'] as const)(
    'leaves the rows of an engine that is %s to the operator',
    (ending) => {
      expect(finalTest(finished, seen({ a: 'Running' }, ending))).toBe(finished);
    },
  );

  it('does not let it end where the engine cannot be read', () => {
    expect(finalTest(finished, 'no longer permitted')).toMatchObject({
      is: 'TryAgain',
      reason: expect.stringContaining('no longer permitted'),
    });
  });

  it.each([
    ['without any row', {}, ['there is no row of a', 'there is no row of b']],
    ['without one of its rows', { a: 'Skipped' }, ['there is no row of b']],
  ])('does not let an engine that was rejected end %s', (_, rows, left) => {
    const rejected: Finish = { is: 'Rejected', reason: 'no image', experiments: ['a', 'b'] };
    const end = finalTest(rejected, seen(rows));
    expect(end).toMatchObject({ is: 'TryAgain', reason: expect.stringContaining('no image'), left });
    expect(podExitCode(end)).toBe(1);
  });

  it('lets an engine that was rejected end over its rows, or where its operator writes them', () => {
    const rejected: Finish = { is: 'Rejected', reason: 'no image', experiments: ['a', 'b'] };
    expect(finalTest(rejected, seen({ a: 'Skipped', b: 'Skipped' }))).toBe(rejected);
    expect(finalTest(rejected, seen({}, 'stopped'))).toBe(rejected);
  });

  it('lets nothing end as nothing but an engine that ends itself', () => {
    const nothing: Finish = { is: 'Nothing', reason: 'stopped' };
    expect(finalTest(nothing, seen({}, 'stopped'))).toBe(nothing);
    expect(podExitCode(finalTest(nothing, seen({})))).toBe(1);
  });

  it('keeps what else is left', () => {
    const end = finalTest({ ...finished, left: ['pod/x is still there'] }, seen({ a: 'Running', b: 'Completed' }));
    expect(end).toMatchObject({ left: ['pod/x is still there', 'the row of a says Running'] });
  });

  it('never ends with 0 over a row that is not terminal, whatever the finish', () => {
    const finishes = fc.constantFrom<Finish>(
      finished,
      { is: 'Nothing', reason: '' },
      { is: 'Rejected', reason: '', experiments: [] },
      { is: 'TryAgain', reason: '' },
      { is: 'HandedOver', reason: '' },
      { is: 'Taken', reason: '' },
    );
    const status = fc.constantFrom('Completed', 'Skipped', 'Running', 'Waiting for Job Creation', '', 'anything');
    const rows = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), status }), { minLength: 1 });
    fc.assert(
      fc.property(finishes, rows, (finish, all) => {
        fc.pre(all.some((row) => row.status !== 'Completed' && row.status !== 'Skipped'));
        expect(podExitCode(finalTest(finish, { ending: undefined, rows: all }))).not.toBe(0);
      }),
    );
  });
});

describe('the proof of an end', () => {
  const ask = (answer: E.Either<ClusterError, KubeObject>) => {
    const asked: unknown[] = [];
    const get = async (...call: unknown[]) => {
      asked.push(call);
      return answer;
    };
    const cluster = { get };
    return { cluster, asked };
  };
  const rows = Object.entries(over).map(([name, status]) => ({ name, status }));

  it('costs no request where the answer to the last write has shown it', async () => {
    const { cluster, asked } = ask(E.right(engineOf({})));
    const look = { cluster, namespace: 'litmus', engine: 'engine', seen: seen(over) };
    expect([await proven(finished, look), asked]).toEqual([finished, []]);
  });

  it.each([
    ['has written rows in the meantime', E.right(engineOf({ rows })), 'Finished'],
    ['is stopped', E.right(engineOf({ state: 'stop' })), 'Finished'],
    ['is gone', E.left({ is: 'NotFound', message: '' } as const), 'Finished'],
    ['is another one of that name', E.right(engineOf({ uid: 'another' })), 'Finished'],
    ['has open rows', E.right(engineOf({ rows: [{ name: 'a', status: 'Running' }] })), 'TryAgain'],
    ['may not be read', E.left({ is: 'Withdrawn', message: '' } as const), 'TryAgain'],
    ['is of a kind that is not served', E.left({ is: 'Unserved', message: '' } as const), 'TryAgain'],
  ])('is else looked for in an engine that %s', async (_, answer, is) => {
    const { cluster } = ask(answer);
    const look = { cluster, namespace: 'litmus', engine: 'engine', uid: 'engine-uid', seen: seen({ a: 'Running' }) };
    expect((await proven(finished, look)).is).toBe(is);
  });
});
