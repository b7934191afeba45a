import { describe, expect, it } from 'vitest';
import { byKind, kindRows } from '../../bench/large/request-kinds.ts';
import type { SeenRequest } from '../../bench/place.ts';

const request = (verb: string, path: string): SeenRequest => ({ verb, path, status: 200, at: 0 });
const engines = '/apis/litmuschaos.io/v1alpha1/namespaces/test/chaosengines';

describe('the kind of a request', () => {
  it.each([
    { name: 'an object', verb: 'get', path: `${engines}/engine`, kind: 'get chaosengines' },
    { name: 'a collection', verb: 'create', path: '/apis/batch/v1/namespaces/test/jobs', kind: 'create jobs' },
    {
      name: 'a collection with a query',
      verb: 'list',
      path: '/api/v1/namespaces/test/pods?limit=500',
      kind: 'list pods',
    },
    {
      name: 'a subresource',
      verb: 'get',
      path: '/api/v1/namespaces/test/pods/pod-1/log?container=a',
      kind: 'get pods/log',
    },
    {
      name: 'what is in no namespace',
      verb: 'create',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      kind: 'create selfsubjectaccessreviews',
    },
    { name: 'a path of the server', verb: 'get', path: '/version', kind: 'get version' },
  ])('of $name is "$kind"', ({ verb, path, kind }) => {
    expect([...byKind([request(verb, path)])]).toEqual([[kind, 1]]);
  });

  it('is the same of all objects of a kind, and another for another verb', () => {
    const requests = [
      request('get', `${engines}/one`),
      request('get', `${engines}/two`),
      request('patch', `${engines}/one`),
    ];
    expect([...byKind(requests)]).toEqual([
      ['get chaosengines', 2],
      ['patch chaosengines', 1],
    ]);
  });
});

describe('the table of requests', () => {
  const batches = [
    {
      title: '20, watch',
      perStep: new Map([
        ['get pods', 0.5],
        ['create jobs', 1],
      ]),
    },
    {
      title: '50, watch',
      perStep: new Map([
        ['create jobs', 1],
        ['patch chaosengines', 3.25],
      ]),
    },
  ];

  it('has a column for each batch', () => {
    expect(kindRows(batches)[0]).toEqual(['requests a step', '20, watch', '50, watch']);
  });

  it('begins with what there were the most of', () => {
    expect(
      kindRows(batches)
        .slice(1)
        .map(([kind]) => kind),
    ).toEqual(['patch chaosengines', 'create jobs', 'get pods']);
  });

  it('says zero where a batch had none of a kind', () => {
    expect(kindRows(batches).at(-1)).toEqual(['get pods', '0.500', '0.000']);
  });
});
