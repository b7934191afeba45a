import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Existence } from '../../src/runner/effects/existence.ts';
import { checkLaunch, type LaunchAnswers, type LaunchCheck } from '../../src/runner/effects/launch-check.ts';
import { absent } from './means.ts';

const cancelled: ClusterError = { is: 'Cancelled', message: 'ending' };
const away: ClusterError = { is: 'Unavailable', message: 'nobody answers' };
const denied: ClusterError = {
  is: 'Forbidden',
  message: 'not permitted: get chaosresults',
  rule: 'get chaosresults',
};
const invalid: ClusterError = { is: 'Invalid', message: 'refused', causes: [] };
const there: Existence = E.right(undefined);
const unlooked = 'Whether the Secret s exists could not be checked.';
const noResult: LaunchAnswers['result'] = E.right(undefined);

describe('what the answers about a launch mean for it', () => {
  it.each<readonly [string, LaunchAnswers['result'], readonly Existence[], LaunchCheck]>([
    ['all is there', noResult, [there], { is: 'Launchable', baseline: 'none', warnings: [] }],
    ['one is missing', noResult, [there, absent], { is: 'Rejected', reason: 'not found' }],
    ['two are missing', noResult, [absent, absent], { is: 'Rejected', reason: 'not found not found' }],
    [
      'one may not be looked at',
      noResult,
      [E.right(unlooked)],
      { is: 'Launchable', baseline: 'none', warnings: [unlooked] },
    ],
    [
      'the result may not be read',
      E.left(denied),
      [there],
      { is: 'Launchable', baseline: 'unknown', warnings: [denied.message] },
    ],
    ['the result is refused', E.left(invalid), [there], { is: 'Rejected', reason: 'refused' }],
    ['one answer is owing', noResult, [there, E.left(away)], { is: 'Hindered', reason: 'nobody answers' }],
    ['one is missing and one is owing', noResult, [absent, E.left(away)], { is: 'Hindered', reason: 'nobody answers' }],
    ['the result is owing', E.left(away), [absent], { is: 'Hindered', reason: 'nobody answers' }],
    ['the process ends', E.left(cancelled), [E.left(away), absent], { is: 'Ending' }],
  ])('%s', (_, result, dependencies, check) => {
    expect(checkLaunch({ result, dependencies })).toEqual(check);
  });
});
