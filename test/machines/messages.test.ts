import { describe, expect, test } from 'vitest';
import type { ExperimentContext } from '../../machines/experiment/experiment-types.ts';
import { litmusMessage } from '../../machines/experiment/litmus-message.ts';
import { attemptEnd } from '../runner/fixtures.ts';

const context = (more: Partial<ExperimentContext>): ExperimentContext => ({
  ...{ version: 2, step: 0, id: 'a', experiment: 'pod-delete', iteration: 1, attempt: 1, cleanUp: 'delete' },
  ...more,
});

describe('the event about a failure', () => {
  test('says of what was never launched what Litmus says', () => {
    const rejected = context({ end: attemptEnd('rejected', 'Error', { reason: 'There is no Secret.' }) });
    expect(litmusMessage.failed(rejected, {})).toBe(
      'Experiment Job creation failed, skipping Chaos Experiment: pod-delete. There is no Secret.',
    );
  });

  test('says of what ran that it ran, and how it ended', () => {
    const ran = context({ end: attemptEnd('completed', 'Error', { reason: 'exit code 1' }) });
    expect(litmusMessage.failed(ran, {})).toBe('Chaos Experiment: pod-delete ran and ended with Error. exit code 1');
  });

  test('has the last lines of the log, and of the log of a helper that has failed', () => {
    const ran = context({ end: attemptEnd('completed', 'Error', { reason: 'exit code 1' }) });
    expect(litmusMessage.failed(ran, { tail: 'gave up', helperTail: 'no tc' })).toMatch(
      / exit code 1 Last lines of its log: gave up Last lines of its helper's log: no tc$/,
    );
  });
});

describe('the reason of a stop', () => {
  test('has the line of the log that names a probe that has failed', () => {
    const stopped = context({ end: attemptEnd('aborted', 'Stopped', { reason: 'The ChaosEngine was stopped.' }) });
    expect(litmusMessage.stoppedByProbe(stopped, 'probe cart has Failed')).toMatch(
      /^The ChaosEngine was stopped\. .*stopOnFailure: probe cart has Failed$/,
    );
  });
});

describe('the reason of a verdict', () => {
  test.each([
    ['the words of the result, where it has any', { verdict: 'Fail', reason: 'probe failed' }, 'probe failed'],
    ['the verdict, where it has none', { verdict: 'Fail' }, 'The ChaosResult says Fail.'],
  ] as const)('is %s', (_, read, reason) => {
    expect(litmusMessage.verdict(read)).toBe(reason);
  });

  test('says of Stopped where it may come from, and that the engine goes on', () => {
    expect(litmusMessage.verdict({ verdict: 'Stopped', reason: 'probe failed.' })).toBe(
      'The ChaosResult says Stopped, as a probe with stopOnFailure or a signal makes it: probe failed. ' +
        'The engine goes on with its other steps unless it is stopped, too.',
    );
  });
});

test('the event about what has not gone names it and the outcome, and says what to do', () => {
  expect(litmusMessage.leftBehind(context({ end: attemptEnd('completed', 'Pass') }), ['pod/a', 'pod/b'])).toBe(
    'Chaos Experiment: pod-delete has ended (Pass), but this had not gone when it was looked last: pod/a, pod/b. ' +
      'It may inject yet. See what keeps it (its node, a finalizer, a right that is missing) and remove it by hand.',
  );
});

test('the event about targets that are still marked names them and the outcome, and says what to do', () => {
  const passed = context({ end: attemptEnd('completed', 'Pass'), injected: ['pod/a', '4 more'] });
  expect(litmusMessage.stillInjected(passed)).toBe(
    'Chaos Experiment: pod-delete has ended (Pass), but its ChaosResult still marks pod/a and 4 more as injected: ' +
      'the fault may still be on. Look at the targets and take back by hand what is left.',
  );
});
