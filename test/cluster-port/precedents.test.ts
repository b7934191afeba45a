import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Access } from '../../src/cluster/port.ts';
import { createPrecedents, type Precedents } from '../../src/cluster/precedents.ts';
import type { Target } from '../../src/cluster/transport/request-path.ts';
import type { Refusal } from '../../src/cluster/transport/status-error.ts';

const on = (verb: Target['verb'], resource: string, name?: string, group = ''): Target => ({
  ...{ verb, group, resource, namespace: 'litmus' },
  ...(name === undefined ? {} : { name }),
});

const refusal = (error: ClusterError, more: Partial<Refusal> = {}): Refusal => ({ error, transient: false, ...more });
const forbidden = refusal({ is: 'Forbidden', message: 'not permitted', rule: 'a rule' });
const unauthorized = refusal({ is: 'Unauthorized', message: 'who?' });
const malformed = refusal({ is: 'Malformed', message: 'half a page' });
const unserved = refusal({ is: 'NotFound', message: '404 page not found' }, { unserved: true });
const absent = refusal({ is: 'NotFound', message: 'no such object' }, { unserved: false });

const review = (verbs: readonly string[], apiGroups: readonly string[], resources: readonly string[]): Access => ({
  rules: [{ verbs, apiGroups, resources }],
  incomplete: false,
});

const judged = (of: Precedents, target: Target, what: Refusal): readonly unknown[] => {
  const { error, transient } = of.judge(target, what);
  return [error.is, transient];
};

const denied = ['Forbidden', false];
const withdrawn = ['Withdrawn', true];

describe('a denial', () => {
  it('of what was never permitted is an answer', () => {
    expect(
      judged(
        createPrecedents(() => 0),
        on('get', 'secrets', 'a'),
        forbidden,
      ),
    ).toEqual(denied);
  });

  it('of what was permitted before is waited out', () => {
    const known = createPrecedents(() => 0);
    known.answered(on('patch', 'chaosengines', 'engine'));
    expect(judged(known, on('patch', 'chaosengines', 'engine'), forbidden)).toEqual(withdrawn);
  });

  it('of what was looked for and not there was permitted, too', () => {
    const known = createPrecedents(() => 0);
    expect(judged(known, on('get', 'chaosresults', 'a'), absent)).toEqual(['NotFound', false]);
    expect(judged(known, on('get', 'chaosresults', 'a'), forbidden)).toEqual(withdrawn);
  });

  it('of one object says nothing about another: a role may permit single names', () => {
    const known = createPrecedents(() => 0);
    known.answered(on('get', 'secrets', 'a'));
    expect(judged(known, on('get', 'secrets', 'b'), forbidden)).toEqual(denied);
  });

  it('of a Job is one of all Jobs: no role can name them', () => {
    const known = createPrecedents(() => 0);
    known.answered(on('delete', 'jobs', 'a-1', 'batch'));
    expect(judged(known, on('delete', 'jobs', 'b-2', 'batch'), forbidden)).toEqual(withdrawn);
  });

  it('of what the server has listed as permitted is waited out, though it was never asked for', () => {
    const known = createPrecedents(() => 0);
    known.permitted('litmus', review(['delete'], ['batch'], ['jobs']));
    expect(judged(known, on('delete', 'jobs', 'a', 'batch'), forbidden)).toEqual(withdrawn);
  });

  it('of what the server lists, and another authorizer has always denied, is an answer', () => {
    const known = createPrecedents(() => 0);
    expect(judged(known, on('list', 'events'), forbidden)).toEqual(denied);
    known.permitted('litmus', review(['list'], [''], ['events']));
    expect(judged(known, on('list', 'events'), forbidden)).toEqual(denied);
  });

  it('does not lose what was permitted by a list that was asked for while it is withdrawn', () => {
    const known = createPrecedents(() => 0);
    known.permitted('litmus', review(['delete'], ['batch'], ['jobs']));
    known.permitted('litmus', { rules: [], incomplete: false });
    expect(judged(known, on('delete', 'jobs', 'a', 'batch'), forbidden)).toEqual(withdrawn);
  });

  it('that comes while another right is withdrawn has the same cause, until that one was long ago', () => {
    let now = 0;
    const known = createPrecedents(() => now);
    known.answered(on('list', 'pods'));
    known.judge(on('list', 'pods'), forbidden);
    expect(judged(known, on('delete', 'pods', 'a'), forbidden)).toEqual(withdrawn);
    now = 60_000;
    expect(judged(known, on('delete', 'pods', 'a'), forbidden)).toEqual(denied);
  });
});

describe('what makes no sense', () => {
  it.each([
    ['credentials that were never accepted', unauthorized, ['Unauthorized', false]],
    ['a page in place of an answer', malformed, ['Malformed', false]],
    ['a kind that was never served', unserved, ['NotFound', false]],
  ] as const)('of a server that never made sense is an answer: %s', (_, what, answer) => {
    expect(
      judged(
        createPrecedents(() => 0),
        on('get', 'chaosengines', 'engine'),
        what,
      ),
    ).toEqual(answer);
  });

  it.each([
    ['credentials that were accepted', unauthorized, ['Withdrawn', true]],
    ['a page in place of an answer', malformed, ['Malformed', true]],
    ['a kind that was served', unserved, ['Unserved', true]],
    ['an object that is not there', absent, ['NotFound', false]],
  ] as const)('after an answer that did may pass: %s', (_, what, answer) => {
    const known = createPrecedents(() => 0);
    known.answered(on('get', 'chaosengines', 'other'));
    expect(judged(known, on('get', 'chaosengines', 'engine'), what)).toEqual(answer);
  });
});

describe('what was permitted until now', () => {
  const wanted = [{ verbs: ['get', 'delete'], apiGroups: [''], resources: ['secrets', 'pods'] }];
  const to = (verb: string, resource: string, ...resourceNames: readonly string[]) => ({
    ...{ verbs: [verb], apiGroups: [''], resources: [resource] },
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
  });
  const until = (known: Precedents) => known.permittedUntilNow('litmus', wanted);

  it('is what was used with success, by name where a role may permit single names, the last one used at the end', () => {
    const known = createPrecedents(() => 0);
    for (const name of ['a', 'b', 'a']) known.answered(on('get', 'secrets', name));
    known.answered(on('delete', 'pods', 'x'));
    expect(until(known)).toEqual([to('get', 'secrets', 'b', 'a'), to('delete', 'pods')]);
  });

  it('is what the server has listed, unless it was denied all the same', () => {
    const known = createPrecedents(() => 0);
    known.permitted('litmus', review(['get'], [''], ['secrets']));
    expect(until(known)).toEqual([to('get', 'secrets')]);
    known.permitted('other', review(['*'], ['*'], ['*']));
    const denying = createPrecedents(() => 0);
    denying.judge(on('get', 'secrets', 'a'), forbidden);
    denying.permitted('litmus', review(['get'], [''], ['secrets']));
    expect(until(denying)).toEqual([]);
  });

  it('is what the process before had, and is handed on as it was told', () => {
    const known = createPrecedents(() => 0);
    known.permittedBefore('litmus', [to('get', 'secrets', 'a'), to('delete', 'pods')]);
    known.answered(on('get', 'secrets', 'b'));
    expect(until(known)).toEqual([to('get', 'secrets', 'a', 'b'), to('delete', 'pods')]);
  });

  it('of an earlier process is waited out when it is denied, and nothing that it did not have', () => {
    const known = createPrecedents(() => 0);
    known.permittedBefore('litmus', [to('get', 'secrets', 'a'), to('delete', 'pods')]);
    expect(judged(known, on('get', 'secrets', 'b'), forbidden)).toEqual(denied);
    expect(judged(known, on('delete', 'pods', 'x'), forbidden)).toEqual(withdrawn);
    expect(judged(known, on('get', 'secrets', 'a'), forbidden)).toEqual(withdrawn);
  });
});
