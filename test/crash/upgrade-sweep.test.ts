import { describe, expect, it } from 'vitest';
import { sweepPoints } from '../upgrade/go-on.ts';
import { kept } from '../upgrade/recording.ts';

const fewestCrashPoints = 60;
const width = 6;
const limitMs = 15 * 60_000;

describe('this version comes to the same end as an undisturbed run, each Job launched once', () => {
  it.each(kept())('from every crash point of $name', { timeout: limitMs }, async ({ recording: { points } }) => {
    expect(points.length).toBeGreaterThanOrEqual(fewestCrashPoints);
    expect(await sweepPoints(points, width)).toEqual([]);
  });
});
