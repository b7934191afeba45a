import { describe, expect, it, test } from 'vitest';
import { type OperatorVersion, operatorVersions } from '../../../src/model/lint/schema/operators.ts';
import { engineOf, experimentOf, linesOf } from '../manifests.ts';

const probeWith = (more: object, runProperties: object = { probeTimeout: '5s', interval: '2s' }): object => ({
  probe: [{ name: 'p', type: 'cmdProbe', mode: 'SOT', 'cmdProbe/inputs': command, runProperties, ...more }],
});
const command = { command: 'true', comparator: { type: 'int', criteria: '==', value: '1' } };

interface Row {
  readonly what: string;
  readonly text: string;
  readonly at: string;
  /** The last operator that takes it. */
  readonly until?: OperatorVersion;
}

/** What a 3.18 server refuses and the runner understands. */
const refused: readonly Row[] = [
  {
    what: 'a kind of older operators',
    text: engineOf({}, { appinfo: { appns: 'a', applabel: 'a=b', appkind: 'job' } }),
    at: 'spec.appinfo.appkind',
    until: '2.14',
  },
  {
    what: 'rank',
    text: engineOf({ rank: 1 }),
    at: 'spec.experiments[0].spec.rank',
    until: '1.13',
  },
  {
    what: 'rank without a value',
    text: engineOf({ rank: null }),
    at: 'spec.experiments[0].spec.rank',
    until: '1.13',
  },
  {
    what: 'a number as the time-out of a probe',
    text: engineOf(probeWith({}, { probeTimeout: 5, interval: 2, retry: 1 })),
    at: 'spec.experiments[0].spec.probe[0].runProperties.probeTimeout',
    until: '2.14',
  },
  {
    what: 'text as the source of a command',
    text: engineOf({
      probe: [
        {
          name: 'p',
          type: 'cmdProbe',
          mode: 'SOT',
          runProperties: { probeTimeout: 5, interval: 2 },
          'cmdProbe/inputs': { ...command, source: 'inline' },
        },
      ],
    }),
    at: 'cmdProbe/inputs.source',
    until: '2.14',
  },
  {
    what: 'the time-out of an HTTP probe',
    text: engineOf(
      probeWith(
        {
          type: 'httpProbe',
          'httpProbe/inputs': {
            url: 'http://a',
            responseTimeout: 10,
            method: { get: { criteria: '==', responseCode: '200' } },
          },
        },
        { probeTimeout: 5, interval: 2 },
      ),
    ),
    at: 'httpProbe/inputs.responseTimeout',
    until: '2.14',
  },
  {
    what: 'health check as text',
    text: engineOf({}, { defaultHealthCheck: 'false' }),
    at: 'spec.defaultHealthCheck',
    until: '2.14',
  },
  {
    what: 'the monitor’s image',
    text: engineOf({}, { components: { monitor: { image: 'x:1' } } }),
    at: 'spec.components.monitor',
    until: '0.9',
  },
  {
    what: 'an empty clean-up policy',
    text: engineOf({}, { jobCleanUpPolicy: '' }),
    at: 'spec.jobCleanUpPolicy',
    until: '0.9',
  },
  {
    what: 'a state of operators up to 1.11',
    text: engineOf({}, { engineState: 'initialized' }),
    at: 'spec.engineState',
    until: '0.9',
  },
  { what: 'an empty state', text: engineOf({}, { engineState: '' }), at: 'spec.engineState', until: '0.9' },
  {
    what: 'the type of a host file',
    text: experimentOf({ hostFileVolumes: [{ name: 'a', mountPath: '/a', nodePath: '/a', type: 'Socket' }] }),
    at: 'spec.definition.hostFileVolumes[0].type',
  },
  {
    what: 'the contents of a ConfigMap',
    text: experimentOf({ configMaps: [{ name: 'a', mountPath: '/a', data: {} }] }),
    at: 'spec.definition.configMaps[0].data',
  },
  {
    what: 'the contents of a Secret',
    text: engineOf({ components: { secrets: [{ name: 'a', mountPath: '/a', data: {} }] } }),
    at: 'spec.experiments[0].spec.components.secrets[0].data',
  },
];

describe.each(refused)('$what', ({ text, at, until }) => {
  const told = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.includes(`${at}: `));

  it('is a warning that says who refuses it and since when or why', () => {
    expect(told(linesOf(text))).toEqual([expect.stringMatching(/^warning: .*: a 3\.18 server refuses this, since /)]);
    expect(linesOf(text).filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('is an error under strict rules', () => {
    expect(told(linesOf(text, { strict: true }))).toEqual([expect.stringMatching(/^error: /)]);
  });

  it.each(operatorVersions)('is right for the operators that took it: %s', (operator) => {
    const takes = until !== undefined && operatorVersions.indexOf(operator) <= operatorVersions.indexOf(until);
    expect(told(linesOf(text, { operator, strict: true }))).toHaveLength(takes ? 0 : 1);
  });
});

describe('a list of variables in place of components', () => {
  const text = engineOf({ components: [{ name: 'FORCE', value: 'true' }] });
  const at = 'spec.experiments[0].spec.components: ';

  it('is a warning, and no other is about it', () => {
    expect(linesOf(text)).toEqual([
      expect.stringMatching(/^warning: .*components: is a list of variables.*3\.18 server refuses/),
    ]);
  });

  it('is an error under strict rules', () => {
    expect(linesOf(text, { strict: true })).toEqual([expect.stringContaining(`error: ${at}`)]);
  });

  it('is what an operator 0.9 wants, which reads no object there', () => {
    expect(linesOf(text, { operator: '0.9', strict: true })).toEqual([]);
    expect(linesOf(engineOf({ components: { env: [] } }), { operator: '0.9' })).toEqual([
      expect.stringMatching(/^error: .*an operator 0\.9 cannot read it/),
    ]);
  });
});

/** What a server keeps, because it keeps everything there, and the operator drops. */
test.each([
  ['experimentannotation', engineOf({ components: { experimentannotation: { a: 'b' } } })],
  ['runnerannotation', engineOf({}, { components: { runner: { runnerannotation: { a: 'b' } } } })],
  ['configmaps', experimentOf({ configmaps: [{ name: 'a', mountPath: '/a' }] })],
  ['rank', engineOf({ components: { rank: 0 } })],
])('%s is a warning also under strict rules, because a server takes it', (name, text) => {
  for (const strict of [false, true])
    expect(linesOf(text, { strict })).toEqual([
      expect.stringMatching(
        new RegExp(`^warning: .*\\b${name}: .*a 3\\.18 server keeps it, and its operator drops it`),
      ),
    ]);
  expect(linesOf(text, { operator: '1.13' })).toEqual([]);
});

describe('times of probes', () => {
  it('are wrong for every operator where numbers and text are mixed', () => {
    const text = engineOf(probeWith({}, { probeTimeout: 5, interval: '2s' }));
    expect(linesOf(text)).toEqual([expect.stringMatching(/^error: .*probeTimeout: expected text, found 5/)]);
    expect(linesOf(text, { operator: '2.14' }).filter((line) => line.startsWith('error'))).toHaveLength(2);
  });

  it('are refused as text by operators before 3.0', () => {
    const lines = linesOf(engineOf(probeWith({})), { operator: '2.14' });
    expect(lines).toEqual([
      expect.stringMatching(/^error: .*probeTimeout: an operator 2\.14 refuses it: .*since 3\.0/),
      expect.stringMatching(/^error: .*interval: an operator 2\.14 refuses it/),
    ]);
  });
});

test('selectors are a warning for an operator that does not know them', () => {
  const selectors = { workloads: [{ kind: 'deployment', namespace: 'a', labels: 'a=b' }] };
  expect(linesOf(engineOf({}, { selectors }), { operator: '1.13' })).toEqual([
    expect.stringMatching(/^warning: spec\.selectors: an operator 1\.13 does not know it/),
  ]);
});

test('a label without a kind is right before operators knew kinds', () => {
  const text = engineOf({ rank: null }, { appinfo: { appns: 'default', applabel: 'app=nginx' } });
  expect(linesOf(text, { operator: '0.9', strict: true })).toEqual([]);
  expect(linesOf(text).filter((line) => line.startsWith('error'))).toEqual([
    expect.stringContaining('applabel without appkind'),
  ]);
});

test.each([
  ['spec.appinfo.appkind', { appinfo: { appns: 'a', applabel: 'a=b', appkind: 'deploymnt' } }],
  ['workloads[0].kind', { selectors: { workloads: [{ kind: 'deploymnt', namespace: 'a', names: 'a' }] } }],
])('a kind that is misspelt is a warning with the one that was meant: %s', (at, spec) => {
  expect(linesOf(engineOf({}, spec))).toEqual([expect.stringMatching(/^warning: .*\(did you mean deployment\?\)$/)]);
  expect(linesOf(engineOf({}, spec))[0]).toContain(at);
});
