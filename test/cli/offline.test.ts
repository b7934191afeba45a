import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { demo } from '../../src/app/demo.ts';
import { plan } from '../../src/app/plan.ts';
import { withSeed } from '../../src/app/plan-choice.ts';
import type { RunResult } from '../../src/app/run-result.ts';
import { validate } from '../../src/app/validate/validate.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { readPlan } from '../../src/model/plan/plan-file.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from './files.ts';

const bad = `apiVersion: litmuschaos.io/v1alpha1
kind: ChaosEngine
metadata:
  name: engine
  annotations:
    runner.litmuschaos.io/batch: |
      steps:
        a:
          dependsOn: b
        b:
          dependsOn: a
spec:
  chaosServiceAccount: litmus
  experimnts: []
  engineState: actve
  experiments:
  - name: a
  - name: b
`;

describe('validate', () => {
  it('says every mistake at once with file, line and column, the batch in the annotation included', async () => {
    const terminal = fakeTerminal();
    const file = fileOf(bad);
    expect(await validate({ files: [file], json: false }, terminal)).toBe(64);
    const lines = terminal.out().split('\n');
    expect(lines).toContainEqual(
      `${file}:14:3: warning: spec.experimnts: is not a known key: it is ignored (did you mean experiments?)`,
    );
    expect(lines.some((line) => line.startsWith(`${file}:15:16: error: spec.engineState:`))).toBe(true);
    expect(lines.some((line) => line.startsWith(`${file}:9:`) && line.includes('wait for each other'))).toBe(true);
    expect(terminal.out()).toMatch(/2 errors\./);
  });

  it('gives the same as data with --json', async () => {
    const terminal = fakeTerminal();
    expect(await validate({ files: [fileOf(bad)], json: true }, terminal)).toBe(64);
    const { ok, findings } = JSON.parse(terminal.out()) as { ok: boolean; findings: { line: number }[] };
    expect(ok).toBe(false);
    expect(findings.map(({ line }) => line)).toEqual([9, 14, 15]);
  });

  it('checks a batch given apart from the engine', async () => {
    const terminal = fakeTerminal();
    const batch = fileOf('parallelism: 0\n', 'batch.yaml');
    expect(await validate({ files: [fileOf([engine(['a'])])], batch, json: false }, terminal)).toBe(64);
    expect(terminal.out()).toContain(`${batch}:1:`);
  });

  it('knows the annotations of the simulator, and their values', async () => {
    const terminal = fakeTerminal();
    const scripted = (script: Readonly<Record<string, string>>): readonly string[] => [
      fileOf([engine(['a']), experiment('a', script)]),
    ];
    expect(await validate({ files: scripted({ verdct: 'Fail' }), json: false }, terminal)).toBe(64);
    expect(terminal.out()).toContain('there is no such key; did you mean simulator.litmuschaos.io/verdict?');
    expect(await validate({ files: scripted({ verdict: 'Failed' }), json: false }, fakeTerminal())).toBe(64);
    expect(await validate({ files: scripted({ verdict: 'Fail' }), json: false }, fakeTerminal())).toBe(0);
  });

  const old = engine(['a'], { spec: { appinfo: { applabel: 'a=b', appkind: 'job' } } });

  it('ends with 0 over an old spelling, with 64 when it is strict, and with 0 for an operator that takes it', async () => {
    const files = [fileOf([old, experiment('a')])];
    const ended = async (more: Partial<Parameters<typeof validate>[0]>): Promise<number> =>
      validate({ files, json: false, ...more }, fakeTerminal());
    expect([await ended({}), await ended({ strict: true })]).toEqual([0, 64]);
    expect(await ended({ strict: true, operator: '2.14' })).toBe(0);
  });

  it('refuses files without any Litmus document', async () => {
    const terminal = fakeTerminal();
    expect(await validate({ files: [fileOf('apiVersion: v1\nkind: Pod\n')], json: false }, terminal)).toBe(64);
    expect(terminal.out()).toContain('holds neither a ChaosEngine nor a ChaosExperiment');
  });

  it('ends with 0 when there is no error', async () => {
    const terminal = fakeTerminal();
    expect(await validate({ files: [fileOf([engine(['a']), experiment('a')])], json: false }, terminal)).toBe(0);
    expect(terminal.out()).toMatch(/1 engine and 1 experiment: no errors\./);
  });

  it('says of a batch how many steps run at once, and what keeps it from being more', async () => {
    const said = async (names: readonly string[], batch: string): Promise<readonly string[]> => {
      const terminal = fakeTerminal();
      const files = [fileOf([engine(names, { batch }), ...[...new Set(names)].map((name) => experiment(name))])];
      expect(await validate({ files, json: false }, terminal)).toBe(0);
      return terminal.out().trim().split('\n').slice(-1);
    };
    expect(await said(['a', 'a', 'a'], 'parallelism: 50\n')).toEqual([
      'engine: 3 steps, at most 1 at once (parallelism 50): they share the ChaosResult engine-a.',
    ]);
    // Of two that are drawn both may be those that share nothing.
    expect(await said(['a', 'a', 'b'], 'parallelism: 50\npick: 2\n')).toEqual([
      'engine: 3 steps, at most 2 at once (parallelism 50): 2 of them share the ChaosResult engine-a.',
    ]);
  });

  it('says once, with a count and the first places, what is wrong in the same way with many entries', async () => {
    const wrong = Array.from({ length: 200 }, () => ({ name: 'a', spec: { componentz: {} } }));
    const files = [fileOf([engine([], { spec: { experiments: wrong } }), experiment('a')])];
    const terminal = fakeTerminal();
    await validate({ files, json: false }, terminal);
    const said = terminal
      .out()
      .split('\n')
      .filter((line) => line.includes('is not a known key'));
    expect(said).toEqual([
      expect.stringMatching(
        /spec\.experiments\[0\]\.spec\.componentz: .*; the same 199 more times: spec\.experiments\[1\], spec\.experiments\[2\], spec\.experiments\[3\] and 196 more/,
      ),
    ]);
    const data = fakeTerminal();
    await validate({ files, json: true }, data);
    expect(JSON.parse(data.out()).findings.length).toBeGreaterThanOrEqual(200);
  });
});

const draw = 'pick: 2\norder: random\niterations: 3\n';
const five = ['a', 'b', 'c', 'd', 'e'];

const planOf = async (files: readonly string[], seed?: number): Promise<Plan> => {
  const terminal = fakeTerminal();
  expect(await plan({ files, json: true, ...(seed === undefined ? {} : { seed }) }, terminal)).toBe(0);
  const read = readPlan(terminal.out());
  if (E.isLeft(read)) throw new Error('the plan that was printed cannot be read');
  return read.right;
};

describe('plan', () => {
  it('prints text for people that names the steps and what was drawn', async () => {
    const terminal = fakeTerminal();
    const files = [fileOf([engine(five, { batch: draw })])];
    expect(await plan({ files, json: false, seed: 7 }, terminal)).toBe(0);
    expect(terminal.out()).toContain('seed 7');
    expect(terminal.out()).toContain('iteration 3');
  });

  it('draws the same with the same seed, and something else with another', async () => {
    const files = [fileOf([engine(five, { batch: draw })])];
    expect(await planOf(files, 7)).toEqual(await planOf(files, 7));
    expect((await planOf(files, 8)).iterations).not.toEqual((await planOf(files, 7)).iterations);
  });

  it('lets --seed win over the seed of the document', async () => {
    const files = [fileOf([engine(five, { batch: `seed: 1\n${draw}` })])];
    expect((await planOf(files)).seed).toBe(1);
    expect((await planOf(files, 7)).seed).toBe(7);
  });

  it('prints data that a run follows exactly', async () => {
    const file = fileOf([engine(five, { batch: draw }), ...five.map((name) => experiment(name))]);
    const planned = await planOf([file], 11);
    const terminal = fakeTerminal();
    const planFile = fileOf(JSON.stringify(planned), 'plan.json');
    expect(await demo({ files: [file], plan: planFile, json: true, speed: 20 }, terminal)).toBe(0);
    const { steps } = terminal.json() as RunResult;
    const wanted = planned.iterations.flatMap(({ order }, index) =>
      order.map((step) => `${index + 1} ${planned.steps[step]?.id}`),
    );
    expect(steps.map(({ id, iteration }) => `${iteration} ${id}`)).toEqual(wanted);
  });

  it('plans again only what did not pass by an audit log', async () => {
    const audit = path.join(temporaryFolder(), 'run.jsonl');
    const batch = 'steps:\n  c:\n    dependsOn: a && b\n';
    const objects = [experiment('a'), experiment('b', { verdict: 'Fail' }), experiment('c')];
    const file = fileOf([engine(['a', 'b', 'c'], { batch }), ...objects]);
    expect(await demo({ files: [file], audit, json: true, speed: 20 }, fakeTerminal())).toBe(1);
    const terminal = fakeTerminal();
    expect(await plan({ files: [file], rerunFailed: audit, json: true }, terminal)).toBe(0);
    const again = JSON.parse(terminal.out()) as Plan;
    expect(again.iterations).toEqual([{ order: [1, 2], intervalMs: 0 }]);
    expect(again.preset).toEqual(['Pass', null, null]);
    expect(readFileSync(audit, 'utf8')).toContain('"specversion"');
  });

  it('keeps what passed in the first run when a rerun is run again', async () => {
    const folder = temporaryFolder();
    const [first, second] = [path.join(folder, '1.jsonl'), path.join(folder, '2.jsonl')];
    const batch = 'steps:\n  b:\n    dependsOn: a\n';
    const file = fileOf([engine(['a', 'b'], { batch }), experiment('a'), experiment('b', { verdict: 'Fail' })]);
    const again = async (audit: string): Promise<Plan> => {
      const terminal = fakeTerminal();
      expect(await plan({ files: [file], rerunFailed: audit, json: true }, terminal)).toBe(0);
      return JSON.parse(terminal.out()) as Plan;
    };
    expect(await demo({ files: [file], audit: first, json: true, speed: 20 }, fakeTerminal())).toBe(1);
    const planFile = fileOf(JSON.stringify(await again(first)), 'plan.json');
    expect(await demo({ files: [file], plan: planFile, audit: second, json: true, speed: 20 }, fakeTerminal())).toBe(1);
    expect((await again(second)).preset).toEqual(['Pass', null]);
  });

  it('refuses a plan that is for another engine', async () => {
    const planned = await planOf([fileOf([engine(['a'])])]);
    const terminal = fakeTerminal();
    const planFile = fileOf(JSON.stringify(planned), 'plan.json');
    expect(await plan({ files: [fileOf([engine(['b'])])], plan: planFile, json: false }, terminal)).toBe(64);
    expect(terminal.err()).toContain('entry 0 of the engine is b, not a');
  });

  it.each([
    [{ batch: 'x', plan: 'y' }, /--batch and --plan contradict each other/],
    [{ plan: 'x', seed: 1 }, /--seed has no effect beside --plan/],
  ])('refuses options that contradict each other: %j', async (flags, sentence) => {
    const terminal = fakeTerminal();
    expect(await plan({ files: ['x'], json: false, ...flags }, terminal)).toBe(64);
    expect(terminal.err()).toMatch(sentence);
  });

  it('keeps everything else of a document when it puts another seed in', () => {
    expect(withSeed('pick: 2 # two\nseed: 1\n', 9)).toBe('pick: 2 # two\nseed: 9\n');
    expect(withSeed('{"pick": 2}', 9)).toBe('{ "pick": 2, seed: 9 }\n');
  });
});
