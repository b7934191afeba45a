import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { leftBehind } from '../../src/audit/left-behind.ts';
import { parseLog } from '../../src/audit/parse-log.ts';
import { foldRecords } from '../../src/audit/run-model.ts';
import { showRecords } from '../../src/audit/show.ts';
import { replay } from '../../src/audit/verify/replay.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { markdownReport } from '../../src/view/reports/markdown.ts';
import { kept } from '../upgrade/recording.ts';

/**
 * As the version before wrote it, when CLEANED had `deleted` for what is `deletionAccepted` and `gone` now, and nothing said
 * what was left: a step that passed, one that ended with Error, and one that was aborted on the command line.
 */
const log = readFileSync(path.join(import.meta.dirname, 'older-version.jsonl'), 'utf8');
const records = parseLog(log).records.map(({ record }) => record);
const head = '6a5260154e1a34d1765557c32c87d838b0f61220ee89098908ddba23a6e5aad5';

const model = () => {
  const found = foldRecords(records);
  if (found === undefined) throw new Error('no record');
  return found;
};

describe('a log of the version before', () => {
  it('is whole up to its head', () => {
    expect(verify(log, { head, sequence: 40 }).problems).toEqual([]);
  });

  it('leads the machines of this version to the same ends', () => {
    const { machines } = replay(parseLog(log), {
      experiment: experimentMachine,
      supervisor: supervisorMachine,
      runner: runnerMachine,
    });
    expect(machines.map(({ name, state, done }) => [name, state, done])).toEqual([
      ['supervisor', 'Aborted', true],
      ['pod-delete (iteration 1, attempt 1)', 'Verdict', true],
      ['pod-network-latency (iteration 1, attempt 1)', 'Verdict', true],
      ['pod-network-loss (iteration 1, attempt 1)', 'Verdict', true],
    ]);
  });

  it('differs in a replay by nothing but the text of the event about an Error, the log that a stop copies and the report of an outcome', () => {
    const { problems } = replay(parseLog(log), {
      experiment: experimentMachine,
      supervisor: supervisorMachine,
      runner: runnerMachine,
    });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/pod-delete.*"reportPass".*the record says nothing/),
      expect.stringMatching(/pod-delete.*"reportOutcome".*the record says nothing/),
      expect.stringMatching(/ran and ended with Error.*the record says .*Experiment Job creation failed/),
      expect.stringMatching(/pod-network-latency.*"reportOutcome".*the record says nothing/),
      expect.stringMatching(/"tailOf":"pod-network-loss.*the record says .*"cleanUp"/),
    ]);
  });

  it('is shown with the outcome of every step, and with no claim about what was left', () => {
    const text = showRecords(records);
    for (const end of ['pod-delete 1/1', 'pod-network-latency 1/1', 'pod-network-loss 1/1'])
      expect(text).toMatch(new RegExp(`${end} .*→ Verdict = `));
    expect(text).toMatch(/Run coabsn463hle of litmus\/engine: Stopped after 12\.\d s, 40 records by one process\.\n$/);
  });

  it('does not let a report say that nothing is marked: nobody had looked', () => {
    expect(leftBehind(model())).toEqual([]);
    expect(markdownReport(model())).toContain('marks `injected` may need a look: the log does not say.');
  });
});

/** Of each kept version; what follows the name of a log is how the run in it ended, and how many processes drove it. */
const logs = kept().flatMap(({ name, recording }) =>
  (
    [
      ['undisturbed', 'Completed', 'Fail', 'by one process'],
      ['aborted', 'Aborted', 'Stopped', 'by one process'],
      ['resumed', 'Completed', 'Fail', 'by 2 processes'],
    ] as const
  ).map(([kind, state, outcome, processes]) => ({
    ...{ name, kind, state, outcome, processes },
    parsed: parseLog(recording.logs[kind].join('\n')),
  })),
);

/** What the machines have come to do since a version was kept: its records do not have it. */
const newer = [/effect \d+ is \{"type":"report(Outcome|Pass)".*the record says nothing$/];

/** How each step ended at last. */
const ends = {
  undisturbed: ['top Pass', 'left Pass', 'right Fail', 'bottom Pass'],
  aborted: ['top Pass', 'left Stopped', 'right Stopped', 'bottom Stopped'],
  resumed: ['top Pass', 'left Pass', 'right Fail', 'bottom Pass'],
} as const;

describe.each(logs)('the log of a run of $name that was $kind', ({ kind, state, outcome, processes, parsed }) => {
  it('is whole', () => {
    expect(parsed.records.length).toBeGreaterThan(40);
    expect(verify(parsed).problems).toEqual([]);
  });

  it('leads the machines of this version through the same states to the same end', () => {
    const { problems, machines } = replay(parsed, {
      experiment: experimentMachine,
      supervisor: supervisorMachine,
      runner: runnerMachine,
    });
    expect(problems.filter(({ message }) => !newer.some((since) => since.test(message)))).toEqual([]);
    expect(machines).toContainEqual(expect.objectContaining({ name: 'supervisor', state, done: true }));
  });

  it('is shown with how the run and each of its steps ended', () => {
    const text = showRecords(parsed.records.map(({ record }) => record));
    expect(text).toMatch(new RegExp(`: ${outcome} after .* records ${processes}\\.$`, 'm'));
    for (const end of ends[kind]) {
      const [step, how] = end.split(' ');
      const lines = text.split('\n').filter((line) => line.includes(` ${step} `) && line.includes('→ Verdict'));
      expect(lines.at(-1)).toContain(`→ Verdict = ${how} `);
    }
  });
});
