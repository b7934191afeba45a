import { describe, expect, it } from 'vitest';
import { endOfEngine } from '../../../src/model/litmus/engine-end.ts';

const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' };

describe('the run of an engine', () => {
  it.each<readonly [string, Parameters<typeof endOfEngine>[0], ReturnType<typeof endOfEngine>]>([
    ['goes on while it is active', { metadata: {}, spec: { engineState: 'active' } }, undefined],
    ['goes on where nothing is said', { metadata: {}, spec: {} }, undefined],
    ['goes on where there is no spec', { metadata: {} }, undefined],
    ['goes on where the state is no state', { metadata: {}, spec: { engineState: true } }, undefined],
    ['has to end when it is stopped', { metadata: {}, spec: { engineState: 'stop' } }, 'stopped'],
    ['has to end when it is being deleted', { metadata: deleted, spec: { engineState: 'active' } }, 'deleted'],
    [
      'has to end by its deletion though it was stopped',
      { metadata: deleted, spec: { engineState: 'stop' } },
      'deleted',
    ],
  ])('%s', (_, engine, how) => {
    expect(endOfEngine(engine)).toBe(how);
  });
});
