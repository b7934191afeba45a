import { describe, expect, it } from 'vitest';
import { pauseAnnotation } from '../../../src/model/batch/pause.ts';
import { checkpointAnnotation } from '../../../src/runner/checkpoint/checkpoint.ts';
import { createEngineDoor } from '../../../src/runner/run/engine-cache.ts';
import { tellOfEngine } from '../../../src/runner/run/engine-events.ts';
import type { ToRunner } from '../../../src/runner/run/runner-loop.ts';
import { decoded, engineOf } from '../fixtures.ts';

const checkpointOf = (holder: string) => ({ [checkpointAnnotation]: JSON.stringify({ holder }) });
const rows = [{ name: 'a', status: 'Running', verdict: 'Awaited' }];
const ours = { annotations: checkpointOf('us'), rows };

/** Who looks at an engine; we have written our checkpoint. */
const lookout = (found: Parameters<typeof engineOf>[0] = ours) => {
  const sent: ToRunner[] = [];
  const held: string[] = [];
  const state = { taken: false };
  const latch = { closed: false };
  const time: { elapsed: number; hinderedSince?: number } = { elapsed: 0 };
  const get = () => Promise.reject(new Error('nothing is read'));
  const engine = createEngineDoor({ get }, decoded(engineOf(found)), () => time.elapsed);
  const writer = {
    written: () => ({ rows: [], checkpoint: checkpointOf('us')[checkpointAnnotation] ?? '' }),
    hinderedSince: () => time.hinderedSince,
  };
  const closeLatch = (): void => {
    latch.closed = true;
  };
  tellOfEngine({
    ...{ engine, writer, identity: { holder: 'us' }, state, closeLatch },
    send: (event) => sent.push(event),
    loop: { toSupervisor: ({ type }) => held.push(type) },
  });
  return { engine, sent, held, state, latch, time };
};

/** What is told of an engine that is seen like this. */
const toldOf = (seen: Parameters<typeof engineOf>[0], found?: Parameters<typeof engineOf>[0]) => {
  const { engine, sent, state, latch } = lookout(found);
  engine.saw(engineOf(seen));
  return { sent, taken: state.taken, launches: !latch.closed };
};

describe('a look at an engine that somebody holds', () => {
  const holds = (value: string) => ({ ...ours, annotations: { ...ours.annotations, [pauseAnnotation]: value } });

  it('tells so before anything else, and each change once', () => {
    const { engine, held, sent } = lookout(holds('true'));
    expect(held).toEqual(['PAUSE']);
    for (const seen of [holds('true'), ours, ours, holds('true')]) engine.saw(engineOf(seen));
    expect(held).toEqual(['PAUSE', 'CONTINUE', 'PAUSE']);
    expect(sent).toEqual([]);
  });

  it.each(['false', 'yes', ''])('takes %j for no hold, also one of an earlier process', (value) => {
    expect(lookout(holds(value)).held).toEqual(['CONTINUE']);
  });
});

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

  it('tells that another runner holds it, and lets nothing be written or launched any more', () => {
    expect(toldOf({ annotations: checkpointOf('them'), rows })).toEqual({
      sent: [{ type: 'OVERTAKEN', holder: 'them' }],
      taken: true,
      launches: false,
    });
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

  it('tells at every look that somebody took something away, but once in a minute while it cannot be written again', () => {
    const { engine, sent, time } = lookout();
    const look = (elapsed: number): number => {
      time.elapsed = elapsed;
      engine.saw(engineOf({ rows }));
      return sent.length;
    };
    expect([look(0), look(1_000)]).toEqual([1, 2]);
    time.hinderedSince = 1_500;
    expect([look(2_000), look(30_000), look(60_999), look(61_000), look(62_000)]).toEqual([2, 2, 2, 3, 3]);
  });
});
