import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { pathOf, targetOf } from '../../../src/cluster/transport/request-path.ts';
import { identityLabels, labelSafe } from '../../../src/job/identity.ts';
import {
  isGoing,
  type Parted,
  pickJob,
  toDelete,
  toLookAt,
  type Wish,
} from '../../../src/runner/removal/joint-requests.ts';

const wishFor = (name: string): Wish => ({ job: { name, uid: `uid-${name}` } });
const wishesFor = (...names: readonly string[]): readonly Wish[] => names.map(wishFor);

/** A Job of this run as it was launched, but for this. */
const jobOf = (name: string, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  ...{ apiVersion: 'batch/v1', kind: 'Job' },
  metadata: { name, uid: `uid-${name}`, labels: { [identityLabels.job]: name }, ...metadata },
});

/** Together as their selectors, and the names of those that go alone. */
const shown = ({ together, alone }: Parted<Wish>) => ({
  together: together.map(({ labels }) => labels.replaceAll('runner.litmuschaos.io/', '')),
  alone: alone.map(({ job }) => job.name).sort(),
});

describe('the Jobs that are looked at before they are deleted together', () => {
  it.each<readonly [string, readonly Wish[], readonly string[], readonly string[]]>([
    ['none of none', [], [], []],
    ['none of so few that it saves no request', wishesFor('a', 'b', 'c'), [], ['a', 'b', 'c']],
    ['several by the name of each', wishesFor('a', 'b', 'c', 'd'), ['run=run1,job in (a,b,c,d)'], []],
    [
      'not one whose uid nobody knows: no look could tell it from another one of its name',
      [...wishesFor('a', 'b', 'c', 'd'), { job: { name: 'e' } }],
      ['run=run1,job in (a,b,c,d)'],
      ['e'],
    ],
    [
      'not one whose name would say something else in a selector',
      [...wishesFor('a', 'b', 'c', 'd'), ...wishesFor('', 'e),(', 'f,g')],
      ['run=run1,job in (a,b,c,d)'],
      ['', 'e),(', 'f,g'],
    ],
  ])('are %s', (_, wishes, together, alone) => {
    expect(shown(toLookAt('run1', wishes))).toEqual({ together, alone });
  });
});

describe('the Jobs that are deleted together', () => {
  const wishes = wishesFor('a', 'b', 'c', 'd');
  const others = ['b', 'c', 'd'].map((name) => jobOf(name));
  const allTogether = { together: ['run=run1,job in (a,b,c,d)'], alone: [] };

  it('are those that a look shows, with the uid that they were launched with', () => {
    expect(shown(toDelete('run1', wishes, [jobOf('a'), ...others]))).toEqual(allTogether);
  });

  it.each<readonly [string, readonly KubeObject[]]>([
    ['that somebody has made anew under its name', [jobOf('a', { uid: 'another' })]],
    [
      'that somebody has copied under another name, labels and all',
      [jobOf('a'), jobOf('copy', { labels: { [identityLabels.job]: 'a' } })],
    ],
    ['that is on its way', [jobOf('a', { deletionTimestamp: '2026-01-01T00:00:00Z' })]],
    ['that the list does not show, which may lag behind', []],
    ['that has lost its label', [jobOf('a', { labels: {} })]],
  ])('are never one %s', (_, listed) => {
    expect(shown(toDelete('run1', wishes, [...listed, ...others]))).toEqual({
      together: ['run=run1,job in (b,c,d)'],
      alone: ['a'],
    });
  });

  it('are none where what is left would save no request', () => {
    expect(shown(toDelete('run1', wishes, [jobOf('a'), jobOf('b')]))).toEqual({
      together: [],
      alone: ['a', 'b', 'c', 'd'],
    });
    expect(shown(toDelete('run1', wishes, []))).toEqual({ together: [], alone: ['a', 'b', 'c', 'd'] });
  });
});

describe('a selector of Jobs that are deleted together', () => {
  const anyName = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.stringMatching(/^[a-z0-9]{1,20}$/),
    fc.constantFrom('a', 'b)', 'a,b', ' a', '!a', 'a=b', 'in (a)', '-', 'ä'),
  );
  const anyRun = fc.oneof(fc.string(), fc.uuid());

  it('has the run and exactly names of Jobs that were wished for, whatever these are', () => {
    fc.assert(
      fc.property(anyRun, fc.uniqueArray(anyName, { maxLength: 130 }), fc.boolean(), (runId, names, isDeletion) => {
        const wishes = wishesFor(...names);
        const { together, alone } = isDeletion
          ? toDelete(
              runId,
              toLookAt(runId, wishes).together.flatMap((group) => group.wishes),
              names.map((name) => jobOf(name)),
            )
          : toLookAt(runId, wishes);
        for (const group of together) {
          const all = group.wishes.map(({ job }) => job.name);
          expect(all.length).toBeGreaterThan(0);
          for (const name of all) expect(name).toMatch(/^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
          expect(group.labels).toBe(
            `runner.litmuschaos.io/run=${labelSafe(runId)},runner.litmuschaos.io/job in (${all.join(',')})`,
          );
        }
        const served = [...together.flatMap((group) => group.wishes), ...alone];
        expect(new Set(served).size).toBe(served.length);
        if (!isDeletion) expect(new Set(served)).toEqual(new Set(wishes));
      }),
    );
  });

  it('keeps the address below 4 KiB, however long the names are', () => {
    const names = Array.from({ length: 120 }, (_, index) => `${index}`.padStart(63, 'x'));
    const { together } = toLookAt('r'.repeat(63), wishesFor(...names));
    expect(together.map(({ wishes }) => wishes.length)).toEqual([50, 50, 20]);
    for (const { labels } of together) {
      const target = targetOf('deletecollection', 'Job', { namespace: 'n'.repeat(63) });
      const path = pathOf('Job', target, { labelSelector: labels });
      expect(path.length).toBeLessThan(4_096);
    }
  });
});

describe('a Job after the deletion', () => {
  const { job } = wishFor('a');
  it.each<readonly [string, boolean, readonly KubeObject[]]>([
    ['is going where it is not there', true, [jobOf('b')]],
    ['is going where it is marked', true, [jobOf('a', { deletionTimestamp: '2026-01-01T00:00:00Z' })]],
    ['is going where another one has its name', true, [jobOf('a', { uid: 'another' })]],
    ['is not where it is as it was', false, [jobOf('a')]],
  ])('%s', (_, going, listed) => {
    expect(isGoing(job, listed)).toBe(going);
  });

  it('is all that is held of what a list brings: who it is, and whether it is going', () => {
    const spec = { template: { spec: { containers: [{ name: 'a', image: 'i' }] } } };
    const whole = { ...jobOf('a', { annotations: { long: 'text' } }), spec };
    expect(pickJob(whole)).toEqual(jobOf('a'));
    expect(pickJob(jobOf('a', { deletionTimestamp: 'now' })).metadata.deletionTimestamp).toBe('now');
  });
});
