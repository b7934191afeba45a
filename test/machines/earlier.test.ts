import { describe, expect, it } from 'vitest';
import { isState, nameOfToday, supervisorOfToday } from '../../machines/supervisor/earlier.ts';

const progress = { iteration: 1, open: 2 };

/** As version 1 wrote it. */
const written = (state: string, change: object = {}, more: object = {}) => ({
  state,
  context: { version: 1, runId: 'run', progress: { ...progress, ...change }, ...more },
});

describe('a supervisor of version 1', () => {
  it.each([
    ['Opening', {}, {}, 'Opening'],
    ['Running', {}, {}, 'Iterating.Running'],
    ['Draining', { draining: 'policy' }, {}, 'Iterating.Draining'],
    ['Draining', { draining: 'late', goesOn: false }, {}, 'Iterating.Draining'],
    ['Draining', { draining: 'late', goesOn: true }, {}, 'Iterating.CuttingShort'],
    ['Waiting', {}, {}, 'Waiting'],
    ['Waiting', { draining: 'late', goesOn: true }, {}, 'Waiting'],
    ['Aborting', { draining: 'stopped' }, { aborted: {} }, 'Aborting'],
    ['Closing', { draining: 'policy' }, {}, 'Closing'],
    ['Completed', {}, {}, 'Completed'],
    ['Aborted', { draining: 'stopped' }, { aborted: {} }, 'Aborted'],
  ])('in %s with %j and %j is in %s today, and its progress no longer says so', (state, change, more, today) => {
    expect(supervisorOfToday(written(state, change, more))).toEqual({
      state: today,
      context: { version: 2, runId: 'run', progress, ...more },
    });
  });

  it.each([
    ['that starts steps and does not', written('Running', { draining: 'policy' })],
    ['that drains and does not', written('Draining')],
    ['that waits for an iteration that does not follow', written('Waiting', { draining: 'policy' })],
    ['that aborts and drains nothing', written('Aborting', {}, { aborted: {} })],
    ['that nobody aborts', written('Aborting', { draining: 'stopped' })],
    ['in a state of today', written('Iterating.Running')],
    ['in a state that there is not', written('Checking')],
    ['without progress', { state: 'Running', context: { version: 1 } }],
  ])('%s is left as it is, for the codec to refuse', (_, found) => {
    expect(supervisorOfToday(found)).toBe(found);
  });
});

it('a supervisor of today is left as it is', () => {
  const found = { state: 'Iterating.Running', context: { version: 2, progress } };
  expect(supervisorOfToday(found)).toBe(found);
});

it('records of earlier versions mean the states below Iterating, of which the two that start nothing had one name', () => {
  expect(['Running', 'Draining', 'Waiting', 'Running.Observing', 'Iterating.Running'].map(nameOfToday)).toEqual([
    'Iterating.Running',
    'Iterating.Draining',
    'Waiting',
    'Running.Observing',
    'Iterating.Running',
  ]);
  expect(isState('Iterating.CuttingShort', 'Draining')).toBe(true);
  expect(isState('Iterating.CuttingShort', 'Iterating.Draining')).toBe(false);
  expect(isState('Iterating.Draining', 'Running')).toBe(false);
});
