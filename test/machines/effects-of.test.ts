import { expect, it } from 'vitest';
import { effectsOf } from '../../machines/effects-of.ts';
import { expected } from '../../machines/expected-event.ts';
import { innermost, statePath, stateValue } from '../../machines/state-path.ts';

it('an action asks for one effect, for one with each of a list of parameters, or for none', () => {
  const timer = (due: number) => ({ timer: 'retry', due });
  const asked = effectsOf([
    { type: 'openRun', params: { runId: 'run' } },
    { type: 'armTimer', params: [timer(1), timer(2)] },
    { type: 'startSteps', params: [] },
    { type: 'xstate.raise', params: {} },
    { type: 'bare' },
  ]);
  expect(asked).toEqual([
    { type: 'openRun', params: { runId: 'run' } },
    { type: 'armTimer', params: timer(1) },
    { type: 'armTimer', params: timer(2) },
    { type: 'bare', params: {} },
  ]);
});

it('an event of a type that the chart does not let come there is a defect', () => {
  const event = { type: 'TIMER', timer: 'run' } as const;
  expect(expected(event, 'TIMER')).toBe(event);
  expect(() => expected(event as { readonly type: 'TIMER' | 'ABORT' }, ['ABORT'])).toThrow(
    'TIMER where ABORT is expected',
  );
});

it('a state has a path, a value and an innermost name', () => {
  for (const path of ['Opening', 'Running.Observing']) expect(statePath(stateValue(path))).toBe(path);
  expect(['Opening', 'Running.Observing'].map(innermost)).toEqual(['Opening', 'Observing']);
});
