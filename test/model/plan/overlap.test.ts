import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnvVar } from '../../../src/model/kube/object-parts.ts';
import { faults } from '../../../src/model/litmus/fault-mechanisms.ts';
import { mayShareTarget, targetOf } from '../../../src/model/litmus/fault-target.ts';
import { lockGroups } from '../../../src/model/plan/clique-cover.ts';
import { impliedMutexes } from '../../../src/model/plan/overlap.ts';

type Env = Readonly<Record<string, string | { readonly from: string }>>;

const env = (values: Env): readonly EnvVar[] =>
  Object.entries(values).map(([name, value]) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: value },
  );

interface Step {
  readonly name: string;
  readonly env?: Env;
  readonly after?: number;
  readonly mutex?: string;
  readonly allowOverlap?: boolean;
}

const impliedFor = (steps: readonly Step[], parallelism = 5) =>
  impliedMutexes({
    ids: steps.map(({ name }, index) => `${name}#${index}`),
    names: steps.map(({ name }) => name),
    conditions: steps.map(({ after }) =>
      after === undefined ? undefined : { is: 'outcome' as const, step: after, outcome: 'Done' as const },
    ),
    parallelism,
    environments: steps.map((step) => env(step.env ?? {})),
    declared: steps.map(({ mutex }) => (mutex === undefined ? [] : [mutex])),
    allowOverlap: steps.map(({ allowOverlap }) => allowOverlap === true),
  });

/** Pairs of steps that the implied mutexes keep apart, as `0-1`. */
const pairs = (steps: readonly Step[], parallelism?: number): readonly string[] => {
  const { mutexes } = impliedFor(steps, parallelism);
  return mutexes.flatMap((own, left) =>
    mutexes.flatMap((other, right) =>
      left < right && own.some((mutex) => other.includes(mutex)) ? [`${left}-${right}`] : [],
    ),
  );
};

describe('impliedMutexes', () => {
  it('keeps apart faults of one mechanism whose targets may be the same, and says why', () => {
    const nginx = { TARGETS: 'deployment:litmus:[app=nginx]' };
    const { mutexes, notes } = impliedFor([
      { name: 'pod-network-loss', env: nginx },
      { name: 'pod-network-latency', env: nginx },
      { name: 'pod-http-latency', env: nginx },
      { name: 'pod-cpu-hog', env: nginx },
    ]);
    expect(mutexes).toEqual([['overlap:tc'], ['overlap:tc'], [], []]);
    expect(notes).toEqual([
      'pod-network-loss#0 and pod-network-latency#1 never run at once: both set the traffic control (tc) of the pod’s network, on the same target, pods with app=nginx in litmus (mutex overlap:tc).',
    ]);
  });

  it.each<[string, readonly Step[], readonly string[]]>([
    ['two faults without a named target', [{ name: 'pod-http-latency' }, { name: 'pod-http-status-code' }], ['0-1']],
    ['unknown faults', [{ name: 'mine' }, { name: 'yours' }], []],
    ['faults of different mechanisms', [{ name: 'pod-cpu-hog' }, { name: 'pod-dns-error' }], []],
    ['faults of which one allows it', [{ name: 'pod-cpu-hog', allowOverlap: true }, { name: 'pod-memory-hog' }], []],
    ['faults of which one waits for the other', [{ name: 'pod-cpu-hog' }, { name: 'pod-memory-hog', after: 0 }], []],
    [
      'faults with a mutex of the user',
      [
        { name: 'pod-cpu-hog', mutex: 'm' },
        { name: 'pod-memory-hog', mutex: 'm' },
      ],
      [],
    ],
    [
      'a wide target and two narrow ones',
      [
        { name: 'node-drain' },
        { name: 'node-taint', env: { TARGET_NODE: 'n1' } },
        { name: 'node-restart', env: { TARGET_NODE: 'n2' } },
      ],
      ['0-1', '0-2'],
    ],
    ['the same experiment twice', [{ name: 'mine' }, { name: 'mine' }], ['0-1']],
    [
      'the same experiment twice, even where overlap is allowed',
      [
        { name: 'pod-cpu-hog', allowOverlap: true },
        { name: 'pod-cpu-hog', allowOverlap: true },
      ],
      ['0-1'],
    ],
    [
      'the same experiment with an instance of its own',
      [{ name: 'mine', env: { INSTANCE_ID: '1' } }, { name: 'mine' }],
      [],
    ],
    [
      'an instance that is not known before',
      [
        { name: 'mine', env: { INSTANCE_ID: { from: 'a Secret' } } },
        { name: 'mine' },
        { name: 'mine', env: { INSTANCE_ID: '1' } },
      ],
      ['0-1', '0-2'],
    ],
    ['names that make the same result', [{ name: 'mine-1' }, { name: 'mine', env: { INSTANCE_ID: '1' } }], ['0-1']],
  ])('of %s keeps apart exactly those that need it', (_, steps, expected) => {
    expect(pairs(steps)).toEqual(expected);
  });

  it('is silent when nothing runs at once anyway', () => {
    expect(impliedFor([{ name: 'mine' }, { name: 'mine' }], 1)).toEqual({ mutexes: [[], []], notes: [] });
    expect(impliedFor([{ name: 'mine' }, { name: 'mine', after: 0 }]).notes).toEqual([]);
  });

  it('keeps one lock where many different targets would need too many', () => {
    const narrow = Array.from({ length: 80 }, (_, index) => ({
      name: 'node-taint',
      env: { TARGET_NODE: `n${index}`, INSTANCE_ID: `${index}` },
    }));
    const { mutexes, notes } = impliedFor([{ name: 'node-drain' }, ...narrow]);
    expect(new Set(mutexes.flat())).toEqual(new Set(['overlap:node-availability']));
    expect(notes.join()).toMatch(/too many different targets/);
  });
});

describe('mayShareTarget', () => {
  const share = (scope: 'pod' | 'container' | 'node', left: Env, right: Env): boolean =>
    mayShareTarget(targetOf(scope, env(left), undefined), targetOf(scope, env(right), undefined));

  it.each<['pod' | 'container' | 'node', Env, Env, boolean]>([
    ['pod', {}, {}, true],
    ['pod', { TARGETS: 'deployment:a:[app=x]' }, {}, true],
    ['pod', { TARGETS: 'deployment:a:[app=x]' }, { TARGETS: 'deployment:b:[app=x]' }, false],
    ['pod', { TARGETS: 'deployment:a:[app=x]' }, { TARGETS: 'deployment:a:[app=y]' }, false],
    ['pod', { TARGETS: 'deployment:a:[app=x]' }, { TARGETS: 'deployment:a:[tier=y]' }, true],
    ['pod', { TARGETS: 'deployment:a:[app=x]' }, { TARGETS: 'statefulset:b:[app=x]; deployment:a:[app=x]' }, true],
    ['pod', { TARGETS: 'deployment:a:[one]' }, { TARGETS: 'deployment:a:[two]' }, false],
    ['pod', { TARGETS: 'deployment:a:[one,two]' }, { TARGETS: 'deployment:a:[two]' }, true],
    ['pod', { TARGETS: 'deployment:a:[one]' }, { TARGETS: 'statefulset:a:[two]' }, true],
    ['pod', { TARGETS: 'nonsense' }, { TARGETS: 'deployment:a:[two]' }, true],
    ['pod', { TARGETS: { from: 'elsewhere' } }, { TARGETS: 'deployment:a:[two]' }, true],
    ['pod', { TARGETS: '$(OTHER)' }, { TARGETS: 'deployment:a:[two]' }, true],
    ['pod', { APP_NAMESPACE: 'a', APP_LABEL: 'app=x' }, { APP_NAMESPACE: 'a', APP_LABEL: 'app=y,tier=z' }, false],
    ['pod', { APP_NAMESPACE: 'a', APP_LABEL: 'app in (x,y)' }, { APP_NAMESPACE: 'a', APP_LABEL: 'app=z' }, false],
    ['pod', { APP_NAMESPACE: 'a', APP_LABEL: 'app in (x,y)' }, { APP_NAMESPACE: 'a', APP_LABEL: 'app==y' }, true],
    ['pod', { APP_NAMESPACE: 'a', APP_LABEL: 'app!=x' }, { APP_NAMESPACE: 'a', APP_LABEL: 'app=x' }, true],
    ['pod', { TARGET_PODS: 'p1,p2' }, { TARGET_PODS: 'p3' }, false],
    ['pod', { TARGET_PODS: 'p1, p2' }, { TARGET_PODS: 'p2' }, true],
    ['pod', { TARGET_PODS: 'p1' }, { TARGETS: 'deployment:a:[app=x]' }, true],
    ['pod', { TARGET_PODS: 'p1', TARGETS: 'pod:b:[]' }, { TARGETS: 'deployment:a:[app=x]' }, false],
    ['pod', { NODE_LABEL: 'zone=1' }, { NODE_LABEL: 'zone=2' }, false],
    ['pod', { TARGET_CONTAINER: 'c' }, { TARGET_CONTAINER: 'd' }, true],
    ['container', { TARGET_CONTAINER: 'c' }, { TARGET_CONTAINER: 'd' }, false],
    ['container', { TARGET_CONTAINER: 'c' }, {}, true],
    ['container', { PODS_AFFECTED_PERC: '10' }, { PODS_AFFECTED_PERC: '10' }, true],
    ['node', { TARGET_NODES: 'n1,n2' }, { TARGET_NODE: 'n2' }, true],
    ['node', { TARGET_NODES: 'n1,n2' }, { TARGET_NODE: 'n3' }, false],
    ['node', { NODE_LABEL: 'zone=1' }, { NODE_LABEL: 'zone=2,disk=ssd' }, false],
    ['node', { NODE_LABEL: 'zone=1' }, { TARGET_NODE: 'n1' }, true],
  ])('of scope %s with %j and %j: %s', (scope, left, right, expected) => {
    expect(share(scope, left, right)).toBe(expected);
    expect(share(scope, right, left)).toBe(expected);
  });

  it('compares things outside the cluster only when one variable names them', () => {
    const ec2 = (variable: string, value: string) => targetOf('things', env({ [variable]: value }), variable);
    expect(mayShareTarget(ec2('EC2_INSTANCE_ID', 'i-1,i-2'), ec2('EC2_INSTANCE_ID', 'i-3'))).toBe(false);
    expect(mayShareTarget(ec2('EC2_INSTANCE_ID', 'i-1,i-2'), ec2('EC2_INSTANCE_ID', 'i-2'))).toBe(true);
    expect(mayShareTarget(ec2('EC2_INSTANCE_ID', 'i-1'), ec2('EC2_INSTANCE_TAG', 'team:a'))).toBe(true);
  });
});

it('names a variable for every fault whose targets are outside the cluster', () => {
  for (const [name, { mechanism, named }] of faults)
    expect(named !== undefined, name).toBe(mechanism.scope === 'things');
});

describe('lockGroups', () => {
  const graphs = fc.integer({ min: 0, max: 12 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      edges: fc.uniqueArray(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40, selector: String }),
    }),
  );

  it('keeps apart exactly the joined nodes, unless that takes too many locks', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 0, max: 30 }), ({ size, edges }, most) => {
        const joined = (left: number, right: number) =>
          edges.some(([x, y]) => (x === left && y === right) || (x === right && y === left));
        const { groups, exact } = lockGroups(size, joined, most);
        if (exact) expect(groups.length).toBeLessThanOrEqual(most);
        for (let left = 0; left < size; left += 1) {
          for (let right = left + 1; right < size; right += 1) {
            const apart = groups.some((group) => group.includes(left) && group.includes(right));
            if (joined(left, right)) expect(apart).toBe(true);
            else if (exact) expect(apart).toBe(false);
          }
        }
      }),
    );
  });
});
