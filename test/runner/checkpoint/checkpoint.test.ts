import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, holderOf } from '../../../src/runner/checkpoint/checkpoint-text.ts';
import { anyRuns } from '../arbitrary-run.ts';
import { checkpointOf, observing } from '../checkpoints.ts';
import { attemptEnd, attemptState } from '../fixtures.ts';
import { runToEnd } from '../run-to-end.ts';

const whole = checkpointOf();
const long = checkpointOf({ history: 'entry '.repeat(10_000) });
const other = (change: object): string => JSON.stringify({ ...whole, ...change });
const context = (change: object): string =>
  other({ supervisor: { state: 'Iterating.Running', context: { ...whole.supervisor.context, ...change } } });
const progress = (change: object): string => context({ progress: { ...whole.supervisor.context.progress, ...change } });
const attempts = (changes: readonly object[], state = 'Running.Observing'): string =>
  other({ attempts: changes.map((change) => attemptState(state, { ...observing, ...change })) });
const packed = (value: object): string => deflateRawSync(JSON.stringify(value)).toString('base64');
/** The second one was told to be skipped, so that somebody drives every step that has no outcome. */
const both = [
  attemptState('Running.Observing', observing),
  attemptState('CleaningUp.Recording', {
    step: 1,
    id: 'b',
    experiment: 'b',
    attempt: 0,
    end: attemptEnd('skipped', 'Skipped'),
  }),
];
const supervisorIn = (state: string): string => other({ supervisor: { ...whole.supervisor, state } });
const ended = (state: string): string => {
  const over = {
    ...whole.supervisor.context.progress,
    outcomes: ['Pass', 'Pass'],
    open: 0,
    running: [],
    worst: 'Pass',
  };
  return other({ attempts: [], supervisor: { state, context: { ...whole.supervisor.context, progress: over } } });
};

describe('a checkpoint', () => {
  it('comes back as it was, from any moment of a run', () => {
    fc.assert(
      fc.property(anyRuns(), fc.nat(80), (one, killAfter) => {
        const { last } = runToEnd(one, { killAfter });
        if (last === undefined) return;
        const { runId } = last.supervisor.context;
        const checkpoint = checkpointOf({ ...last, runId, facts: [] });
        expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(E.right(JSON.parse(JSON.stringify(checkpoint))));
      }),
      { numRuns: 300 },
    );
  });

  it('comes back with what its steps have left behind', () => {
    const ended = { iteration: 1, attempt: 1, end: { ending: 'completed', outcome: 'Pass' }, at: 1 } as const;
    const left = { injected: 1, stays: true };
    const checkpoint = checkpointOf({
      facts: [{ current: { ...ended, ...left }, injectedBefore: 1, stayedBefore: true }, null],
    });
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(E.right(checkpoint));
  });

  it('is compressed where it is long, and its holder can be read all the same', () => {
    const text = encodeCheckpoint(long);
    expect(text.length).toBeLessThan(2_000);
    expect([holderOf(text), holderOf(encodeCheckpoint(whole)), holderOf(undefined)]).toEqual([
      'holder',
      'holder',
      undefined,
    ]);
    expect(decodeCheckpoint(text)).toEqual(E.right(long));
  });

  it.each([
    ['that starts steps', 'Running', {}, 'Iterating.Running'],
    ['that starts nothing more', 'Draining', { ready: [], draining: 'policy' }, 'Iterating.Draining'],
    [
      'whose iteration is cut short',
      'Draining',
      { ready: [], draining: 'late', goesOn: true },
      'Iterating.CuttingShort',
    ],
  ] as const)('of shape 1 is read as what it says today: of a run %s', (_, state, change, today) => {
    const { context: now } = whole.supervisor;
    const then = { ...now, version: 1, progress: { ...now.progress, ...change } };
    const written = JSON.stringify({ ...whole, shape: 1, supervisor: { state, context: then }, attempts: both });
    const { draining: _draining, goesOn: _goesOn, ...kept } = { draining: '', goesOn: true, ...then.progress };
    const supervisor = { state: today, context: { ...now, progress: kept } };
    expect(decodeCheckpoint(written)).toEqual(E.right({ ...whole, supervisor, attempts: both }));
  });

  it('is refused wherever it is cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom(encodeCheckpoint(whole), encodeCheckpoint(long)), fc.nat(4_000), (text, cut) => {
        expect(E.isLeft(decodeCheckpoint(text.slice(0, Math.min(cut, text.length - 1))))).toBe(true);
      }),
    );
  });

  it.each([
    ['of a later version', other({ shape: 4 }), /a later version of the runner \(shape 4, this version reads 3\)$/],
    [
      'of a later version that is packed',
      JSON.stringify({ shape: 7, holder: 'x', deflate: packed({ ...whole, shape: 7 }) }),
      /a later version of the runner \(shape 7,/,
    ],
    ['of a version before the first', other({ shape: 0 }), /does not say which version .*\(shape 0\)$/],
    ['of a version in words', other({ shape: '1' }), /does not say which version .*\(shape the text "1"\)$/],
    ['of no version', other({ shape: undefined }), /does not say which version/],
    ['with a field that a later version has added', other({ quarantine: {} }), /unknown key "quarantine"/],
    [
      'with a field that a later version has added to an attempt',
      attempts([{ quarantine: true }]),
      /unknown key "quarantine"/,
    ],
    ['without a part', other({ head: undefined }), /missing/],
    [
      'whose supervisor is of another version',
      other({ supervisor: { state: 'Iterating.Running', context: { version: 3 } } }),
      /missing/,
    ],
    ['of an attempt of another version', other({ attempts: [{ ...attemptState('Pending'), context: {} }] }), /missing/],
    ['of a state that there is not', other({ attempts: [attemptState('Running.Sleeping')] }), /attempts\[0\]\.state/],
    ['of a state that is near to one that there is', other({ attempts: [attemptState('Running.Observe')] }), /\.state/],
    ['of a state without its substate', other({ attempts: [attemptState('Running')] }), /attempts\[0\]\.state/],
    ['whose supervisor is in a state that there is not', supervisorIn('Checking'), /supervisor\.state/],
    ['of an outcome that there is not', progress({ outcomes: ['Paused', null] }), /outcomes\[0\]/],
    ['that is something else', '"hello"', /cannot be read/],
    [
      'that is packed as no text',
      JSON.stringify({ shape: 2, holder: 'x', deflate: { length: 4e9 } }),
      /cannot be read/,
    ],
    ['without a plan', context({ plan: undefined }), /plan.*missing/],
    ['without progress', context({ progress: null }), /progress/],
    ['with a moment that no date can name', context({ startedAt: 1e300 }), /startedAt/],
    ['of another run', context({ runId: 'other' }), /of another run/],
    ['of a step that the plan has not', attempts([{ step: 99 }]), /no step 99/],
    ['of an attempt that is not awaited', attempts([{ attempt: 0 }]), /none that its plan waits for/],
    ['of an attempt without its Job', attempts([{ launch: undefined }]), /without `launch`/],
    ['of two attempts of one step', attempts([{}, {}]), /two attempts of one step/],
    ['that lacks the machine of a step that runs', attempts([]), /nobody drives step 0/],
    [
      'with facts of an attempt that its progress has not begun',
      other({ facts: [{ current: { iteration: 1, attempt: 2, at: 0 } }] }),
      /facts of an attempt of step 0 that its plan has not begun/,
    ],
    [
      'with facts of an iteration that is to come',
      other({ facts: [{ current: { iteration: 2, attempt: 1, at: 0 } }] }),
      /facts of an attempt of step 0 that its plan has not begun/,
    ],
    ['with an attempt at its end', attempts([{}], 'Verdict'), /attempts\[0\]\.state/],
    ['whose run is over while steps are open', supervisorIn('Completed'), /cannot be Completed while 2 steps/],
    ['whose run waits for an iteration that there is not', ended('Waiting'), /no iteration to come/],
    ['whose run was aborted by nobody', supervisorIn('Aborting'), /without an abort/],
    [
      'of shape 1 that starts steps and does not',
      other({
        shape: 1,
        supervisor: {
          state: 'Running',
          context: {
            ...whole.supervisor.context,
            version: 1,
            progress: { ...whole.supervisor.context.progress, draining: 'x' },
          },
        },
      }),
      /supervisor\.state/,
    ],
    [
      'of shape 1 with a state of shape 2',
      other({ shape: 1, supervisor: { ...whole.supervisor, context: { ...whole.supervisor.context, version: 1 } } }),
      /version/,
    ],
    [
      'that starts a step though nothing more is started',
      supervisorIn('Iterating.Draining'),
      /a step is to be started/,
    ],
    ['with a step that runs twice', progress({ running: [0, 0] }), /twice/],
    ['with a step that is ready and runs', progress({ ready: [0] }), /waits and runs/],
    ['with a step that was tried and is not to be tried again', progress({ attempts: [1, 1] }), /step 1 was tried/],
    ['with a step that may run and does not wait for its turn', progress({ ready: [] }), /neither waits nor runs/],
    [
      'of an attempt that was stopped and would leave its Job',
      attempts([{ end: attemptEnd('aborted', 'Stopped') }], 'CleaningUp.Recording'),
      /nothing to clean up/,
    ],
    [
      'of an attempt that has failed after its launch and would leave its Job',
      attempts([{ end: attemptEnd('completed', 'Error') }], 'CleaningUp.Recording'),
      /nothing to clean up/,
    ],
    ['with fewer outcomes than steps', progress({ outcomes: [null] }), /not that of its plan/],
    ['with a wrong count of open steps', progress({ open: 0 }), /2 steps have no outcome/],
    ['that is nothing', 'null', /cannot be read/],
    ['that is not packed right', JSON.stringify({ shape: 2, holder: 'x', deflate: 'AAAA' }), /cannot be read/],
  ])('is refused %s', (_, text, why) => {
    const found = decodeCheckpoint(text);
    expect(E.isLeft(found) && found.left).toMatch(why);
  });
});
