import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { showPath } from '../../src/model/json/problem.ts';
import { decodeEngine } from '../../src/model/litmus/engine.ts';
import { engineInCurrentWords, objectInCurrentWords } from '../../src/model/litmus/old-spellings.ts';
import { engineDocument, engineOf, experimentOf } from './fixtures.ts';

const entryOf = (spec: JsonRecord) => engineOf({ experiments: [{ name: 'pod-delete', spec }] });
const componentsOf = (spec: JsonRecord) => entryOf(spec).spec.experiments[0]?.spec?.components;
const places = ({ old }: { readonly old: ReturnType<typeof engineOf>['old'] }): readonly string[] =>
  old.map(({ path }) => showPath(path));

describe('an engine of operators 0.6 to 1.0', () => {
  test('has its environment in the list of components', () => {
    const components = [
      { name: 'TOTAL_CHAOS_DURATION', value: '15' },
      { name: 'FORCE', value: true },
      { name: 'RAMP_TIME', value: null },
    ];
    expect(componentsOf({ components })).toEqual({
      env: [{ name: 'TOTAL_CHAOS_DURATION', value: '15' }, { name: 'FORCE', value: 'true' }, { name: 'RAMP_TIME' }],
    });
  });

  test('is told to be one, with what a server of today says', () => {
    expect(entryOf({ components: [] }).old).toMatchObject([
      { refused: true, message: expect.stringMatching(/up to operator 1\.0.*a 3\.18 server refuses it/) },
    ]);
  });

  test('has problems of its list told as those of an environment', () => {
    const decoded = decodeEngine(
      engineDocument({ experiments: [{ name: 'a', spec: { components: [{ value: 1 }] } }] }),
    );
    expect(E.isLeft(decoded) && decoded.left.map(({ path }) => showPath(path))).toEqual([
      'spec.experiments[0].spec.components.env[0].name',
    ]);
  });
});

describe('names up to 1.13.2', () => {
  test('of annotations for the experiment count', () => {
    const engine = entryOf({ components: { experimentannotation: { a: 'b' } } });
    expect(engine.spec.experiments[0]?.spec?.components).toEqual({ experimentAnnotations: { a: 'b' } });
    expect(places(engine)).toEqual(['spec.experiments[0].spec.components.experimentannotation']);
  });

  test('of annotations for the runner count', () => {
    const engine = engineOf({ components: { runner: { runnerannotation: { a: 'b' } } } });
    expect(engine.spec.components?.runner?.runnerAnnotations).toEqual({ a: 'b' });
    expect(places(engine)).toEqual(['spec.components.runner.runnerannotation']);
  });

  test('of ConfigMaps and annotations of a ChaosExperiment count', () => {
    const mount = { name: 'settings', mountPath: '/settings' };
    const experiment = experimentOf({ configmaps: [mount], experimentannotations: { a: 'b' } });
    expect(experiment.definition).toMatchObject({ configMaps: [mount], experimentAnnotations: { a: 'b' } });
    expect(places(experiment)).toEqual(['spec.definition.configmaps', 'spec.definition.experimentannotations']);
  });

  test('are joined with those of today, which win', () => {
    const both = { experimentannotation: { a: 'old', b: 'old' }, experimentAnnotations: { a: 'new', c: 'new' } };
    expect(componentsOf({ components: both })?.experimentAnnotations).toEqual({ a: 'new', b: 'old', c: 'new' });
    const [old, current] = [
      { name: 'a', mountPath: '/a' },
      { name: 'b', mountPath: '/b' },
    ];
    const { definition } = experimentOf({ configmaps: [old], configMaps: [current] });
    expect(definition.configMaps).toEqual([old, current]);
  });

  test('count for nothing where they are null', () => {
    expect(componentsOf({ components: { experimentannotation: null, experimentAnnotations: { a: 'b' } } })).toEqual({
      experimentAnnotations: { a: 'b' },
    });
  });
});

describe('what means nothing any more', () => {
  test.each([
    [{ chaosType: 'app' }, 'spec.chaosType', false],
    [{ experiments: [{ name: 'a', spec: { rank: 1 } }] }, 'spec.experiments[0].spec.rank', true],
    [{ experiments: [{ name: 'a', spec: { rank: null } }] }, 'spec.experiments[0].spec.rank', true],
    [
      { experiments: [{ name: 'a', spec: { components: { rank: 0 } } }] },
      'spec.experiments[0].spec.components.rank',
      false,
    ],
  ])('is told: %o', (spec, place, refused) => {
    const engine = engineOf(spec);
    expect(engine.old).toMatchObject([{ refused, hint: 'leave it out' }]);
    expect(places(engine)).toEqual([place]);
    expect(JSON.stringify(engineInCurrentWords(engineDocument(spec)).value)).not.toMatch(/rank|chaosType/);
  });
});

describe('defaultHealthCheck as text, up to 2.14', () => {
  test.each([
    ['true', true],
    ['false', false],
    ['', undefined],
  ])('%j is read', (text, expected) => {
    const engine = engineOf({ defaultHealthCheck: text });
    expect(engine.spec.defaultHealthCheck).toBe(expected);
    expect(engine.old).toMatchObject([{ path: ['spec', 'defaultHealthCheck'], refused: true }]);
  });

  test('that says anything else is a problem', () => {
    expect(E.isLeft(decodeEngine(engineDocument({ defaultHealthCheck: 'perhaps' })))).toBe(true);
  });
});

describe('a document in the words of today', () => {
  test('is not copied', () => {
    const document = engineDocument({
      defaultHealthCheck: true,
      experiments: [{ name: 'a', spec: { components: { env: [] } } }, null, 'x', { name: 'b', spec: null }],
    });
    const { value, old } = objectInCurrentWords(document);
    expect(value).toBe(document);
    expect(old).toEqual([]);
  });

  test('comes of any other, and says the same', () => {
    const map = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'));
    const components = fc.oneof(
      fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value: fc.string({ maxLength: 3 }) }), { maxLength: 3 }),
      fc.record({ experimentannotation: map, experimentAnnotations: map, rank: fc.nat() }, { requiredKeys: [] }),
    );
    const spec = fc.record(
      {
        chaosType: fc.constant('app'),
        defaultHealthCheck: fc.constantFrom('true', 'false', '', true),
        components: fc.record({ runner: fc.record({ runnerannotation: map }) }),
        experiments: fc.array(
          fc.record({ name: fc.constant('a'), spec: fc.record({ rank: fc.nat(), components }, { requiredKeys: [] }) }),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(spec, (given) => {
        const { value } = engineInCurrentWords(engineDocument(given));
        expect(engineInCurrentWords(value)).toEqual({ value, old: [] });
        const [before, after] = [decodeEngine(engineDocument(given)), decodeEngine(value)];
        expect(E.isRight(before) && E.isRight(after) && after.right.spec).toEqual(
          E.isRight(before) && before.right.spec,
        );
      }),
    );
  });

  test('comes of anything without an exception', () => {
    fc.assert(
      fc.property(fc.constantFrom('ChaosEngine', 'ChaosExperiment', 'Pod'), fc.jsonValue(), (kind, spec) => {
        objectInCurrentWords({ kind, spec });
        objectInCurrentWords(spec);
      }),
    );
  });
});
