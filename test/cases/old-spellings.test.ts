import { describe, expect, it } from 'vitest';
import { ran, validated, validatedStrictly } from './cases.ts';

describe('appkind-job', () => {
  it('runs', async () => {
    expect((await ran('appkind-job')).code).toBe(0);
  });

  it('is a warning that a 3.18 server refuses it', async () => {
    const { code, lines } = await validated('appkind-job');
    expect(code).toBe(0);
    expect(lines).toContainEqual(expect.stringMatching(/: warning: spec\.appinfo\.appkind: .*3\.18 server refuses/));
  });

  it('is an error with --strict', async () => {
    const { code, errors } = await validatedStrictly('appkind-job');
    expect(code).toBe(64);
    expect(errors).toEqual([expect.stringMatching(/spec\.appinfo\.appkind: /)]);
  });
});

const oldNames = ['runnerannotation', 'rank', 'experimentannotation'];

describe('old-field-names', () => {
  it('runs, and the Job and its pod carry the annotation', async () => {
    const { code, cluster } = await ran('old-field-names');
    const [job] = cluster.simulator.store.list('jobs', 'litmus');
    const spec = job?.spec as { template: { metadata: { annotations?: object } } } | undefined;
    const annotation = { 'sidecar.istio.io/inject': 'false' };
    expect(code).toBe(0);
    expect(job?.metadata.annotations).toMatchObject(annotation);
    expect(spec?.template.metadata.annotations).toMatchObject(annotation);
  });

  it('are warnings', async () => {
    const { code, lines } = await validated('old-field-names');
    expect(code).toBe(0);
    for (const name of oldNames)
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`: warning: .*\\b${name}: `)));
  });

  it('are refused with --strict, for the one that a server refuses: it keeps the two others', async () => {
    const { code, errors } = await validatedStrictly('old-field-names');
    expect(code).toBe(64);
    expect(errors).toEqual([expect.stringMatching(/ spec\.experiments\[0\]\.spec\.rank: .*3\.18 server refuses/)]);
  });
});

describe('wrong-probes', () => {
  it.each([
    ['the type', /probe\[0\]\.type: .*httpProbe/],
    ['the mode', /probe\[0\]\.mode: .*Edge/],
    ['the time-out, a number', /probe\[0\]\.runProperties\.probeTimeout: expected text, found 5/],
    ['the name, which is missing', /probe\[1\]\.name: is missing/],
  ])('one error is for %s', async (_, expected) => {
    const { code, lines } = await validated('wrong-probes');
    expect(code).toBe(64);
    expect(lines.filter((line) => line.includes(': error: ') && expected.test(line))).toHaveLength(1);
  });
});
