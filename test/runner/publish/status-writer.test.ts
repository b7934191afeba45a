import { describe, expect, it } from 'vitest';
import { engineOf, start } from '../fixtures.ts';
import { passTime, settle, world } from './status-world.ts';

describe('the status of an engine', () => {
  it('is written again as often as an answer is garbled on its way', async () => {
    const it_ = world();
    it_.answers.push(...Array.from({ length: 9 }, () => ({ is: 'Malformed', message: 'not JSON' }) as const));
    const flushed = it_.writer.flush();
    for (let round = 0; round < 10; round += 1) {
      await settle();
      await passTime(it_, 1_000);
    }
    expect([await flushed, it_.patches.length]).toEqual(['written', 10]);
  });

  describe('that was taken before', () => {
    const refused = { is: 'Invalid', message: 'the definition does not allow it', causes: [] } as const;
    const refusedFor = async (seconds: number, refusals: number) => {
      const it_ = world();
      await it_.writer.flush();
      it_.answers.push(...Array.from({ length: refusals }, () => refused));
      const flushed = it_.writer.flush();
      for (let second = 0; second < seconds; second += 1) {
        await settle();
        await passTime(it_, 1_000);
      }
      return { ...it_, flushed: await flushed };
    };

    it('and is refused is written again for a minute', async () => {
      const { flushed, retries, writer } = await refusedFor(40, 30);
      expect(flushed).toBe('written');
      expect(retries).toContain('the definition does not allow it');
      expect(writer.hinderedSince()).toBeUndefined();
    });

    it('and is refused for longer is not', async () => {
      const { flushed, refused: said, writer } = await refusedFor(70, 100);
      expect([flushed, said]).toEqual(['refused', [refused.message]]);
      expect(writer.hinderedSince()).toBeGreaterThan(start);
    });
  });

  it('is refused where the server took it and kept something else', async () => {
    const it_ = world();
    it_.state.isDropped = true;
    expect(await it_.writer.flush()).toBe('refused');
    expect(it_.refused).toEqual([expect.stringContaining('did not keep it')]);
    expect(it_.writer.written()).toBeUndefined();
  });

  it('is not waited for any more once the engine is seen to be gone', async () => {
    const it_ = world();
    const release = it_.holdPatches();
    const flushed = it_.writer.flush();
    await settle();
    it_.answers.push({ is: 'Cancelled', message: '' });
    it_.engine.sawNothing();
    release();
    expect(await flushed).toBe('gone');
  });

  it('is written into an engine that cannot be read any more, too', async () => {
    const it_ = world();
    const changed = engineOf({ resourceVersion: '5' });
    it_.replaceEngine({ ...changed, spec: { ...(changed.spec as object), experiments: 'all' } });
    const flushed = it_.writer.flush();
    // Where the version is not learned, no patch ever fits.
    for (let round = 0; round < 3; round += 1) await settle();
    expect(it_.patches.map(({ metadata }) => metadata.resourceVersion)).toEqual(['1', '5']);
    expect(await flushed).toBe('written');
  });

  it('is written once for fifty changes of one moment', async () => {
    const it_ = world();
    for (let change = 0; change < 50; change += 1) {
      it_.state.value = `v${change}`;
      it_.writer.touch();
    }
    await passTime(it_, 1);
    expect(it_.patches).toHaveLength(1);
    expect(it_.patches[0]?.status.experiments).toMatchObject([{ name: 'v49' }]);
  });

  it('rests for half a second between writes that nobody waits for', async () => {
    const it_ = world();
    const change = async (value: string, ms: number): Promise<void> => {
      it_.state.value = value;
      it_.writer.touch();
      await passTime(it_, ms);
    };
    await change('first', 1);
    await change('second', 400);
    await change('third', 50);
    expect(it_.patches).toHaveLength(1);
    await passTime(it_, 50);
    expect(it_.patches.map(({ status }) => status.experiments)).toMatchObject([
      [{ name: 'first' }],
      [{ name: 'third' }],
    ]);
    it_.state.value = 'asked for';
    void it_.writer.flush();
    await passTime(it_, 10);
    expect(it_.patches).toHaveLength(3);
  });

  it('is written less often to a slow server while more is to come, and at once when nothing is', async () => {
    const it_ = world();
    const slowly = async (value: string): Promise<void> => {
      const release = it_.holdPatches();
      it_.state.value = value;
      void it_.writer.flush();
      await settle();
      await passTime(it_, 50);
      release();
      await settle();
    };
    it_.state.moreComes = true;
    await slowly('first');
    it_.state.value = 'second';
    void it_.writer.flush();
    await passTime(it_, 190);
    expect(it_.patches).toHaveLength(1);
    it_.state.value = 'third';
    void it_.writer.flush();
    await passTime(it_, 10);
    expect(it_.patches.map(({ status }) => status.experiments)).toMatchObject([
      [{ name: 'first' }],
      [{ name: 'third' }],
    ]);
    await passTime(it_, 1_000);
    await slowly('fourth');
    it_.state.moreComes = false;
    it_.state.value = 'last';
    const before = it_.patches.length;
    void it_.writer.flush();
    await passTime(it_, 2);
    expect(it_.patches).toHaveLength(before + 1);
  });

  it('is written a few times only for fifty ends that come while a write is under way', async () => {
    const it_ = world();
    const release = it_.holdPatches();
    const flushes = Array.from({ length: 50 }, () => it_.writer.flush());
    await settle();
    release();
    for (let turn = 0; turn < 5; turn += 1) await passTime(it_, 100);
    expect(await Promise.all(flushes)).toEqual(Array.from({ length: 50 }, () => 'written'));
    expect(it_.patches).toHaveLength(2);
  });

  it('holds what had changed before a flush, also where another write was under way', async () => {
    const it_ = world();
    const release = it_.holdPatches();
    void it_.writer.flush();
    await settle();
    it_.state.value = 'late';
    const second = it_.writer.flush();
    release();
    await settle();
    await passTime(it_, 100);
    expect(await second).toBe('written');
    expect(it_.patches.at(-1)?.status.experiments).toMatchObject([{ name: 'late' }]);
  });

  it('is not written where a touch changed no row', async () => {
    const it_ = world();
    await it_.writer.flush();
    it_.writer.touch();
    await passTime(it_, 1_000);
    expect(it_.patches).toHaveLength(1);
  });

  it('is written again where somebody has wiped it, though no row has changed', async () => {
    const it_ = world();
    await it_.writer.flush();
    it_.changeEngine({});
    it_.writer.rewrite();
    await passTime(it_, 1_000);
    expect(it_.patches).toHaveLength(3);
    expect(it_.patches.map(({ metadata }) => metadata.resourceVersion)).toEqual(['1', '2', '3']);
  });

  it('is written again where somebody has wiped it while another change waits that comes to nothing', async () => {
    const it_ = world();
    await it_.writer.flush();
    it_.writer.touch();
    it_.writer.rewrite();
    await passTime(it_, 1_000);
    expect(it_.patches).toHaveLength(2);
  });

  it('names the version that it was read at, and is read again after a conflict', async () => {
    const it_ = world();
    it_.changeEngine({});
    expect(await it_.writer.flush()).toBe('written');
    expect(it_.patches.map(({ metadata }) => metadata.resourceVersion)).toEqual(['1', '2']);
  });

  it('shows a stop that was written in between', async () => {
    const it_ = world();
    const seen: (string | undefined)[] = [];
    it_.engine.onSeen(() => seen.push(it_.engine.ending()));
    it_.changeEngine({ state: 'stop' });
    await it_.writer.flush();
    expect(seen[0]).toBe('stopped');
  });

  it('is not written at a higher rate than its size allows', async () => {
    const it_ = world();
    it_.state.size = 200_000;
    await it_.writer.flush();
    it_.state.value = 'changed';
    it_.writer.touch();
    await passTime(it_, 1_900);
    expect(it_.patches).toHaveLength(1);
    await passTime(it_, 200);
    expect(it_.patches).toHaveLength(2);
  });

  it.each([
    ['gone', { is: 'NotFound', message: '' }, 'gone'],
    ['refused by the server', { is: 'Invalid', message: 'too large', causes: [] }, 'refused'],
    ['forbidden', { is: 'Forbidden', message: 'no', rule: 'patch' }, 'refused'],
    ['given up because the process ends', { is: 'Cancelled', message: '' }, 'cancelled'],
  ] as const)('is %s', async (_, failure, flushed) => {
    const it_ = world();
    it_.answers.push(failure);
    expect(await it_.writer.flush()).toBe(flushed);
    expect(it_.refused).toEqual(flushed === 'refused' ? [failure.message] : []);
    expect(it_.writer.written()).toBeUndefined();
  });

  it('is left alone once another runner holds the run', async () => {
    const it_ = world();
    it_.state.isTaken = true;
    expect(await it_.writer.flush()).toBe('taken');
    expect(it_.patches).toEqual([]);
  });

  it('is left alone where another engine has taken the name', async () => {
    const it_ = world();
    it_.replaceEngine(engineOf({ uid: 'another', resourceVersion: '9' }));
    expect(await it_.writer.flush()).toBe('gone');
    expect(it_.patches).toHaveLength(1);
  });

  it('is not written any more once the process is about to end', async () => {
    const it_ = world();
    it_.writer.touch();
    it_.stop.abort();
    await passTime(it_, 1_000);
    expect([await it_.writer.flush(), it_.patches.length]).toEqual(['cancelled', 0]);
  });
});
