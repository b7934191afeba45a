import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPair } from '../../../src/job/check-pair.ts';
import { showFinding } from '../../../src/model/json/diagnostic.ts';
import { validateDocuments } from '../../../src/model/lint/validate-documents.ts';

const check = (text: string, path = 'e.yaml') => validateDocuments([{ path, text }], { checkPair });
const lines = (text: string): readonly string[] => check(text).findings.map(showFinding);

const head = 'apiVersion: litmuschaos.io/v1alpha1\nkind: ChaosEngine\nmetadata:\n  name: engine\n';
const engine = (spec: string): string => `${head}spec:\n  chaosServiceAccount: litmus\n${spec}`;
const plain = engine('  experiments:\n    - name: pod-delete\n');

describe('validateDocuments', () => {
  test('finds no error in the manifest of the old README', () => {
    const path = join(import.meta.dirname, '../../../examples/engine.yaml');
    const { engines, findings } = check(readFileSync(path, 'utf8'));
    expect(engines).toHaveLength(1);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('finds nothing in a plain engine', () => {
    expect(lines(plain)).toEqual([]);
  });

  test.each([
    ['the engine gives', 'spec.terminationGracePeriodSeconds', '  terminationGracePeriodSeconds: 30\n', '', ''],
    [
      'an entry gives',
      'components.env[0].value',
      '',
      '',
      'env: [{name: TERMINATION_GRACE_PERIOD_SECONDS, value: "30"}]',
    ],
    [
      'an experiment gives',
      'spec.definition.env[0].value',
      '',
      'env: [{name: TERMINATION_GRACE_PERIOD_SECONDS, value: "30"}]',
      '',
    ],
  ])('warns of too little time that %s helpers to take their fault back', (_, place, spec, definition, components) => {
    const entry = `  experiments: [{name: pod-delete, spec: {components: {${components}}}}]\n`;
    const experiment = `---\napiVersion: litmuschaos.io/v1alpha1\nkind: ChaosExperiment\nmetadata: {name: pod-delete}\nspec: {definition: {image: "example.invalid/a:1", ${definition}}}\n`;
    const found = lines(`${engine(`${spec}${entry}`)}${experiment}`);
    expect(found).toEqual([expect.stringMatching(/warning: .*gives helper pods 30 s to take their fault back/)]);
    expect(found[0]).toContain(`${place}: gives`);
  });

  test('takes a grace of 0 in the engine for nothing said', () => {
    expect(lines(engine('  terminationGracePeriodSeconds: 0\n  experiments:\n    - name: pod-delete\n'))).toEqual([]);
  });

  test('says every error at once, in reading order, each with its place', () => {
    const text = engine(
      [
        '  engineState: actve',
        '  appinfo: {appkind: deployment}',
        '  experiments:',
        '    - name: pod-delete',
        '      spec:',
        '        componets: {}',
        '        components:',
        '          env: [{name: A, value: 30}]',
        '          configMaps:',
        '            - name: settings',
        '          statusCheckTimeouts: {timeout: soon}',
        '    - spec: {}',
        '',
      ].join('\n'),
    );
    expect(lines(text)).toEqual([
      expect.stringMatching(
        /^e.yaml:7:16: error: spec.engineState: expected one of active, stop, found "actve" \(did you mean active\?\)$/,
      ),
      expect.stringMatching(/^e.yaml:8:3: error: spec.appinfo: has appkind without applabel/),
      expect.stringMatching(/^e.yaml:12:9: error: .*componets: is not a known key \(did you mean components\?\)$/),
      expect.stringMatching(
        /^e.yaml:14:34: error: .*env\[0\].value: expected text, found 30.*\(write it in quotes: "30"\)$/,
      ),
      expect.stringMatching(/^e.yaml:16:15: error: .*ConfigMap settings has no mountPath/),
      expect.stringMatching(/^e.yaml:17:42: error: .*timeout: expected a whole number, found the text "soon"$/),
      expect.stringMatching(/^e.yaml:18:7: error: spec.experiments\[1\].name: is missing/),
    ]);
  });

  test('places problems of a batch in its lines of the annotation', () => {
    const batch = '  annotations:\n    runner.litmuschaos.io/batch: |\n      parallelism: 2\n      iterationz: 3\n';
    expect(lines(plain.replace('spec:', `${batch}spec:`))).toEqual([
      expect.stringMatching(
        /^e.yaml:8:7: error: .*iterationz: unknown key "iterationz" \(did you mean iterations\?\)$/,
      ),
    ]);
  });

  test('places problems of a batch that is no block of text at its annotation', () => {
    const batch = '  annotations:\n    runner.litmuschaos.io/batch: "iterationz: 3"\n';
    expect(lines(plain.replace('spec:', `${batch}spec:`))).toEqual([expect.stringMatching(/^e.yaml:6:34: error: /)]);
  });

  test('takes a batch from a file of its own in place of the annotation', () => {
    const annotated = plain.replace('spec:', '  annotations:\n    runner.litmuschaos.io/batch: "broken: ["\nspec:');
    const { findings } = validateDocuments([{ path: 'e.yaml', text: annotated }], {
      batch: { path: 'b.yaml', text: 'parallelism: 1\nsteps:\n  pod-delet: {}\n' },
    });
    expect(findings).toMatchObject([{ file: 'b.yaml', line: 3, hint: 'did you mean pod-delete?' }]);
  });

  test('reads JSON, with places', () => {
    const json =
      '{"apiVersion":"litmuschaos.io/v1alpha1","kind":"ChaosEngine","metadata":{"name":"x"},\n "spec":{"chaosServiceAccount":"a","experiments":[{"name":"Bad"}]}}';
    expect(check(json, 'e.json').findings).toMatchObject([
      { line: 2, column: 59, path: ['spec', 'experiments', 0, 'name'] },
    ]);
  });

  test('reads the list that kubectl prints', () => {
    const item = plain.replaceAll('\n', '\n    ').trimEnd();
    const { engines, findings } = check(
      `kind: List\napiVersion: v1\nitems:\n  - ${item.replace('name: pod-delete', 'name: Bad')}\n`,
    );
    expect(engines).toHaveLength(1);
    expect(findings).toMatchObject([{ line: 11, path: ['spec', 'experiments', 0, 'name'] }]);
  });

  test.each([
    ['text that is no YAML', 'a: [', /cannot be read as YAML/],
    ['an empty file', '# nothing\n', /holds no document/],
    ['a document that is no object', '- a\n', /is not an object/],
    ['a document without a kind', 'a: 1\n', /kind: is missing/],
    ['a misspelt kind', plain.replace('ChaosEngine', 'ChaosEngin'), /did you mean ChaosEngine\?/],
    ['another version', plain.replace('v1alpha1', 'v2'), /expected litmuschaos.io\/v1alpha1/],
    ['the same engine twice', `${plain}---\n${plain}`, /engine is already in e.yaml, line 4/],
    [
      'a name that is too long',
      plain.replace('name: engine', `name: ${'e'.repeat(64)}`),
      /has 64 characters: at most 63/,
    ],
    ['an experiment that is too long', plain.replace('pod-delete', 'x'.repeat(57)), /has 57 characters: at most 56/],
    ['no experiment', engine('  experiments: []\n'), /names no experiment/],
    [
      'sidecars that are asked for and missing',
      plain.replace('spec:', '  annotations: {sidecar/enabled: "true"}\nspec:'),
      /sidecar: is empty/,
    ],
    [
      'a variable with two values',
      plain.replace(/$/, '      spec: {components: {env: [{name: A, value: b, valueFrom: {}}]}}\n'),
      /both value and valueFrom/,
    ],
    ['a negative time', `${plain}  terminationGracePeriodSeconds: -1\n`, /cannot be negative/],
  ])('finds %s', (_what, text, message) => {
    const errors = check(text).findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(showFinding)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['kinds that it does not check', `${plain}---\napiVersion: v1\nkind: Pod\n`, 'note', /Pod is not checked/],
    ['an entry that is there twice', `${plain}    - name: pod-delete\n`, 'warning', /more than once/],
    ['a null', `${plain}  components: null\n`, 'note', /is null/],
    ['an unknown key that is near to none', `${plain}  zzzzzzzz: 1\n`, 'warning', /not a known key: it is ignored/],
    ['no service account', `${head}spec:\n  experiments: [{name: a}]\n`, 'warning', /service account "default"/],
  ])('mentions %s without calling it an error', (_what, text, severity, message) => {
    expect(check(text).findings).toMatchObject([{ severity, message: expect.stringMatching(message) }]);
  });

  const experiment = (name: string, definition: string): string =>
    `apiVersion: litmuschaos.io/v1alpha1\nkind: ChaosExperiment\nmetadata:\n  name: ${name}\nspec:\n  definition:\n${definition}`;

  test('checks an engine together with the experiments beside it, each problem in the file that it is in', () => {
    const definition =
      '    image: i\n    configMaps: [{name: a, mountPath: /x}]\n    secrets: [{name: b, mountPath: /x}]\n';
    const files = [
      { path: 'e.yaml', text: plain },
      { path: 'x.yaml', text: experiment('pod-delete', definition) },
    ];
    expect(validateDocuments(files, { checkPair }).findings).toMatchObject([
      {
        file: 'e.yaml',
        severity: 'error',
        message: expect.stringContaining('ConfigMap a and Secret b are both mounted at /x'),
      },
    ]);
  });

  test('says which experiment is not among the files', () => {
    const files = [
      { path: 'e.yaml', text: plain },
      { path: 'x.yaml', text: experiment('pod-deletes', '    image: i\n') },
    ];
    expect(validateDocuments(files, { checkPair }).findings).toMatchObject([
      {
        file: 'e.yaml',
        severity: 'warning',
        message: 'no file holds the ChaosExperiment pod-delete',
        hint: 'did you mean pod-deletes?',
      },
    ]);
  });

  test('finds an incomplete host file and a missing image of an experiment', () => {
    const text = experiment('x', '    hostFileVolumes:\n      - name: sock\n        nodePath: /run/x\n');
    expect(lines(text)).toEqual([
      expect.stringMatching(/^e.yaml:6:3: warning: spec.definition.image: is missing/),
      expect.stringMatching(/^e.yaml:8:9: error: .*host file sock has no mountPath/),
    ]);
  });

  test('never throws, whatever the text is', () => {
    const piece = fc.constantFrom(
      ...plain.split(/(?=[\s:{}-])/),
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '|',
      '"',
      '\n',
      '---\n',
      'null',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) =>
        check(pieces.join('')).findings.every(({ line, column }) => line >= 1 && column >= 1),
      ),
      { numRuns: 300 },
    );
  });
});

describe('values that YAML makes something else of', () => {
  const entry = (value: string): string =>
    engine(`  experiments:\n    - name: a\n      spec: {components: {env: [{name: A, value: ${value}}]}}\n`);

  test.each(['1.10', '0755', 'yes', 'n', '1_000', '0x1F', '1e3', '1.0', '123456789012345678901'])(
    'are given in quotes as they are written: %s',
    (written) => {
      expect(lines(entry(written))).toEqual([expect.stringContaining(`(write it in quotes: "${written}")`)]);
    },
  );

  test('are told with what they became', () => {
    expect(lines(entry('0755'))).toEqual([
      expect.stringContaining(
        'expected text, found 493, which is what 0755 is without quotes: the stock CRDs refuse it',
      ),
    ]);
  });

  test.each([
    ['"010"', '10'],
    ['"+5"', '5'],
    ['" 7 "', '7'],
  ])('a number in quotes keeps its value without them: %s', (quoted, number) => {
    const found = lines(engine(`  terminationGracePeriodSeconds: ${quoted}\n  experiments: [{name: a}]\n`));
    expect(found).toContainEqual(expect.stringContaining(`(write it without quotes: ${number})`));
  });
});

describe('merge keys', () => {
  const merged = engine(
    [
      '  experiments:',
      '    - name: a',
      '      spec:',
      '        components: &common',
      '          env:',
      '            - {name: A, value: 5}',
      '    - name: b',
      '      spec:',
      '        components:',
      '          <<: *common',
      '          nodeSelector: {a: b}',
      '',
    ].join('\n'),
  );

  test('give an entry what they name', () => {
    const [{ spec } = { spec: undefined }] = check(merged.replace('value: 5', 'value: "5"')).engines;
    expect(spec?.experiments[1]?.spec?.components).toEqual({
      env: [{ name: 'A', value: '5' }],
      nodeSelector: { a: 'b' },
    });
  });

  test('lead a problem to the place where it is written', () => {
    expect(check(merged).findings).toMatchObject([
      { line: 12, column: 32, message: expect.stringContaining('expected text, found 5') },
    ]);
  });
});

describe('what kubectl would not read', () => {
  test('is a warning behind the end of a document', () => {
    expect(lines(`${plain}...\na: 1\n`)).toEqual([expect.stringMatching(/^e\.yaml:\d+:1: warning: .*is not read/)]);
  });

  test('is a warning where a tag is unknown', () => {
    expect(lines(plain.replace('litmus\n', '!env litmus\n'))).toEqual([expect.stringMatching(/warning: .*tag !env/)]);
  });

  test('is a warning where bytes are no UTF-8', () => {
    expect(lines(plain.replace('name: engine', 'name: engine # caf\ufffd'))).toEqual([
      expect.stringMatching(/warning: holds bytes that are no UTF-8.*\(save the file as UTF-8\)/),
    ]);
  });
});
