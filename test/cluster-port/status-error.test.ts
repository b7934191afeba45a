import { describe, expect, test } from 'vitest';
import type { Target } from '../../src/cluster/transport/request-path.ts';
import { refusalOf } from '../../src/cluster/transport/status-error.ts';
import { status } from './scripted-server.ts';

const target = (verb: Target['verb'], resource = 'secrets', group = ''): Target => ({
  verb,
  group,
  resource,
  namespace: 'litmus',
  ...(verb === 'create' || verb === 'list' ? {} : { name: 'x' }),
});

const rbac =
  'secrets "x" is forbidden: User "system:serviceaccount:litmus:sa" cannot get resource "secrets" in API group "" in the namespace "litmus"';
const quota = 'jobs.batch "x" is forbidden: exceeded quota: q, requested: count/jobs.batch=1, used: 5, limited: 5';
const webhook = 'admission webhook "policy.example.com" denied the request: no chaos on Fridays';
const account = 'pods "x" is forbidden: error looking up service account litmus/no: serviceaccount "no" not found';
const terminating =
  'jobs.batch "x" is forbidden: unable to create new content in namespace litmus because it is being terminated';
const timeout = 'Internal error occurred: failed calling webhook "w": Post "https://w": context deadline exceeded';

describe('what a refusal means', () => {
  test.each([
    ['a rule that is missing', target('get'), 403, status(403, 'Forbidden', rbac), 'Forbidden', false],
    ['a proxy that forbids', target('create'), 403, '<html>no</html>', 'Forbidden', false],
    [
      'an exceeded quota',
      target('create', 'jobs', 'batch'),
      403,
      status(403, 'Forbidden', quota),
      'QuotaExceeded',
      false,
    ],
    ['a webhook that denies', target('create'), 403, status(403, '', webhook), 'Invalid', false],
    ['a webhook that denies with 400', target('create'), 400, status(400, '', webhook), 'Invalid', false],
    [
      'a service account that is missing',
      target('create', 'pods'),
      403,
      status(403, 'Forbidden', account),
      'Invalid',
      false,
    ],
    [
      'a namespace that ends',
      target('create', 'jobs', 'batch'),
      403,
      status(403, 'Forbidden', terminating),
      'Invalid',
      false,
    ],
    [
      'a webhook that does not answer',
      target('create'),
      500,
      status(500, 'InternalError', timeout),
      'Unavailable',
      true,
    ],
    [
      'an object too large',
      target('patch'),
      500,
      status(500, '', 'etcdserver: request is too large'),
      'Invalid',
      false,
    ],
    [
      'a body too large',
      target('patch'),
      413,
      status(413, 'RequestEntityTooLarge', 'limit is 3145728'),
      'Invalid',
      false,
    ],
    [
      'a name that is taken',
      target('create'),
      409,
      status(409, 'AlreadyExists', 'already exists'),
      'AlreadyExists',
      false,
    ],
    ['a version that is old', target('patch'), 409, status(409, 'Conflict', 'modified'), 'Conflict', false],
    [
      'a quota overtaken by another create',
      target('create'),
      409,
      status(409, 'Conflict', 'quota modified'),
      'Conflict',
      true,
    ],
    ['nothing there', target('get'), 404, status(404, 'NotFound', 'secrets "x" not found'), 'NotFound', false],
    ['a resource version too old', target('watch'), 410, status(410, 'Expired', 'too old'), 'Gone', false],
    ['a token that expired', target('get'), 401, status(401, 'Unauthorized', 'Unauthorized'), 'Unauthorized', false],
    ['a busy server', target('get'), 429, status(429, 'TooManyRequests', 'later'), 'Unavailable', true],
    ['a gateway without a server', target('get'), 502, 'Bad Gateway', 'Unavailable', true],
    ['a server time-out', target('get'), 504, status(504, 'Timeout', 'timeout'), 'Unavailable', true],
    ['a method that is not there', target('patch'), 405, status(405, 'MethodNotAllowed', 'no'), 'Invalid', false],
    ['a redirection', target('get'), 302, '', 'Malformed', false],
  ] as const)('%s', (_name, of, code, body, tag, transient) => {
    const refusal = refusalOf(of, code, typeof body === 'string' ? body : JSON.stringify(body));
    expect([refusal.error.is, refusal.transient]).toEqual([tag, transient]);
  });

  test('the missing rule is named so that it can be written into a role', () => {
    const refusal = refusalOf(
      target('create', 'jobs', 'batch'),
      403,
      JSON.stringify(status(403, 'Forbidden', 'User "x" cannot create resource "jobs"')),
    );
    expect(refusal.error).toMatchObject({ rule: 'create jobs.batch in namespace litmus' });
    const log = refusalOf({ ...target('get', 'pods'), subresource: 'log' }, 403, '');
    expect(log.error).toMatchObject({ rule: 'get pods/log in namespace litmus' });
  });

  test('fields that were refused are listed with what is wrong with each', () => {
    const causes = [
      { field: 'spec.a', message: 'Required value' },
      { field: 'spec.b', message: 'Invalid value: 1' },
    ];
    const details = { causes: [...causes, {}] };
    const refusal = refusalOf(target('create'), 422, JSON.stringify(status(422, 'Invalid', 'bad', details)));
    expect(refusal.error).toMatchObject({ is: 'Invalid', causes });
  });

  test('an unknown kind says which definition is missing', () => {
    const refusal = refusalOf(target('get', 'chaosengines', 'litmuschaos.io'), 404, '404 page not found');
    expect(refusal.error.message).toContain('does not know chaosengines.litmuschaos.io');
  });

  test('seconds that the status asks for are passed on', () => {
    const body = JSON.stringify(status(429, 'TooManyRequests', 'later', { retryAfterSeconds: 3 }));
    expect(refusalOf(target('get'), 429, body).retryAfterSeconds).toBe(3);
  });
});
