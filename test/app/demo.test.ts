import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DemoOptions, demo } from '../../src/app/demo.ts';
import type { RunResult } from '../../src/app/run-result.ts';
import { parseLog } from '../../src/audit/parse-log.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from '../cli/files.ts';

const options = (more: Partial<DemoOptions> = {}): DemoOptions => ({ files: [], json: true, speed: 20, ...more });

describe('demo', () => {
  it('runs the example engine without files and passes, with one JSON object as the last line', async () => {
    const terminal = fakeTerminal();
    expect(await demo(options(), terminal)).toBe(0);
    const result = terminal.json() as RunResult;
    expect(result).toMatchObject({
      engine: 'litmus/engine',
      outcome: 'Pass',
      steps: [
        {
          id: 'pod-delete',
          experiment: 'pod-delete',
          iteration: 1,
          attempt: 1,
          outcome: 'Pass',
          status: 'Completed',
          verdict: 'Pass',
        },
      ],
    });
    expect(result.runId).toMatch(/^[a-z0-9]{12}$/);
    expect(result.steps[0]?.job).toMatch(/^pod-delete-[a-z0-9]+$/);
    expect(result.steps[0]?.seconds).toBeGreaterThan(0);
  });

  it('says the worst verdict with its exit code and ends with a table', async () => {
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['good', 'bad']), experiment('good'), experiment('bad', { verdict: 'Fail' })])];
    expect(await demo(options({ files, json: false }), terminal)).toBe(1);
    expect(terminal.out()).toMatch(/STEP +OUTCOME +STATUS +VERDICT/);
    expect(terminal.out()).toMatch(/✔ {2}good +Pass +Completed +Pass/);
    expect(terminal.out()).toMatch(/✘ {2}bad +Fail +Completed +Fail/);
    expect(terminal.out()).toMatch(/litmus\/engine: Fail after/);
  });

  it('says in full why a step did not pass, however narrow the terminal is', async () => {
    const terminal = fakeTerminal({ live: true });
    const files = [fileOf([engine(['bad']), experiment('bad', { 'fails-to-start': 'InvalidImageName' })])];
    expect(await demo(options({ files, json: false }), terminal)).toBe(2);
    expect(terminal.out()).toMatch(/bad +Error +Skipped +Fail.*\n +The pod cannot start.*: invalid reference format\n/);
  });

  it('plays an experiment that no file holds, and says so', async () => {
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['pod-delete', 'my-own-fault'])])];
    expect(await demo(options({ files, json: false }), terminal)).toBe(0);
    expect(terminal.out()).toContain('Not in the files, taken from the examples: pod-delete.');
    expect(terminal.out()).toMatch(/replaced by stand-ins that run for two seconds and pass: my-own-fault\./);
  });

  it('counts each attempt and iteration as a step of the result', async () => {
    const terminal = fakeTerminal();
    const batch = 'iterations: 2\nsteps:\n  flaky:\n    retries: {limit: 1, on: [Error]}\n';
    const files = [fileOf([engine(['flaky'], { batch }), experiment('flaky', { verdict: 'Error,Pass' })])];
    expect(await demo(options({ files }), terminal)).toBe(0);
    const { steps } = terminal.json() as RunResult;
    expect(steps.map(({ iteration, attempt, outcome }) => [iteration, attempt, outcome])).toEqual([
      [1, 1, 'Error'],
      [1, 2, 'Pass'],
      [2, 1, 'Pass'],
    ]);
    expect(new Set(steps.map(({ job }) => job)).size).toBe(3);
  });

  it('shows steps that never had a Job with the row that they get', async () => {
    const terminal = fakeTerminal();
    const batch = 'steps:\n  second:\n    dependsOn: first.Fail\n';
    const files = [fileOf([engine(['first', 'second'], { batch }), experiment('first'), experiment('second')])];
    expect(await demo(options({ files }), terminal)).toBe(0);
    expect((terminal.json() as RunResult).steps.find(({ id }) => id === 'second')).toMatchObject({
      outcome: 'Skipped',
      status: 'Skipped',
      verdict: 'N/A',
      job: null,
      attempt: 0,
    });
  });

  it('writes an audit file whose chain is whole', async () => {
    const audit = path.join(temporaryFolder(), 'run.jsonl');
    expect(await demo(options({ audit }), fakeTerminal())).toBe(0);
    const text = readFileSync(audit, 'utf8');
    expect(verify(text, {}).problems).toEqual([]);
    expect(parseLog(text).records.length).toBeGreaterThan(5);
  });

  it('aborts at the first Ctrl-C and leaves nothing', async () => {
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['slow', 'next']), experiment('slow', { duration: '1h' }), experiment('next')])];
    const code = await demo(
      options({
        files,
        onRecord: ({ data }) => {
          if (data.event.type === 'MAIN_STARTED') terminal.interrupt();
        },
      }),
      terminal,
    );
    expect(code).toBe(3);
    expect(terminal.json()).toMatchObject({ outcome: 'Stopped', left: [] });
    expect(terminal.left).toEqual([]);
  });

  it('leaves at once at the second Ctrl-C and says what remains', async () => {
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['slow']), experiment('slow', { duration: '1h', 'stop-time': '5s' })])];
    await demo(
      options({
        files,
        onRecord: ({ data }) => {
          if (data.event.type !== 'MAIN_STARTED') return;
          terminal.interrupt();
          terminal.interrupt();
        },
      }),
      terminal,
    );
    expect(terminal.left).toEqual([3]);
    expect(terminal.err()).toMatch(/Left before the end\. Still there as far as is known: job\/slow-/);
  });

  it.each([
    ['no engine', () => fileOf([experiment('a')]), /No ChaosEngine is in/],
    ['two engines', () => fileOf([engine(['a']), engine(['a'], { name: 'other' })]), /2 engines are in the files/],
    ['no such file', () => '/nowhere/engine.yaml', /there is no such file/],
    ['a mistake', () => fileOf([{ ...engine(['a']), spec: { experimnts: [] } }]), /did you mean experiments\?/],
  ])('refuses %s with a sentence and code 64', async (_, file, sentence) => {
    const terminal = fakeTerminal();
    expect(await demo(options({ files: [file()] }), terminal)).toBe(64);
    expect(terminal.err()).toMatch(sentence);
    expect(terminal.out()).toBe('');
  });
});
