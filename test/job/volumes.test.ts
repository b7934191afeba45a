import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildJob } from '../../src/job/build-job.ts';
import { type Mounted, mergedMounts, volumesFor } from '../../src/job/volumes.ts';
import { left, right } from '../model/fixtures.ts';
import { inputOf, mainOf, podSpecOf } from './fixtures.ts';

const secret = (name: string, mountPath = `/${name}`): Mounted => ({ kind: 'secret', name, mountPath });
const configMap = (name: string, mountPath = `/${name}`): Mounted => ({ kind: 'configMap', name, mountPath });

describe('volumesFor', () => {
  test('gives every volume a possible name of its own, whatever the resources are called', () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,80}[a-z0-9])?$/);
    const mounted = fc.array(
      fc.record({
        kind: fc.constantFrom('configMap', 'secret', 'hostPath' as const),
        name,
        mountPath: fc.constant('/m'),
        nodePath: fc.constantFrom('/a', '/b'),
      }),
    );
    fc.assert(
      fc.property(mounted, (all) => {
        const { volumes, nameOf } = volumesFor(all as readonly Mounted[]);
        const names = volumes.map((volume) => volume.name);
        expect(new Set(names).size).toBe(names.length);
        for (const each of names) expect(each).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
        for (const each of all) expect(names).toContain(nameOf(each as Mounted));
      }),
    );
  });

  test('keeps a name that is possible', () => {
    expect(volumesFor([configMap('a'), secret('b')]).volumes).toEqual([
      { name: 'a', configMap: { name: 'a' } },
      { name: 'b', secret: { secretName: 'b' } },
    ]);
  });

  test('names apart a ConfigMap and a Secret of one name, and one with dots', () => {
    const { volumes } = volumesFor([configMap('a'), secret('a'), secret('tls.example')]);
    expect(volumes.map(({ name }) => name)).toEqual([
      'a',
      expect.stringMatching(/^a-[0-9a-f]{10}$/),
      expect.stringMatching(/^tls-example-[0-9a-f]{10}$/),
    ]);
  });

  test.each([
    [
      'a name that is too long, cut where no dash is left at its end',
      `${'a'.repeat(51)}-${'b'.repeat(20)}`,
      /^a{51}-[0-9a-f]{10}$/,
    ],
    ['a name of the longest that is possible, kept', 'a'.repeat(63), /^a{63}$/],
    ['one character more', 'a'.repeat(64), /^a{52}-[0-9a-f]{10}$/],
    ['a name between signs, without them', '--a.b--', /^a-b-[0-9a-f]{10}$/],
    ['a name of nothing but signs', '...', /^v-[0-9a-f]{10}$/],
    ['a name in capitals', 'Token', /^token-[0-9a-f]{10}$/],
  ])('makes of %s', (_, name, expected) => {
    expect(volumesFor([secret(name)]).volumes[0]?.name).toMatch(expected);
  });

  test('names apart what differs in its kind, its path on the node or its type only', () => {
    const file = (nodePath: string, type: string): Mounted => ({
      kind: 'hostPath',
      name: 'h',
      mountPath: '/h',
      nodePath,
      type,
    });
    const { volumes, nameOf } = volumesFor([file('/a', 'File'), file('/b', 'File'), file('/b', 'Socket')]);
    expect(volumes.map(({ hostPath }) => hostPath)).toEqual([
      { path: '/a', type: 'File' },
      { path: '/b', type: 'File' },
      { path: '/b', type: 'Socket' },
    ]);
    expect(new Set(volumes.map(({ name }) => name)).size).toBe(3);
    expect(nameOf(file('/b', 'Socket'))).toBe(volumes[2]?.name);
    // Every other test would pass with a hash that forgets one of them.
    const hashes = [file('/b', 'File'), file('/c', 'File'), file('/b', 'Socket')].map(
      (one) => volumesFor([file('/a', 'File'), one]).volumes[1]?.name,
    );
    expect(new Set(hashes).size).toBe(3);
  });

  test('gives a host file without a path or a type the empty path, and the type File', () => {
    expect(volumesFor([{ kind: 'hostPath', name: 'h', mountPath: '/h' }]).volumes).toEqual([
      { name: 'h', hostPath: { path: '', type: 'File' } },
    ]);
  });

  test('names what it does not know as it calls itself', () => {
    expect(volumesFor([]).nameOf(secret('s'))).toBe('s');
  });

  test('makes one volume of what is mounted twice', () => {
    expect(volumesFor([secret('s', '/a'), secret('s', '/b')]).volumes).toHaveLength(1);
  });
});

describe('mergedMounts', () => {
  const merge = (
    experiment: readonly (readonly [string, string])[],
    engine: readonly (readonly [string, string])[],
  ) => {
    const list = (all: readonly (readonly [string, string])[]) => all.map(([name, mountPath]) => ({ name, mountPath }));
    const { mounts } = mergedMounts(
      'secret',
      { mounts: list(experiment), path: [] },
      { mounts: list(engine), path: [] },
    );
    return mounts.map(({ name, mountPath }) => [name, mountPath]);
  };

  test('takes the place from the experiment and the path from the engine', () => {
    expect(
      merge(
        [
          ['a', '/1'],
          ['b', '/2'],
        ],
        [
          ['c', '/3'],
          ['a', '/4'],
        ],
      ),
    ).toEqual([
      ['a', '/4'],
      ['b', '/2'],
      ['c', '/3'],
    ]);
  });

  test('keeps one that one side mounts at two paths', () => {
    expect(
      merge(
        [
          ['a', '/1'],
          ['a', '/2'],
        ],
        [],
      ),
    ).toEqual([
      ['a', '/1'],
      ['a', '/2'],
    ]);
    expect(
      merge(
        [
          ['a', '/1'],
          ['a', '/2'],
        ],
        [['a', '/3']],
      ),
    ).toEqual([['a', '/3']]);
    expect(
      merge(
        [['a', '/1']],
        [
          ['a', '/3'],
          ['a', '/4'],
        ],
      ),
    ).toEqual([
      ['a', '/3'],
      ['a', '/4'],
    ]);
  });
});

describe('the volumes of a Job', () => {
  test('mount host files as File unless the experiment says otherwise', () => {
    const hostFileVolumes = [
      { name: 'a', mountPath: '/a', nodePath: '/n/a' },
      { name: 'b', mountPath: '/b', nodePath: '/n/b', type: 'Directory' },
    ];
    expect(podSpecOf(right(buildJob(inputOf({ definition: { hostFileVolumes } }))).job).volumes).toEqual([
      { name: 'a', hostPath: { path: '/n/a', type: 'File' } },
      { name: 'b', hostPath: { path: '/n/b', type: 'Directory' } },
    ]);
  });

  test('mount by the volume’s name where it is not the resource’s', () => {
    const { job } = right(buildJob(inputOf({ components: { secrets: [{ name: 'tls.example', mountPath: '/tls' }] } })));
    const [volume] = podSpecOf(job).volumes as { name: string }[];
    expect(mainOf(job).volumeMounts).toEqual([{ name: volume?.name, mountPath: '/tls' }]);
  });

  test('are refused when something has no name, no mountPath or no nodePath, all at once', () => {
    const input = inputOf({
      definition: { hostFileVolumes: [{ name: 'h', mountPath: '/h' }], configMaps: [{ mountPath: '/c' }] },
      components: { secrets: [{ name: 's' }] },
    });
    expect(left(buildJob(input)).map(({ path, expected }) => [path.join('.'), expected])).toEqual([
      ['spec.definition.configMaps.0', 'name'],
      ['spec.experiments.0.spec.components.secrets.0', 'mountPath'],
      ['spec.definition.hostFileVolumes.0', 'nodePath'],
    ]);
  });

  test('are refused when two things are mounted at one path', () => {
    const input = inputOf({
      components: { secrets: [{ name: 's', mountPath: '/x' }], configMaps: [{ name: 'c', mountPath: '/x' }] },
    });
    expect(left(buildJob(input))).toEqual([
      {
        path: ['spec', 'experiments', 0],
        message: 'ConfigMap c and Secret s are both mounted at /x in the experiment',
        hint: 'give one of them another mountPath',
      },
    ]);
  });

  test('are mounted once where one thing is mounted twice at one path', () => {
    const same = { name: 's', mountPath: '/x' };
    const { job } = right(buildJob(inputOf({ definition: { secrets: [same, same] } })));
    expect(mainOf(job).volumeMounts).toEqual([same]);
  });

  test('are refused in a sidecar, too, which the problem names', () => {
    const secrets = [
      { name: 's', mountPath: '/x' },
      { name: 't', mountPath: '/x' },
    ];
    const input = inputOf({
      metadata: { annotations: { 'sidecar/enabled': 'true' } },
      spec: { components: { sidecar: [{ image: 'i' }, { image: 'i', secrets }] } },
    });
    expect(left(buildJob(input))).toMatchObject([
      {
        path: ['spec', 'components', 'sidecar', 1, 'secrets'],
        message: 'Secret s and Secret t are both mounted at /x in sidecar 1',
      },
    ]);
  });

  test('are refused of a host file and a ConfigMap at one path', () => {
    const input = inputOf({
      definition: {
        hostFileVolumes: [{ name: 'h', mountPath: '/x', nodePath: '/n' }],
        configMaps: [{ name: 'c', mountPath: '/x' }],
      },
    });
    expect(left(buildJob(input))).toMatchObject([
      { message: expect.stringMatching(/^ConfigMap c and host file h are/) },
    ]);
  });
});
