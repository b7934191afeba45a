import { describe, expect, it } from 'vitest';
import type { AccessRule } from '../../../src/cluster/port.ts';
import { createPrecedents } from '../../../src/cluster/precedents.ts';
import { keptRights, keptRules, mostNamesText, rightsToKeep } from '../../../src/runner/checkpoint/kept-rights.ts';

const to = (verb: string, group: string, resource: string, ...resourceNames: readonly string[]): AccessRule => ({
  ...{ verbs: [verb], apiGroups: [group], resources: [resource] },
  ...(resourceNames.length === 0 ? {} : { resourceNames }),
});
const having = (...rules: readonly AccessRule[]) => {
  const precedents = createPrecedents(() => 0);
  precedents.permittedBefore('litmus', rules);
  return precedents;
};

describe('the rights that a checkpoint keeps', () => {
  it('are those that a run needs, in the words of RBAC, and are read back as they were', () => {
    const rules = [to('delete', 'batch', 'jobs'), to('get', '', 'pods/log'), to('get', '', 'secrets', 'a', 'b')];
    const kept = rightsToKeep(having(...rules, to('watch', '', 'pods'), to('create', '', 'events')), 'litmus');
    expect(kept).toEqual(['delete jobs.batch', 'get pods/log', 'get secrets a b']);
    expect(keptRights.is(kept)).toBe(true);
    expect(keptRules(kept)).toEqual(rules);
  });

  it('are none where the door remembers nothing', () => {
    expect([rightsToKeep({}, 'litmus'), keptRules(undefined)]).toEqual([[], []]);
  });

  it('have so many names as there is room for, of these the ones that were used last', () => {
    const names = Array.from({ length: 500 }, (_, index) => `secret-${index}`);
    const [kept = ''] = rightsToKeep(having(to('get', '', 'secrets', ...names)), 'litmus');
    expect(kept.length).toBeLessThanOrEqual(mostNamesText + 'get secrets'.length);
    expect(kept).toMatch(/ secret-499$/);
    expect(kept).not.toContain(' secret-0 ');
  });

  it.each([
    ['no list', 'delete jobs.batch'],
    ['no text', [1]],
    ['no right', ['jobs']],
    ['nothing that RBAC knows', ['DELETE jobs']],
    ['a text that is too long', [`get secrets ${'x'.repeat(mostNamesText + 300)}`]],
    ['too many', Array.from({ length: 33 }, () => 'get pods')],
  ])('are refused where they are %s', (_, value) => {
    expect(keptRights.is(value)).toBe(false);
    expect(keptRights.decode(value)._tag).toBe('Left');
  });
});
