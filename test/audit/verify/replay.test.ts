import { describe, expect, it } from 'vitest';
import { experimentMachine } from '../../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../../machines/runner/runner.ts';
import { supervisorMachine } from '../../../machines/supervisor/supervisor.ts';
import { parseLog } from '../../../src/audit/parse-log.ts';
import { replay } from '../../../src/audit/verify/replay.ts';
import { verify } from '../../../src/audit/verify/verify.ts';
import { resumedRun, textOf, wholeRun } from '../run-log.ts';

const machines = { experiment: experimentMachine, supervisor: supervisorMachine, runner: runnerMachine };
const written = wholeRun();
const text = textOf(written);

/** The log with one record changed; the chain is then broken, which is not what replay looks at. */
const changed = (which: RegExp, change: (line: string) => string) => {
  const lines = text.trimEnd().split('\n');
  const at = lines.findIndex((line) => which.test(line));
  const before = lines[at] ?? '';
  const after = change(before);
  expect(after).not.toBe(before);
  return replay(parseLog(lines.with(at, after).join('\n')), machines);
};

describe('replay', () => {
  it('agrees with every transition of a whole run', () => {
    const report = replay(parseLog(text), machines);
    expect(report.problems).toEqual([]);
    expect(report.transitions).toBe(written.length - 2);
  });

  it('rebuilds where every machine ended', () => {
    const { machines: ended } = replay(parseLog(text), machines);
    expect(ended.every(({ done }) => done)).toBe(true);
    expect(ended.find(({ name }) => name === 'supervisor')?.state).toBe('Completed');
    expect(ended.map(({ name }) => name)).toContain('node-drain (iteration 2, attempt 2)');
  });

  it('agrees with a run that was killed at any record and resumed from an earlier checkpoint', () => {
    for (let stopAfter = 12; stopAfter < written.length; stopAfter += 5) {
      const { first, second } = resumedRun(stopAfter - 6, stopAfter);
      const log = textOf([...first, ...second]);
      expect(verify(log).problems).toEqual([]);
      expect(replay(parseLog(log), machines).problems).toEqual([]);
    }
  });

  it('says when a resumed process went on from another state than that of its checkpoint', () => {
    const { first, second } = resumedRun(20, 24);
    const log = textOf([...first, ...second]).replace(/("restored":\{[^\n]*?"cleanUp":)"delete"/, '$1"retain"');
    const [problem] = replay(parseLog(log), machines).problems;
    expect(problem?.message).toContain('context.cleanUp is "delete", the record says "retain"');
  });

  it('names the record whose state does not follow', () => {
    const report = changed(/"to":"Running.Starting","event":\{"type":"JOB_CREATED"/, (line) =>
      line.replace('"to":"Running.Starting"', '"to":"Running.Observing"'),
    );
    expect(report.problems).toMatchObject([
      {
        message: expect.stringContaining(
          'JOB_CREATED leads from Launching.Creating to Running.Starting, the record says Running.Observing',
        ),
      },
    ]);
  });

  it('names the effect that the machine does not ask for', () => {
    const report = changed(/"type":"createJob"/, (line) => line.replace('"type":"createJob"', '"type":"deleteJob"'));
    expect(report.problems[0]?.message).toContain('effect 1 is {"type":"createJob"');
  });

  it('names an outcome that the events do not give', () => {
    const report = changed(/"to":"Verdict".*"outcome":"Fail"/, (line) =>
      line.replace('"outcome":"Fail","job"', '"outcome":"Pass","job"'),
    );
    expect(report.problems).toMatchObject([
      { message: expect.stringContaining('the outcome is Fail, the record says Pass') },
    ]);
  });

  it('names the event that a machine takes otherwise', () => {
    const report = changed(/"type":"RESULT_READ"/, (line) => line.replace('"verdict":"Pass"', '"verdict":"Error"'));
    expect(report.ok).toBe(false);
  });

  it('says once of a machine that the log does not tell how it began', () => {
    const lines = text.trimEnd().split('\n');
    const report = replay(parseLog(lines.slice(5).join('\n')), machines);
    const supervisor = report.problems.filter(({ message }) => message.includes('supervisor'));
    expect(supervisor).toMatchObject([{ message: expect.stringContaining('does not say how this machine began') }]);
  });

  it('says that a snapshot cannot be gone on from instead of throwing', () => {
    const { first, second } = resumedRun(20, 24);
    const log = textOf([...first, ...second]).replace('"restored":{"value":', '"restored":{"value":"Nowhere","was":');
    expect(replay(parseLog(log), machines).ok).toBe(false);
  });
});
