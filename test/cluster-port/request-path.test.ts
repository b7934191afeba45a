import { describe, expect, test } from 'vitest';
import { pathOf, ruleOf, sayTarget, targetOf } from '../../src/cluster/transport/request-path.ts';
import type { Kind } from '../../src/model/kube/kinds.ts';

describe('a target', () => {
  test.each<[Kind, { namespace?: string; name?: string; subresource?: string }, string, string]>([
    [
      'Pod',
      { namespace: 'a', name: 'b', subresource: 'log' },
      '/api/v1/namespaces/a/pods/b/log',
      'get pods/log in namespace a',
    ],
    ['Job', { namespace: 'a', name: 'b' }, '/apis/batch/v1/namespaces/a/jobs/b', 'get jobs.batch in namespace a'],
    ['Node', { name: 'n' }, '/api/v1/nodes/n', 'get nodes in the whole cluster'],
    [
      'Event',
      { namespace: 'a', name: 'Aé/?' },
      '/api/v1/namespaces/a/events/A%C3%A9%2F%3F',
      'get events in namespace a',
    ],
  ])('%s %j', (kind, where, path, rule) => {
    const target = targetOf('get', kind, where);
    expect(pathOf(kind, target)).toBe(path);
    expect(ruleOf(target)).toBe(rule);
  });

  test('has a query of what is given only', () => {
    const target = targetOf('list', 'Pod', { namespace: 'a' });
    const query = { labelSelector: 'a in (b,c),!d', fieldSelector: undefined };
    expect(pathOf('Pod', target, query)).toBe('/api/v1/namespaces/a/pods?labelSelector=a+in+%28b%2Cc%29%2C%21d');
  });

  test('is said in words', () => {
    expect(sayTarget(targetOf('delete', 'Job', { namespace: 'a', name: 'b' }))).toBe('delete jobs "b" in namespace a');
  });
});
