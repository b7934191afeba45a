import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engineOf, experimentOf, findingsOf, linesOf } from './manifests.ts';

const inputs = { command: 'true', comparator: { type: 'int', criteria: '==', value: '1' } };
const good = {
  name: 'p',
  type: 'cmdProbe',
  mode: 'SOT',
  'cmdProbe/inputs': inputs,
  runProperties: { probeTimeout: '5s', interval: '2s' },
};
const probed = (more: object): string => engineOf({ probe: [good, { ...good, ...more }] });
const source = (more: object): string =>
  probed({ 'cmdProbe/inputs': { ...inputs, source: { image: 'x:1', ...more } } });
const http = (method: object): string => probed({ type: 'httpProbe', 'httpProbe/inputs': { url: 'http://a', method } });

describe('of probes', () => {
  test('nothing is said when they are right', () => {
    expect(linesOf(probed({}), { strict: true })).toEqual([]);
  });

  test.each([
    [
      'the type',
      { type: 'cmdProb' },
      /\.type: expected one of k8sProbe, .* found "cmdProb" \(did you mean cmdProbe\?\)/,
    ],
    ['an empty type', { type: '' }, /\.type: expected one of k8sProbe, .* found ""/],
    ['the mode', { mode: 'Egde' }, /\.mode: expected one of SOT, .* found "Egde" \(did you mean Edge\?\)/],
    ['a missing name', { name: undefined }, /\.name: is missing: expected text/],
    ['missing properties', { runProperties: undefined }, /\.runProperties: is missing: expected an object/],
    ['a missing time-out', { runProperties: { interval: '1s' } }, /\.probeTimeout: is missing: expected text/],
    [
      'a property that is none',
      { runProperties: { ...good.runProperties, retries: 1 } },
      /\.retries: is not a known key/,
    ],
    ['text for a number', { runProperties: { ...good.runProperties, retry: '1' } }, /\.retry: expected a whole number/],
    ['a command without a comparator', { 'cmdProbe/inputs': { command: 'a' } }, /\.comparator: is missing/],
    [
      'a comparator of another type',
      { 'cmdProbe/inputs': { ...inputs, comparator: { ...inputs.comparator, type: 'strin' } } },
      /comparator\.type: expected one of int, float, string.*did you mean string/,
    ],
    [
      'an operation that is none',
      { type: 'k8sProbe', 'k8sProbe/inputs': { version: 'v1', resource: 'pods', operation: 'exist' } },
      /\.operation: expected one of present, absent, create, delete/,
    ],
    [
      'a promProbe without an endpoint',
      { type: 'promProbe', 'promProbe/inputs': { comparator: { criteria: '==', value: '1' } } },
      /\.endpoint: is missing/,
    ],
    [
      'a key beside the inputs',
      { 'cmdprobe/inputs': inputs },
      /cmdprobe\/inputs: is not a known key \(did you mean cmdProbe\/inputs\?\)/,
    ],
  ])('%s is one error', (_, more, expected) => {
    const errors = linesOf(probed(more)).filter((line) => line.startsWith('error'));
    expect(errors).toEqual([expect.stringMatching(/^error: spec\.experiments\[0\]\.spec\.probe\[1\]/)]);
    expect(errors[0]).toMatch(expected);
  });

  test('the status that is expected is text', () => {
    expect(linesOf(http({ get: { criteria: '==', responseCode: 200 } }))).toEqual([
      expect.stringMatching(
        /^error: .*method\.get\.responseCode: expected text, found 200.*\(write it in quotes: "200"\)/,
      ),
    ]);
  });

  test('a method is one of two', () => {
    expect(linesOf(http({}))).toEqual([expect.stringMatching(/^error: .*method: expected at least 1 of get, post/)]);
  });

  test('the pod of a command is checked to its volumes', () => {
    expect(linesOf(source({ volumes: [{ name: 'a', hostPath: { typ: 'File' } }] }))).toEqual([
      expect.stringMatching(/^error: .*volumes\[0\]\.hostPath\.path: is missing/),
      expect.stringMatching(/^error: .*volumes\[0\]\.hostPath\.typ: is not a known key \(did you mean type\?\)/),
    ]);
  });

  test('inputs that are missing are a warning: a server takes them, litmus-go does not', () => {
    expect(linesOf(probed({ type: 'httpProbe' }), { strict: true })).toEqual([
      expect.stringMatching(/^warning: .*probe\[1\]\.httpProbe\/inputs: is missing/),
    ]);
  });
});

describe('of an engine', () => {
  test.each([
    [
      'a policy that is none',
      { jobCleanUpPolicy: 'remove' },
      /jobCleanUpPolicy: expected one of delete, retain, found "remove"/,
    ],
    [
      'a state that is none',
      { engineState: 'stopp' },
      /engineState: expected one of active, stop.*did you mean stop\?/,
    ],
    [
      'both selectors',
      { selectors: { pods: [], workloads: [] } },
      /selectors: expected exactly one of pods, workloads, found pods and workloads/,
    ],
    ['neither selector', { selectors: {} }, /selectors: names neither workloads nor pods/],
    ['a selector without a namespace', { selectors: { pods: [{ names: 'a' }] } }, /pods\[0\]\.namespace: is missing/],
    [
      'a workload with names and labels',
      { selectors: { workloads: [{ kind: 'deployment', namespace: 'a', names: 'a', labels: 'a=b' }] } },
      /workloads\[0\]: expected exactly one of names, labels, found names and labels/,
    ],
    [
      'a runner that is not go',
      { components: { runner: { type: 'ansible' } } },
      /runner\.type: expected go, found "ansible"/,
    ],
    ['a key of the application', { appinfo: { appns: 'a', label: 'x' } }, /appinfo\.label: is not a known key/],
    [
      'a grace in text',
      { terminationGracePeriodSeconds: '60' },
      /expected a whole number.*write it without quotes: 60/,
    ],
  ])('%s is one error', (_, spec, expected) => {
    expect(linesOf(engineOf({}, spec))).toEqual([expect.stringMatching(expected)]);
    expect(findingsOf(engineOf({}, spec))).toMatchObject([{ severity: 'error' }]);
  });

  test.each([
    ['one that is near to a known one', { VALUE: '1' }, /env\[0\]\.VALUE: is not a known key \(did you mean value\?\)/],
    ['one that is near to none', { zzzzzzz: '1' }, /env\[0\]\.zzzzzzz: is not a known key: the stock CRDs refuse it/],
  ])('a key is refused where a server keeps none: %s', (_, more, expected) => {
    const env = [{ name: 'A', ...more }];
    expect(linesOf(engineOf({ components: { env } }))).toEqual([expect.stringMatching(expected)]);
  });

  test.each(['jobCleanupPolicy', 'zzzzzzz'])('a key is a warning where a server keeps them all: %s', (key) => {
    expect(linesOf(engineOf({}, { [key]: 'delete' }), { strict: true })).toEqual([
      expect.stringMatching(new RegExp(`^warning: spec\\.${key}: is not a known key: it is ignored`)),
    ]);
  });

  test('a misspelt key is an error also there to whoever runs the file', () => {
    const lines = (key: string): readonly string[] =>
      linesOf(engineOf({ components: { [key]: {} } }), { misspelt: 'error' });
    expect(lines('nodeSelectr')).toEqual([
      expect.stringMatching(/^error: .*nodeSelectr: is not a known key.*did you mean nodeSelector\?/),
    ]);
    expect(lines('zzzzzzz')).toEqual([expect.stringMatching(/^warning: /)]);
    expect(lines('experimentannotation')).toEqual([expect.stringMatching(/^warning: /)]);
  });

  test('a secret reference has a key', () => {
    const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a' } } }];
    expect(linesOf(engineOf({ components: { env } }))).toEqual([
      expect.stringMatching(/^error: .*valueFrom\.secretKeyRef\.key: is missing: expected text/),
    ]);
  });

  test('fields that only older operators read may have another type', () => {
    expect(linesOf(engineOf({}, { annotationCheck: false }), { strict: true })).toEqual([
      expect.stringMatching(/^warning: spec\.annotationCheck: .*operators up to 2\.14/),
    ]);
    expect(linesOf(engineOf({}, { annotationCheck: false }), { operator: '2.14' })).toEqual([
      expect.stringMatching(/^error: spec\.annotationCheck: /),
    ]);
  });
});

describe('of a ChaosExperiment', () => {
  test.each([
    [
      'a scope that is none',
      { scope: 'cluster' },
      /scope: expected one of Namespaced, Cluster.*did you mean Cluster\?/,
    ],
    [
      'a permission without verbs',
      { permissions: [{ apiGroups: [''], resources: ['pods'] }] },
      /permissions\[0\]\.verbs: is missing/,
    ],
    ['text for a list', { args: 'run' }, /args: expected a list, found the text "run"/],
  ])('%s is one error', (_, definition, expected) => {
    expect(linesOf(experimentOf(definition))).toEqual([expect.stringMatching(expected)]);
  });
});

test.each([
  ['note', false],
  ['error', true],
])('a null is a %s where strict rules are %s', (severity, strict) => {
  expect(linesOf(engineOf({ components: null }), { strict })).toEqual([
    `${severity}: spec.experiments[0].spec.components: is null: it counts as absent, but the stock CRDs want an object (leave the key out)`,
  ]);
});

test.each([
  ['error', 'lables', /did you mean labels\?/],
  ['warning', 'version', /is not a field of metadata: servers drop it/],
])('a key of metadata that is none is an %s: %s', (severity, key, expected) => {
  const text = engineOf({}).replace('{name: engine,', `{name: engine, ${key}: "0.1",`);
  expect(linesOf(text)).toEqual([expect.stringMatching(expected)]);
  expect(findingsOf(text)).toMatchObject([{ severity }]);
});

test('strict rules find every error that others find, whatever the document is, and nothing throws', () => {
  const key = fc.constantFrom('env', 'probe', 'components', 'valueFrom', 'tolerations', 'rank', 'name', 'a');
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), fc.array(tie('any')), fc.dictionary(key, tie('any'))),
  })).any;
  fc.assert(
    fc.property(value, value, (entry, spec) => {
      const text = engineOf(entry as object, spec as object);
      const errors = (strict: boolean): readonly string[] =>
        linesOf(text, { strict }).filter((line) => line.startsWith('error'));
      const strictly = new Set(errors(true));
      expect(errors(false).filter((line) => !strictly.has(line))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
