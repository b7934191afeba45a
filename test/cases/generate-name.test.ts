import { describe, expect, it } from 'vitest';
import { demo } from '../../src/app/demo.ts';
import { plan } from '../../src/app/plan.ts';
import type { RunResult } from '../../src/app/run-result.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { caseFile, ran, validated } from './cases.ts';

const files = [caseFile('generate-name')];
const made = /^litmus\/pod-delete-ce5[bcdfghjklmnpqrstvwxz2456789]{5}$/;

describe('generate-name', () => {
  it('is no mistake to validate', async () => {
    expect(await validated('generate-name')).toEqual({ code: 0, lines: ['1 engine and 0 experiments: no errors.'] });
  });

  it('is planned, the same each time', async () => {
    const [first, second] = [fakeTerminal(), fakeTerminal()];
    expect(await plan({ files, json: false }, first)).toBe(0);
    expect(await plan({ files, json: false }, second)).toBe(0);
    expect(first.out()).toMatch(/^litmus\/pod-delete-ce5/);
    expect(second.out()).toBe(first.out());
  });

  it('is run by demo under a name of its own', async () => {
    const terminal = fakeTerminal();
    expect(await demo({ files, json: true, speed: 20 }, terminal)).toBe(0);
    expect((terminal.json() as RunResult).engine).toMatch(made);
  });

  it('is created by run as a new engine', async () => {
    const { code, result, cluster } = await ran('generate-name');
    expect(code).toBe(0);
    expect(result.engine).toMatch(made);
    expect(cluster.engine(result.engine.split('/')[1])?.metadata).toMatchObject({
      generateName: 'pod-delete-ce5',
      labels: { workflow_run_id: 'run-0815' },
    });
  });
});
