import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demo } from '../../src/app/demo.ts';
import { faultText } from '../../src/app/own-fault.ts';
import { plan } from '../../src/app/plan.ts';
import { runFiles } from '../../src/app/run-files.ts';
import { validate } from '../../src/app/validate/validate.ts';
import { graph } from '../../src/cli/graph.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { engine, fileOf, temporaryFolder } from './files.ts';

const valid = [
  'apiVersion: litmuschaos.io/v1alpha1',
  'kind: ChaosEngine',
  'metadata: {name: engine, namespace: litmus}',
  'spec: {chaosServiceAccount: litmus, experiments: [{name: pod-delete}]}',
  '',
].join('\n');

const bytes = (content: Uint8Array): string => {
  const file = path.join(temporaryFolder(), 'file.yaml');
  writeFileSync(file, content);
  return file;
};

const broken: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xd8]), /is this the right file\?/],
  ['UTF-16 without a mark', Buffer.from(valid, 'utf16le'), /UTF-16 without a byte order mark: save it as UTF-8/],
  ['Helm braces in a value', valid.replace('name: engine', 'name: {{ .Release.Name }}'), /render it first, as helm/],
  ['Helm braces in a line', `{{- if .Values.chaos }}\n${valid}{{- end }}\n`, /render it first, as helm/],
  ['a list of engines without members', valid.replace('ChaosEngine', 'ChaosEngineList'), /items: is missing/],
  ['a list whose members are none', 'apiVersion: v1\nkind: List\nitems: [1, null, text, []]\n', /is not an object/],
  ['a list whose items are none', 'apiVersion: v1\nkind: List\nitems: 5\n', /items: expected a list/],
  ['an object as metadata', valid.replace(/metadata: .*/, 'metadata: 5'), /metadata: expected an object, found 5/],
  ['a list as spec', valid.replace(/spec: .*/, 'spec: []'), /spec: expected an object, found a list/],
  ['an object as experiments', valid.replace('[{name: pod-delete}]', '{a: b}'), /experiments: expected a list/],
  ['a number as an experiment', valid.replace('[{name: pod-delete}]', '[5]'), /experiments\[0\]: expected an object/],
  ['a name that is an object', valid.replace('name: engine', 'name: {toString: x}'), /metadata\.name: expected text/],
  ['20,000 brackets', '['.repeat(20_000), /nested too deep|cannot be read/],
  ['600 lists in lists', `a: ${'['.repeat(600)}${']'.repeat(600)}`, /nested more than 500 levels deep/],
  ['aliases that multiply', aliases(), /Excessive alias count/],
  ['JSON that was cut off', '{"apiVersion": "litmuschaos.io/v1alpha1", "kind": "Cha', /cannot be read as YAML/],
  ['nothing', '', /holds no document/],
];

function aliases(): string {
  const names = 'abcdefgh'.split('');
  return names
    .map((name, at) => `${name}: &${name} [${Array(9).fill(at === 0 ? 'x' : `*${names[at - 1]}`)}]`)
    .join('\n');
}

describe('input that nothing can be made of', () => {
  it.each(broken)('is refused by every command with a sentence: %s', async (_, content, sentence) => {
    const file = typeof content === 'string' ? fileOf(content) : bytes(content);
    const files = [file];
    const commands = {
      validate: (terminal: ReturnType<typeof fakeTerminal>) => validate({ files, json: false }, terminal),
      plan: (terminal: ReturnType<typeof fakeTerminal>) => plan({ files, json: false }, terminal),
      demo: (terminal: ReturnType<typeof fakeTerminal>) => demo({ files, json: false, speed: 20 }, terminal),
      graph: (terminal: ReturnType<typeof fakeTerminal>) => graph({ what: file, format: 'mermaid' }, terminal),
      run: (terminal: ReturnType<typeof fakeTerminal>) => runFiles({ files, json: false, operator: false }, terminal),
    };
    for (const [name, command] of Object.entries(commands)) {
      const terminal = fakeTerminal();
      const code = await command(terminal);
      const said = terminal.out() + terminal.err();
      expect([name, code]).toEqual([name, 64]);
      expect(said).toMatch(sentence);
      expect(said).not.toMatch(/\n {4}at |node:internal/);
    }
  });

  it('never ends a command otherwise than by its exit code, whatever a value of an engine has become', async () => {
    const places = ['engine', 'litmus', 'pod-delete', '[{name: pod-delete}]', 'ChaosEngine', 'name: engine'];
    const values = [
      'null',
      '5',
      '1e306',
      '[]',
      '{}',
      '[null]',
      '{a: {b: c}}',
      '"\\u0000"',
      '{toString: 1}',
      '-1',
      'yes',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.constantFrom(...values), async (place, value) => {
        const files = [fileOf(valid.replace(place, value))];
        for (const command of [validate, plan]) await command({ files, json: false }, fakeTerminal());
      }),
      { numRuns: 40 },
    );
  });

  it.each(['1e306', '1e400', '-5', '99999999999999999999', 'Infinity', 'NaN', '0x10'])(
    'runs with TOTAL_CHAOS_DURATION %s, which says nothing of how long it takes',
    async (value) => {
      const env = [{ name: 'TOTAL_CHAOS_DURATION', value }];
      const spec = { experiments: [{ name: 'a', spec: { components: { env } } }] };
      const terminal = fakeTerminal();
      const files = [fileOf([engine([], { spec })])];
      expect(await demo({ files, json: true, speed: 20 }, terminal)).toBe(0);
    },
  );
});

describe('an audit log as input', () => {
  const logOf = async (): Promise<string> => {
    const audit = path.join(temporaryFolder(), 'run.jsonl');
    await demo({ files: [fileOf([engine(['a'])])], json: true, speed: 20, audit }, fakeTerminal());
    return readFileSync(audit, 'utf8');
  };

  it('is refused for a rerun where its plan is none', async () => {
    const log = await logOf();
    const file = fileOf([engine(['a'])]);
    for (const made of ['"plan":null', '"plan":{"steps":5}', '"plan":[]', '"plan":{"version":1}']) {
      const rerunFailed = fileOf(log.replace(/"plan":\{.*?"notes":\[[^\]]*\]\}/, made), 'run.jsonl');
      const terminal = fakeTerminal();
      expect(await plan({ files: [file], json: false, rerunFailed }, terminal)).toBe(64);
      expect(terminal.err()).toMatch(/does not hold the plan of run/);
    }
  });
});

describe('a plan as input', () => {
  it.each(['null', '5', '[]', '{}', '{"steps": null}', '{"version": 2}', '{{ .plan }}', ''])(
    'is refused with sentences: %s',
    async (text) => {
      const terminal = fakeTerminal();
      const options = { files: [fileOf([engine(['a'])])], plan: fileOf(text, 'plan.json'), json: false };
      expect(await plan(options, terminal)).toBe(64);
      expect(terminal.err()).toMatch(/plan\.json: /);
    },
  );

  it('may be YAML, or UTF-16 as PowerShell redirects it', async () => {
    const files = [fileOf([engine(['a'])])];
    const first = fakeTerminal();
    await plan({ files, json: true }, first);
    const asUtf16 = bytes(Buffer.from(`\ufeff${first.out()}`, 'utf16le'));
    const asYaml = fileOf(`# a plan\n${first.out()}`);
    for (const given of [asUtf16, asYaml]) {
      const terminal = fakeTerminal();
      expect(await plan({ files, plan: given, json: true }, terminal)).toBe(0);
      expect(terminal.out()).toBe(first.out());
    }
  });
});

describe('a fault of the program itself', () => {
  it('is one line without a stack', () => {
    const text = faultText(new TypeError('x is\nnot a function'), undefined);
    expect(text).toMatch(/^chaos-runner has a fault and ends: TypeError: x is not a function\. Please report it; /);
    expect(text).not.toContain('\n');
  });

  it('says where it is where LOG_LEVEL asks for it', () => {
    expect(faultText(new TypeError('x'), 'debug')).toMatch(/\n {4}at .*broken-input/);
  });

  it.each([
    undefined,
    null,
    5,
    'text',
    {
      toJSON: () => {
        throw new Error('no');
      },
    },
    Object.create(null),
  ])('is told of whatever was thrown: %s', (thrown) => {
    expect(faultText(thrown, undefined)).toMatch(/^chaos-runner has a fault and ends: /);
  });
});

describe('a Node below the supported version', () => {
  const launcher = path.join(import.meta.dirname, '../../src/launcher.mjs');
  const startedBy = (version: string) => {
    const lie = `Object.defineProperty(process, 'versions', {value: {...process.versions, node: '${version}'}})`;
    const flags = ['--import', `data:text/javascript,${encodeURIComponent(lie)}`, launcher];
    return promisify(execFile)(process.execPath, flags).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  };

  it.each(['12.22.12', '18.20.8', '20.19.0', '22.18.9'])('%s is told what is needed, in one line', async (version) => {
    const line = `chaos-runner needs Node.js 22.19 or newer, and ${process.execPath} is ${version}.\n`;
    expect(await startedBy(version)).toMatchObject({ code: 64, stdout: '', stderr: line });
  });

  it.each(['22.19.0', '24.0.0', '26.1.0'])('is not meant by %s: the program is loaded', async (version) => {
    expect(await startedBy(version)).toMatchObject({ stderr: expect.stringContaining('main.mjs') });
  });

  it('is what package.json says', () => {
    const { engines } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(readFileSync(launcher, 'utf8')).toContain(`[${engines.node.replace('>=', '').replace('.', ', ')}]`);
  });
});
