import { describe, expect, it } from 'vitest';
import { sweepPoints } from './go-on.ts';
import { kept, packed, unpacked } from './recording.ts';

/** The rest is in the crash suite. */
const oneIn = 16;
const width = 4;

describe('what an earlier version has left', () => {
  it.each(kept())(
    'is continued to the same end, each Job launched once: a sample of $name',
    {
      timeout: 60_000,
    },
    async ({ recording: { points } }) => {
      const sample = points.filter((_, index) => index % oneIn === 3);
      expect(sample.length).toBeGreaterThan(4);
      expect(await sweepPoints(sample, width)).toEqual([]);
    },
  );

  it.each(kept())('is kept under the name of $name, in bytes that depend on nothing else', ({ name, recording }) => {
    expect(name).toBe(`${recording.version}-${recording.commit}`);
    const bytes = packed(recording);
    expect(unpacked(bytes)).toEqual(recording);
    expect(packed(unpacked(bytes)).equals(bytes)).toBe(true);
    expect(bytes.length).toBeLessThan(512 * 1024);
  });
});
