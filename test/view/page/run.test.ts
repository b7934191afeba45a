import { describe, expect, it } from 'vitest';
import { phaseOfState } from '../../../src/audit/phases.ts';
import { foldRecords } from '../../../src/audit/run-model.ts';
import { outcomes } from '../../../src/model/litmus/outcome.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { durationText } from '../../../src/model/text/duration.ts';
import { descendants } from '../../../src/view/graph/machine-parts.ts';
import { machines } from '../../../src/view/graph/machines.ts';
import { groupAbove, layoutBatch } from '../../../src/view/page/batch-layout.ts';
import { addToRuns, countUntil, type RunHistory } from '../../../src/view/page/run-history.ts';
import { stepsOf } from '../../../src/view/page/steps.ts';
import { causeOf, changeOf, shortened } from '../../../src/view/page/text.ts';
import { appended, chained, freshChain, stepEntry } from '../../audit/records.ts';
import { plan, resumedRun, wholeRun } from '../../audit/run-log.ts';

const run = wholeRun().map(({ record }) => record);

const historyOf = (records: readonly (typeof run)[number][]): RunHistory => {
  const runs = new Map<string, RunHistory>();
  for (const record of records) addToRuns(runs, record);
  const [only] = runs.values();
  if (only === undefined) throw new Error('no run');
  return only;
};

describe('the history of a run', () => {
  it('is at every moment what folding the records up to it gives, forward and back', () => {
    const history = historyOf(run);
    for (const count of [5, 30, 12, run.length, 1, 40]) {
      const { attempts, supervisor } = history.at(count) ?? {};
      const folded = foldRecords(run.slice(0, count));
      expect({ attempts, supervisor }).toEqual({ attempts: folded?.attempts, supervisor: folded?.supervisor });
    }
  });

  it('is the same in a run of thousands of records, wherever one goes from where', () => {
    const records = appended(freshChain(), 13_000).written.map(({ record }) => record);
    const history = historyOf(records);
    for (const count of [13_000, 8_001, 8_000, 3_999, 12_500, 1]) {
      const model = history.at(count);
      expect(model?.records.length).toBe(count);
      expect(model?.supervisor).toEqual(foldRecords(records.slice(0, count))?.supervisor);
    }
  });

  it('takes back what a killed process printed after its checkpoint', () => {
    const { first, second } = resumedRun(20, 30);
    const history = historyOf([...first, ...second].map(({ record }) => record));
    const sequences = history.chain.map(({ data }) => data.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('finds how many records there were at a time', () => {
    const at = Date.parse(run[10]?.time ?? '');
    expect(countUntil(run, at)).toBe(11);
    expect(countUntil(run, at - 1)).toBe(10);
    expect(countUntil(run, 0)).toBe(0);
  });
});

describe('the steps of a run', () => {
  const phasesAt = (count: number): readonly string[] => {
    const model = historyOf(run).at(count);
    return model === undefined ? [] : stepsOf(model, model.plan).map(({ phase }) => phase);
  };

  it('all wait before the first begins, and have their outcomes at the end', () => {
    expect(phasesAt(2)).toEqual(['Waiting', 'Waiting', 'Waiting', 'Waiting']);
    expect(phasesAt(run.length)).toEqual(['Pass', 'Fail', 'Pass', 'Skipped']);
  });

  it('are tried again while a retry is due, and wait when the next iteration has begun', () => {
    const seen = new Set(run.map((_, index) => phasesAt(index + 1)[2]));
    expect(seen).toContain('Retrying');
    const second = run.findIndex(({ data }) => data.iteration === 2 && data.machine === 'supervisor');
    expect(phasesAt(second + 1)).toEqual(['Waiting', 'Waiting', 'Waiting', 'Waiting']);
  });

  it('are those that the log tells of where it does not hold the plan', () => {
    const model = foldRecords(run.filter(({ data }) => data.machine === 'experiment'));
    expect(
      model &&
        stepsOf(model, undefined)
          .map(({ id }) => id)
          .sort(),
    ).toEqual(plan.steps.map(({ id }) => id).sort());
  });
});

it('every state of the experiment machine has a phase', () => {
  const leaves = descendants(machines.experiment.root).filter(({ type }) => type === 'atomic');
  expect(leaves.length).toBeGreaterThan(8);
  for (const leaf of leaves) expect(phaseOfState(leaf.path.join('.'))).not.toBe('Waiting');
  for (const outcome of outcomes) expect(phaseOfState('Verdict', outcome)).toBe(outcome);
});

describe('the layout of a batch', () => {
  const wide = (count: number): Plan => ({
    ...plan,
    steps: Array.from({ length: count }, (_, entry) => ({
      id: `step-${entry}`,
      experiment: `fault-${entry % 3}`,
      entry,
      mutexes: [],
      ...(entry < count / 2 ? {} : { condition: { is: 'outcome', step: 0, outcome: 'Pass' } as const }),
    })),
  });

  it('has a box for each step, none upon another', () => {
    const { boxes, grouped } = layoutBatch(plan);
    expect(grouped).toBe(false);
    expect(boxes.map(({ id }) => id).sort()).toEqual(plan.steps.map(({ id }) => id).sort());
    for (const one of boxes)
      for (const other of boxes.filter((box) => box !== one)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart).toBe(true);
      }
  });

  it('has a dashed line where a condition has alternatives, and a whole one where it has none', () => {
    const is = (step: number) => ({ is: 'outcome', step, outcome: 'Pass' }) as const;
    const [one, two, three] = wide(4).steps.map(({ condition: _, ...step }) => step);
    const steps = [one, two, { ...three, condition: is(0) }].flatMap((step) => (step?.id ? [step] : []));
    const both = {
      ...plan,
      steps: [...steps, { ...steps[0], id: 'last', condition: { is: 'any', of: [is(0), is(1)] } }],
    };
    const { lines } = layoutBatch(both as Plan);
    expect(lines.map(({ from, to, dashed }) => `${from} ${to} ${dashed}`).toSorted()).toEqual([
      'step-0 last true',
      'step-0 step-2 false',
      'step-1 last true',
    ]);
  });

  it('puts what depends on a step to the right of it', () => {
    const { boxes, lines } = layoutBatch(plan);
    const at = (id: string): number => boxes.find((box) => box.id === id)?.x ?? 0;
    expect(lines.length).toBe(1);
    for (const { from, to } of lines) expect(at(to)).toBeGreaterThan(at(from));
  });

  it('gathers many steps in groups, each step in one of them', () => {
    const { boxes, grouped } = layoutBatch(wide(groupAbove + 1));
    expect(grouped).toBe(true);
    expect(boxes.length).toBe(6);
    expect(boxes.flatMap(({ steps }) => steps).sort((one, other) => one - other)).toEqual([
      ...Array(groupAbove + 1).keys(),
    ]);
  });

  it('shows an empty batch as nothing', () => {
    expect(layoutBatch({ ...plan, steps: [] })).toMatchObject({ boxes: [], lines: [] });
  });
});

it('durations, changes and long names are short texts', () => {
  expect([400, 12_340, 125_000, 3_720_000].map(durationText)).toEqual(['0.4 s', '12.3 s', '2 min 5 s', '1 h 2 min']);
  const moved = run.find(({ data }) => data.from === 'Running.Starting' && data.to === 'Running.Observing');
  expect(moved && changeOf(moved)).toBe('Starting → Observing');
  expect(shortened('pod-network-latency-2', 12)).toBe('pod-netw…y-2');
});

it('the cause of a transition ends with its sentence', () => {
  const record = run.find(({ data }) => data.reason === undefined);
  const event = { type: 'STEP_ENDED', at: 0, step: 0, outcome: 'Pass', reason: 'The ChaosResult says Pass.' };
  expect(record && causeOf({ ...record, data: { ...record.data, event } }, () => 'pod-delete')).toBe(
    'pod-delete: outcome Pass: The ChaosResult says Pass.',
  );
});

it('the cause of a clean-up says what was left', () => {
  const [record] = chained(stepEntry({ type: 'CLEANED', remaining: ['pod/helper'], injected: ['pod/a'], at: 1 }));
  expect(record && causeOf(record)).toBe('still there: pod/helper; still marked as injected: pod/a');
});
