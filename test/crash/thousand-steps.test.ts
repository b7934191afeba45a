import { expect, it } from 'vitest';
import { openGround } from '../runner-e2e/ground.ts';
import { engine, experiment } from '../runner-e2e/manifests.ts';

const count = 1_000;
const parallelism = 100;

const names = Array.from({ length: count }, (_, index) => `fault-${index}`);
const verdictOf = (index: number): 'Pass' | 'Fail' => (index % 7 === 0 ? 'Fail' : 'Pass');

it('runs a thousand steps side by side under the limit of the plan, each with its verdict', {
  timeout: 240_000,
}, async () => {
  const ground = await openGround({
    objects: [
      ...names.map((name, index) => experiment(name, { duration: '50ms', verdict: verdictOf(index) })),
      engine(names, { batch: `parallelism: ${parallelism}\n` }),
    ],
    extras: { watch: true },
  });
  try {
    /** Pods that have not ended. */
    const atWork = new Set<string>();
    let most = 0;
    ground.simulator.store.subscribe(({ type, resource, object }) => {
      if (resource !== 'pods') return;
      const { phase } = (object.status ?? {}) as { readonly phase?: string };
      if (type === 'DELETED' || phase === 'Succeeded' || phase === 'Failed') atWork.delete(object.metadata.name);
      else atWork.add(object.metadata.name);
      most = Math.max(most, atWork.size);
    });
    const runner = ground.start();
    expect(await runner.exited).toBe(0);
    const found = new Map(ground.rows().map(({ name, verdict }) => [name, verdict]));
    expect(names.filter((name, index) => found.get(name) !== verdictOf(index))).toEqual([]);
    expect([...ground.created.values()].every((times) => times === 1)).toBe(true);
    expect(ground.created.size).toBe(count);
    // Jobs of steps that have passed are still there for a moment when the next ones are created; nothing of them is at work.
    expect(most).toBeLessThanOrEqual(parallelism);
    expect(most).toBeGreaterThan(10);
    await ground.until(() => ground.residue().length === 0);
    const patches = ground.requests().filter(({ verb, resource }) => verb === 'patch' && resource === 'chaosengines');
    expect(patches.length).toBeLessThan(count);
  } finally {
    await ground.close();
  }
});
