import { describe, expect, it } from 'vitest';
import { passTime, settle, world } from './status-world.ts';

describe('the status of an engine', () => {
  describe('that owes ends', () => {
    it('is written once for a thousand of them, though no row has changed', async () => {
      const it_ = world();
      await it_.writer.flush();
      for (let end = 0; end < 1_000; end += 1) it_.writer.owe();
      await passTime(it_, 500);
      expect(it_.patches).toHaveLength(2);
      await passTime(it_, 1_000);
      expect(it_.patches).toHaveLength(2);
    });

    it('is waited for by who needs them, in one write', async () => {
      const it_ = world();
      it_.writer.owe();
      const settled = [it_.writer.settle(), it_.writer.settle()];
      await passTime(it_, 1);
      expect(await Promise.all(settled)).toEqual(['written', 'written']);
      expect(it_.patches).toHaveLength(1);
      expect([await it_.writer.settle(), it_.patches.length]).toEqual(['written', 1]);
    });

    it('is not asked for where nothing is owed', async () => {
      const it_ = world();
      expect([await it_.writer.settle(), it_.patches.length]).toEqual(['written', 0]);
    });

    it('is written once more for one that came too late for the write under way', async () => {
      const it_ = world();
      const release = it_.holdPatches();
      void it_.writer.flush();
      await settle();
      it_.state.value = 'late';
      it_.writer.owe();
      const settled = it_.writer.settle();
      release();
      for (let turn = 0; turn < 5; turn += 1) await passTime(it_, 100);
      expect(await settled).toBe('written');
      expect(it_.patches.at(-1)?.status.experiments).toMatchObject([{ name: 'late' }]);
    });

    it('is written by whoever waits for another end, and then for none of them', async () => {
      const it_ = world();
      it_.writer.owe();
      await it_.writer.flush();
      expect([await it_.writer.settle(), it_.patches.length]).toEqual(['written', 1]);
    });

    it.each([
      ['refused', { is: 'Invalid', message: 'too large', causes: [] }, 'refused'],
      ['gone', { is: 'NotFound', message: '' }, 'gone'],
      ['given up because the process ends', { is: 'Cancelled', message: '' }, 'cancelled'],
    ] as const)('says so where it is %s', async (_, failure, flushed) => {
      const it_ = world();
      it_.answers.push(failure);
      it_.writer.owe();
      expect(await it_.writer.settle()).toBe(flushed);
    });
  });
});
