import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/cluster/port.ts';
import type { Ground } from '../../bench/ground.ts';
import { followCreations } from '../../bench/large/creations.ts';
import { followRows } from '../../bench/large/rows.ts';

/** A place whose changes the test tells. */
function followed() {
  const saws: ((object: KubeObject) => void)[] = [];
  const follow = async (_kind: string, _namespace: string, saw: (object: KubeObject) => void) => {
    saws.push(saw);
    return () => undefined;
  };
  const tell = (object: unknown): void => {
    for (const saw of saws) saw(object as KubeObject);
  };
  return { ground: { place: { follow }, namespace: 'test' } as unknown as Ground, tell };
}

const row = (verdict: string, status = 'Completed') => ({ verdict, status });
const engine = (experiments: readonly object[], name = 'engine') => ({ metadata: { name }, status: { experiments } });

describe('the rows of an engine', () => {
  it.each([
    { name: 'none of an engine without a status', object: { metadata: { name: 'engine' } }, ended: 0, passed: 0 },
    { name: 'those with a verdict', object: engine([row('Pass'), row('Fail')]), ended: 2, passed: 1 },
    { name: 'not those that run', object: engine([row('Pass'), row('Awaited', 'Running')]), ended: 1, passed: 1 },
    { name: 'not those that wait for a verdict', object: engine([row('Awaited')]), ended: 0, passed: 0 },
    { name: 'not those of another engine', object: engine([row('Pass')], 'other'), ended: 0, passed: 0 },
  ])('that have ended are $name', async ({ object, ended, passed }) => {
    const { ground, tell } = followed();
    const rows = await followRows(ground, 'engine');
    tell(object);
    expect([rows.ended(), rows.passed()]).toEqual([ended, passed]);
  });

  it('are waited for until so many have ended', async () => {
    const { ground, tell } = followed();
    const rows = await followRows(ground, 'engine');
    let isOver = false;
    const over = rows.untilEnded(2).then(() => {
      isOver = true;
    });
    tell(engine([row('Pass')]));
    await Promise.resolve();
    expect(isOver).toBe(false);
    tell(engine([row('Pass'), row('Fail')]));
    await over;
    expect(isOver).toBe(true);
  });

  it('are not waited for where they have ended before', async () => {
    const { ground, tell } = followed();
    const rows = await followRows(ground, 'engine');
    tell(engine([row('Pass')]));
    await expect(rows.untilEnded(1)).resolves.toBeUndefined();
  });
});

const job = (uid: string, instance: string, of = 'engine') => ({
  metadata: { name: `job-${instance}`, uid },
  spec: {
    template: {
      spec: {
        containers: [
          {
            env: Object.entries({ CHAOSENGINE: of, EXPERIMENT_NAME: 'fault', INSTANCE_ID: instance }).map(
              ([name, value]) => ({ name, value }),
            ),
          },
        ],
      },
    },
  },
});

describe('the Jobs of an engine', () => {
  const found = async (objects: readonly unknown[]) => {
    const { ground, tell } = followed();
    const { byStep } = await followCreations(ground, 'engine');
    objects.forEach(tell);
    return [...byStep].map(([step, uids]) => [step, [...uids]]);
  };

  it('are those of each instance of an experiment', async () => {
    expect(await found([job('1', 'i1'), job('2', 'i2')])).toEqual([
      ['fault i1', ['1']],
      ['fault i2', ['2']],
    ]);
  });

  it('are one however often it changes', async () => {
    expect(await found([job('1', 'i1'), job('1', 'i1')])).toEqual([['fault i1', ['1']]]);
  });

  it('are two of a step that was launched again', async () => {
    expect(await found([job('1', 'i1'), job('3', 'i1')])).toEqual([['fault i1', ['1', '3']]]);
  });

  it('are not those of another engine', async () => {
    expect(await found([job('1', 'i1', 'other')])).toEqual([]);
  });
});
