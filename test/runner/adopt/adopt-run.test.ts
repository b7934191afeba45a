import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { launchLabels, planAnnotation } from '../../../src/job/identity.ts';
import { jobName } from '../../../src/job/name.ts';
import { planDigest } from '../../../src/job/plan-digest.ts';
import type { SeenRow } from '../../../src/model/litmus/engine.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { adoptRun } from '../../../src/runner/adopt/adopt-run.ts';
import { jobOf, planOf, start } from '../fixtures.ts';

const steps = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }];
const plan = planOf(steps);
const twice = planOf(steps, {
  iterations: [
    { order: [0, 1, 2, 3], intervalMs: 0 },
    { order: [0, 1, 2, 3], intervalMs: 0 },
  ],
});
const retries = { limit: 2, on: ['Fail', 'Error'], backoffMs: 0 } as const;

const adopted = (
  jobs: readonly KubeObject[],
  rows: readonly object[] = [],
  results: readonly KubeObject[] = [],
  of: Plan = plan,
  serverBehindMs = 0,
) =>
  adoptRun({
    ...{ runId: 'run1', engineName: 'engine', engineUid: 'engine-uid', plan: of, jobs, results, now: start + 60_000 },
    rows: rows as readonly SeenRow[],
    byOurClock: (at) => at + serverBehindMs,
  });

const row = (name: string, status: string, verdict: string, experimentPod = 'N/A') => ({
  name,
  status,
  verdict,
  experimentPod,
});

const resultOf = (step: string, verdict: string, labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosResult',
  metadata: { name: `engine-${step}`, labels },
  spec: { engine: 'engine', experiment: step },
  status: { experimentStatus: { verdict } },
});
const named = (step: string, more: { iteration?: number; attempt?: number; runId?: string } = {}) =>
  launchLabels({ runId: 'run1', step, iteration: 1, attempt: 1, ...more });

const retained = (job: KubeObject): KubeObject => ({
  ...job,
  status: { conditions: [{ type: 'Complete', status: 'True' }] },
});
const name = (step: string, attempt = 1, iteration = 1) => jobName(step, { runId: 'run1', step, iteration, attempt });

/** By step: the attempt that is taken, and from what. */
const takenBy = (run: ReturnType<typeof adopted>) =>
  run.taken.map(({ step, attempt, event }) =>
    event.type === 'ADOPT'
      ? `${steps[step]?.id} ${attempt} ${event.job.name} ${event.baseline}`
      : `${steps[step]?.id} ${event.type}`,
  );

describe('a run whose status and checkpoint are wiped', () => {
  it('takes over the Job that is there, launches nothing before it again, and what is behind it in its turn', () => {
    const run = adopted([jobOf('c')]);
    expect(takenBy(run)).toEqual([`a 1 ${name('a')} unknown`, `b 1 ${name('b')} unknown`, 'c 1 c-job unknown']);
    expect(run.supervisor).toMatchObject({
      state: 'Iterating.Running',
      context: { progress: { running: [0, 1, 2], open: 4, outcomes: [null, null, null, null] } },
    });
  });

  it('takes a Job that ended and could not be deleted for no proof once another one was launched behind it', () => {
    const ended = jobOf('a');
    const undeleted = {
      ...ended,
      metadata: { ...ended.metadata, creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: {
        template: {
          spec: { containers: [{ name: 'a-job', env: [{ name: 'JOB_CLEANUP_POLICY', value: 'delete' }] }] },
        },
      },
      status: { conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: '2026-01-01T00:00:10Z' }] },
    };
    const next = jobOf('c');
    const launched = { ...next, metadata: { ...next.metadata, creationTimestamp: '2026-01-01T00:01:00Z' } };
    // The Job of b is gone: somebody else has deleted it.
    expect(takenBy(adopted([undeleted, launched]))).toContain(`b 1 ${name('b')} unknown`);
  });

  it('goes by the attempt whose labels a ChaosResult carries', () => {
    const wanted = planOf([{ id: 'a', retries }, { id: 'b' }]);
    const run = adopted([jobOf('b')], [], [resultOf('a', 'Pass', named('a', { attempt: 2 }))], wanted);
    expect(takenBy(run)[0]).toBe(`a 2 ${name('a', 2)} unknown`);
  });

  it('goes by the name of the Job where a ChaosResult carries nothing else', () => {
    const wanted = planOf([{ id: 'a', retries }, { id: 'b' }]);
    const run = adopted([jobOf('b')], [], [resultOf('a', 'Pass', { 'job-name': name('a', 2) })], wanted);
    expect(takenBy(run)[0]).toBe(`a 2 ${name('a', 2)} unknown`);
  });

  it('lets no attempt follow where nobody knows how many there were', () => {
    const run = adopted([jobOf('b')], [], [], planOf([{ id: 'a', retries }, { id: 'b' }]));
    expect(takenBy(run)[0]).toBe(`a 3 ${name('a', 3)} unknown`);
  });

  it('believes no ChaosResult of another run', () => {
    const old = resultOf('a', 'Pass', named('a', { runId: 'old', attempt: 1 }));
    expect(takenBy(adopted([jobOf('b')], [], [old], planOf([{ id: 'a', retries }, { id: 'b' }])))[0]).toMatch(/^a 3 /);
  });

  it('skips what a proven outcome makes impossible', () => {
    const wanted = planOf([
      { id: 'a' },
      { id: 'b', condition: { is: 'outcome', step: 0, outcome: 'Fail' } },
      { id: 'c' },
    ]);
    const run = adopted([jobOf('c')], [], [resultOf('a', 'Pass', named('a'))], wanted);
    expect(takenBy(run)).toEqual([`a 1 ${name('a')} unknown`, 'b SKIP', 'c 1 c-job unknown']);
  });

  it('launches nothing where the last Job was kept after its end: what followed may have been removed', () => {
    expect(takenBy(adopted([retained(jobOf('c'))]))).toHaveLength(4);
  });

  it('goes on behind a Job that would be gone if anything had followed it', () => {
    const main = { name: 'c-job', env: [{ name: 'JOB_CLEANUP_POLICY', value: 'delete' }] };
    const job = { ...retained(jobOf('c')), spec: { template: { spec: { containers: [main] } } } };
    expect(takenBy(adopted([job]))).toHaveLength(3);
  });

  it('takes over a kept Job of a step that may have been tried again only where its ChaosResult says an end that nothing follows', () => {
    const wanted = planOf([{ id: 'a', retries }]);
    const job = retained(jobOf('a'));
    const takenWith = (...results: readonly KubeObject[]) => takenBy(adopted([job], [], results, wanted));
    expect(takenWith()).toEqual([`a 3 ${name('a', 3)} unknown`]);
    expect(takenWith(resultOf('a', 'Pass', named('a')))).toEqual(['a 1 a-job unknown']);
    // The next attempt may have come and gone without a result.
    expect(takenWith(resultOf('a', 'Fail', named('a')))).toEqual([`a 3 ${name('a', 3)} unknown`]);
    expect(takenWith(resultOf('a', 'Pass', named('a', { attempt: 2 })))).toEqual([`a 2 ${name('a', 2)} unknown`]);
  });

  it('has no attempt launched again of which the Job has ended, though the ChaosResult is of the one before', () => {
    const second = retained(jobOf('a', { attempt: 2 }));
    const run = adopted([second], [], [resultOf('a', 'Fail', named('a'))], planOf([{ id: 'a', retries }]));
    expect(takenBy(run)).toEqual([`a 3 ${name('a', 3)} unknown`]);
  });

  it('counts from the creation of its first Job, not from now', () => {
    const { supervisor } = adopted([jobOf('a')]);
    expect(supervisor.context.startedAt).toBe(start);
    expect(supervisor.context.progress.iterationStartedAt).toBe(start);
  });

  it('counts by our clock, whatever the server took for the time when it dated the Job', () => {
    const { supervisor } = adopted([jobOf('a')], [], [], plan, 30_000);
    expect(supervisor.context.startedAt).toBe(start + 30_000);
    expect(supervisor.context.progress.iterationStartedAt).toBe(start + 30_000);
  });

  it('remembers what the ChaosResult was before the launch from the Job', () => {
    const job = jobOf('a');
    const metadata = { ...job.metadata, annotations: { 'runner.litmuschaos.io/baseline': 'uid/7' } };
    expect(takenBy(adopted([{ ...job, metadata }]))).toEqual(['a 1 a-job uid/7']);
  });

  it('leaves Jobs of other runs alone, and those that its plan cannot have launched', () => {
    const strangers = [jobOf('a', { runId: 'other' }), jobOf('a', { attempt: 9 }), jobOf('a', { iteration: 9 })];
    expect(takenBy(adopted([...strangers, jobOf('c')])).filter((one) => one.includes('-job'))).toEqual([
      'c 1 c-job unknown',
    ]);
  });
});

describe('a wiped run in a later iteration', () => {
  it('is in the iteration of its latest Jobs', () => {
    const run = adopted([jobOf('a'), jobOf('b', { iteration: 2 })], [], [], twice);
    expect(run.supervisor.context.progress.iteration).toBe(2);
    expect(run.taken.map(({ step, iteration }) => [step, iteration])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it('counts as an error what cannot be proven of the iterations before, and says of which steps', () => {
    const run = adopted([jobOf('a', { iteration: 2 })], [], [resultOf('b', 'Pass', named('b'))], twice);
    expect(run.facts.map((step) => step?.worst?.end?.outcome)).toEqual(['Error', 'Pass', 'Error', 'Error']);
    expect(run.supervisor.context.progress.worst).toBe('Error');
    expect(run.notes.join()).toMatch(/before 2 cannot be proven.*: a, c, d\./);
  });

  it('lets no iteration follow where none of its Jobs proves where it is', () => {
    const run = adopted([retained(jobOf('d'))], [], [], twice);
    expect(run.supervisor).toMatchObject({
      state: 'Iterating.Draining',
      context: { progress: { open: 4, running: [0, 1, 2, 3] } },
    });
    expect(run.notes.join()).toMatch(/nothing more is launched/);
  });

  it('lets the next iteration follow where an open Job proves that it has not begun', () => {
    expect(adopted([jobOf('a')], [], [], twice).supervisor.state).toBe('Iterating.Running');
  });
});

describe('a run that has lost its checkpoint only', () => {
  it('does not launch again what its row says to have run', () => {
    const run = adopted([], [row('a', 'Running', 'Awaited', 'a-pod'), row('b', 'Waiting for Job Creation', 'N/A')]);
    expect(run.taken[0]).toMatchObject({ step: 0, event: { type: 'ADOPT', baseline: 'unknown', pod: 'a-pod' } });
    expect(run.taken.some(({ step }) => step === 1)).toBe(false);
  });

  it.each([
    [row('a', 'Completed', 'Pass', 'p'), 'Pass', 'completed'],
    [row('a', 'Completed', 'Fail', 'p'), 'Fail', 'completed'],
    [row('a', 'Completed', '', 'p'), 'Error', 'completed'],
    [row('a', 'Forcefully Aborted', 'Stopped'), 'Stopped', 'aborted'],
    [row('a', 'ChaosExperiment Not Found', 'Fail'), 'Error', 'notFound'],
    [row('a', 'Skipped', 'Fail'), 'Error', 'rejected'],
    [row('a', 'Skipped', 'N/A'), 'Skipped', 'skipped'],
  ])('takes the outcome of %o', (ended, outcome, ending) => {
    const waiting = ['b', 'c', 'd'].map((id) => row(id, 'Waiting for Job Creation', 'N/A'));
    const { supervisor, facts, taken } = adopted([], [ended, ...waiting]);
    expect(taken).toEqual([]);
    expect(supervisor.context.progress).toMatchObject({ outcomes: [outcome, null, null, null], open: 3 });
    expect(facts[0]?.current).toMatchObject({ end: { outcome, ending } });
  });

  it('does not lose a failure that a row tells of', () => {
    const { supervisor } = adopted([], [row('a', 'Completed', 'Fail'), row('b', 'Completed', 'Pass')]);
    expect(supervisor.context.progress.worst).toBe('Fail');
  });

  it('does not believe a row that waits where a step may have been tried before', () => {
    const wanted = planOf([{ id: 'a', retries }]);
    expect(takenBy(adopted([], [row('a', 'Waiting for Job Creation', 'N/A')], [], wanted))).toHaveLength(1);
  });
});

describe('an end that is proven of an attempt that is taken over', () => {
  const deleted = 'JOB_CLEANUP_POLICY';
  const ended = (step: string): KubeObject => ({
    ...retained(jobOf(step)),
    spec: { template: { spec: { containers: [{ name: `${step}-job`, env: [{ name: deleted, value: 'delete' }] }] } } },
  });
  const failed = [resultOf('a', 'Fail', named('a'))];

  it('is what the row says that was written before the Job is deleted, and no attempt follows it', () => {
    const wanted = planOf([{ id: 'a', retries }, { id: 'b' }]);
    expect(adopted([jobOf('a')], [row('a', 'Completed', 'Fail')], [], wanted).proven).toEqual([
      { step: 0, outcome: 'Fail', isLast: true },
    ]);
  });

  it.each([
    ['has ended', [ended('a')]],
    [
      'is being deleted',
      [{ ...ended('a'), metadata: { ...jobOf('a').metadata, deletionTimestamp: '2026-01-01T00:01:00Z' } }],
    ],
    ['is gone', [jobOf('b')]],
  ])('is what the ChaosResult of the attempt says whose Job %s', (_, jobs) => {
    expect(adopted(jobs, [], failed).proven).toEqual([{ step: 0, outcome: 'Fail', isLast: true }]);
  });

  it('is not the last where the step is to be tried again', () => {
    const wanted = planOf([{ id: 'a', retries }, { id: 'b' }]);
    expect(adopted([ended('a')], [], failed, wanted).proven).toEqual([{ step: 0, outcome: 'Fail', isLast: false }]);
  });

  it.each([
    ['whose Job is at work', [jobOf('a')], failed],
    ['whose ChaosResult does not name it', [ended('a')], [resultOf('a', 'Fail', {})]],
    ['whose ChaosResult waits for its verdict', [ended('a')], [resultOf('a', 'Awaited', named('a'))]],
  ])('is none of an attempt %s', (_, jobs, results) => {
    expect(adopted(jobs, [], results).proven).toEqual([]);
  });

  it('is none of a step that a row has ended, and whose Job is gone: its outcome stands', () => {
    const run = adopted([], [row('a', 'Completed', 'Fail'), row('b', 'Waiting for Job Creation', 'N/A')], failed);
    expect(run.proven).toEqual([]);
    expect(run.supervisor.context.progress.outcomes[0]).toBe('Fail');
  });
});

describe('a run whose checkpoint is lost and whose Jobs carry the digest of their plan', () => {
  const launchedBy = (of: Plan, step: string, more: Parameters<typeof named>[1] = {}): KubeObject => {
    const job = jobOf(step, more);
    const annotations = { [planAnnotation]: planDigest(of) };
    return { ...job, metadata: { ...job.metadata, name: name(step, more.attempt, more.iteration), annotations } };
  };
  const reordered = planOf([{ id: 'c' }, { id: 'a' }, { id: 'b' }, { id: 'd' }]);
  const attemptsOf = (run: ReturnType<typeof adopted>) =>
    run.taken.map(({ attempt, event }) => (event.type === 'ADOPT' ? `${event.job.name} ${attempt}` : event.type));

  it('is adopted as before where it is the plan of the engine', () => {
    const run = adopted([launchedBy(plan, 'c')]);
    expect(attemptsOf(run)).toEqual([`${name('a')} 1`, `${name('b')} 1`, `${name('c')} 1`]);
    expect(run.notes).toEqual([]);
  });

  it('takes over the Job of another plan for its own step, and launches nothing that it would prove of others', () => {
    const run = adopted([launchedBy(plan, 'c')], [], [], reordered);
    expect(attemptsOf(run)).toEqual([`${name('c')} 1`, `${name('a')} 1`, `${name('b')} 1`, `${name('d')} 1`]);
    expect(run.supervisor.context.progress).toMatchObject({ ready: [], open: 4, running: [0, 1, 2, 3] });
    expect(run.notes).toEqual([expect.stringContaining(name('c'))]);
  });

  it('believes no row that waits and no condition that is false, both of which speak of a plan that was another', () => {
    const wanted = planOf([
      { id: 'c' },
      { id: 'a' },
      { id: 'b', condition: { is: 'outcome', step: 1, outcome: 'Fail' } },
      { id: 'd' },
    ]);
    const rows = [row('d', 'Waiting for Job Creation', 'N/A')];
    const run = adopted([launchedBy(plan, 'c')], rows, [resultOf('a', 'Pass', named('a'))], wanted);
    expect(attemptsOf(run)).toEqual([`${name('c')} 1`, `${name('a')} 1`, `${name('b')} 1`, `${name('d')} 1`]);
  });

  it('lets no attempt follow one of a plan that may have had more of them', () => {
    const wanted = planOf([{ id: 'a', retries }]);
    const failed = [resultOf('a', 'Fail', named('a'))];
    expect(attemptsOf(adopted([launchedBy(plan, 'b')], [], failed, wanted))).toEqual([`${name('a', 3)} 3`]);
    expect(attemptsOf(adopted([retained(launchedBy(wanted, 'a'))], [], [], planOf([{ id: 'a' }])))).toEqual([
      `${name('a')} 1`,
    ]);
  });

  it('leaves a Job alone whose step has the id of another experiment now', () => {
    const wanted = planOf([{ id: 'c', experiment: 'another' }]);
    const run = adopted([launchedBy(plan, 'c')], [], [], wanted);
    expect(attemptsOf(run)).toEqual([
      `${jobName('another', { runId: 'run1', step: 'c', iteration: 1, attempt: 1 })} 1`,
    ]);
    expect(run.notes).toEqual([expect.stringContaining(name('c'))]);
  });
});
