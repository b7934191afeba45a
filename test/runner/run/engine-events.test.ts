import { describe, expect, it } from 'vitest';
import { checkpointAnnotation } from '../../../src/runner/checkpoint/checkpoint.ts';
import { createEngineDoor } from '../../../src/runner/run/engine-cache.ts';
import { tellOfEngine } from '../../../src/runner/run/engine-events.ts';
import type { ToRunner } from '../../../src/runner/run/runner-loop.ts';
import { decoded, engineOf } from '../fixtures.ts';

const checkpointOf = (holder: string) => ({ [checkpointAnnotation]: JSON.stringify({ holder }) });
const rows = [{ name: 'a', status: 'Running', verdict: 'Awaited' }];
const ours = { annotations: checkpointOf('us'), rows };

/** What is told of an engine that is seen like this; we have written our checkpoint. */
const toldOf = (seen: Parameters<typeof engineOf>[0], found: Parameters<typeof engineOf>[0] = ours) => {
  const sent: ToRunner[] = [];
  const state = { taken: false };
  const latch = { closed: false };
  const get = () => Promise.reject(new Error('nothing is read'));
  const engine = createEngineDoor({ get }, decoded(engineOf(found)), () => 0);
  const writer = { written: () => ({ rows: [], checkpoint: checkpointOf('us')[checkpointAnnotation] ?? '' }) };
  const closeLatch = (): void => {
    latch.closed = true;
  };
  tellOfEngine({ engine, writer, identity: { holder: 'us' }, state, closeLatch, send: (event) => sent.push(event) });
  engine.saw(engineOf(seen));
  return { sent, taken: state.taken, launches: !latch.closed };
};

describe('a look at the engine', () => {
  it('tells nothing of one that is as we have written it', () => {
    expect(toldOf(ours)).toEqual({ sent: [], taken: false, launches: true });
  });

  it('tells that it ends, and nothing else', () => {
    expect(toldOf({ state: 'stop' }).sent).toEqual([{ type: 'ENGINE_ENDING', how: 'stopped' }]);
    expect(toldOf({ ...ours, uid: 'another' }).sent).toEqual([{ type: 'ENGINE_ENDING', how: 'gone' }]);
  });

  it('lets nothing be launched any more where it ends, whenever the machine comes to it', () => {
    expect(toldOf({ state: 'stop' }).launches).toBe(false);
    expect(toldOf({ state: 'stop' }, { state: 'stop' })).toMatchObject({ launches: false });
  });

  it('tells that another runner holds it, and lets nothing be written any more', () => {
    const { sent, taken } = toldOf({ annotations: checkpointOf('them'), rows });
    expect([sent, taken]).toEqual([[{ type: 'OVERTAKEN', holder: 'them' }], true]);
  });

  it('does not take the checkpoint that it was identified by for one of somebody who acts', () => {
    const before = { annotations: checkpointOf('them'), rows };
    expect(toldOf(before, before).sent).toEqual([]);
  });

  it.each([
    ['the checkpoint', { rows }],
    ['the rows', { annotations: checkpointOf('us') }],
  ])('tells that somebody took %s away', (_, seen) => {
    expect(toldOf(seen).sent).toEqual([{ type: 'WIPED' }]);
  });
});
