import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import * as predicates from '../../src/cluster/error-predicates.ts';

type Is = ClusterError['is'];

const { meaningOf, orAbsent, isOtherUid, ...asked } = predicates;

/** Of each error what it means, and every question that is answered with yes. */
const table = {
  NotFound: ['absent', 'isNotFound', 'endsWatch', 'isDeletionVoid'],
  Forbidden: ['denied', 'isForbidden', 'isRefusal', 'isAccessDenied', 'lasts', 'endsWatch'],
  Unauthorized: ['passing', 'isUnanswered', 'isAccessDenied', 'lasts', 'endsWatch'],
  Withdrawn: ['passing', 'isWithdrawn', 'isUnanswered', 'lasts'],
  AlreadyExists: ['overtaken', 'isAlreadyExists', 'isDeletionVoid'],
  Conflict: ['overtaken', 'isConflict', 'isDeletionVoid'],
  Invalid: ['refused', 'isRefusal', 'lasts', 'endsWatch'],
  QuotaExceeded: ['refused', 'isQuotaExceeded', 'isRefusal', 'endsWatch'],
  Gone: ['passing', 'isExpired', 'isUnanswered', 'losesPlace'],
  Unserved: ['passing', 'isUnserved', 'isUnanswered', 'lasts', 'endsWatch'],
  Unavailable: ['passing', 'isUnanswered'],
  Cancelled: ['cancelled', 'isCancelled'],
  Malformed: ['passing', 'isUnanswered', 'losesPlace'],
} as const satisfies Record<Is, readonly [predicates.Meaning, ...(keyof typeof asked)[]]>;

const error = (is: Is, message = 'said'): ClusterError =>
  is === 'Forbidden'
    ? { is, message, rule: 'get pods' }
    : is === 'Invalid'
      ? { is, message, causes: [] }
      : { is, message };

const rows = Object.entries(table) as readonly [Is, (typeof table)[Is]][];

describe('what an error means', () => {
  test.each(rows)('%s: %s', (is, [meaning, ...yes]) => {
    const given = error(is);
    const answered = Object.entries(asked).filter(([, ask]) => ask(given));
    expect(meaningOf(given)).toBe(meaning);
    expect(answered.map(([name]) => name).sort()).toEqual([...yes].sort());
  });

  test.each(rows)('%s is an absence only where the server says that there is no such object', (is) => {
    const given = E.left(error(is));
    expect(orAbsent(given)).toEqual(is === 'NotFound' ? E.right(undefined) : given);
  });

  test('an object that is there is no absence', () => {
    expect(orAbsent(E.right('there'))).toEqual(E.right('there'));
  });

  test.each([
    [
      'a precondition that is checked before the storage is read',
      'Conflict',
      'the UID in the precondition (a) does not match',
      true,
    ],
    [
      'a precondition that the storage checks',
      'Conflict',
      'Precondition failed: UID in precondition: a, UID in object meta: b',
      true,
    ],
    ['a conflict of versions', 'Conflict', 'the object has been modified', false],
    ['the same words of another error', 'Invalid', 'the UID in the precondition (a) does not match', false],
  ] as const)('%s tells of another object under the name, or does not', (_, is, message, other) => {
    expect(isOtherUid(error(is, message))).toBe(other);
  });
});
