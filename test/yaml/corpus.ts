/** Files that kubectl and this program must read alike. All of it is written for this purpose. */
export interface Sample {
  /** Also the name of the file, whose ending means nothing to either. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Why this program refuses what kubectl reads. */
  readonly stricter?: string;
}

const head = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\n`;
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const utf16 = (text: string, order: 'le' | 'be'): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};
const mark = '\ufeff';

/** Values without quotes, with quotes and with tags, each the value of a key of its own. */
const values: readonly string[] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'yEs', 'n', 'N', 'no', 'No', 'NO', 'on', 'On', 'ON', 'oN', 'off', 'Off', 'OFF'],
  ...['true', 'True', 'TRUE', 'tRUE', 'false', 'False', 'FALSE', '~', 'null', 'Null', 'NULL', 'nULL', ''],
  ...[
    '0755',
    '-0755',
    '0o17',
    '0O17',
    '0b11',
    '-0b11',
    '+0b11',
    '0B11',
    '0x1F',
    '0X1f',
    '-0x1F',
    '+0x1F',
    '09',
    '08.5',
  ],
  ...['007', '00', '0x', '0b', '0b12', '0o8', '0_7', '0x_F', '0b_1', '0o_7', '+0x', '-0b', '0', '-0', '+7', '-7'],
  ...['1_000', '1__0', '_1', '1_', '-_1', '+_', '__', '0_', '1_.5', '1_0.5', '1e3_0', '.5_0', '._5', '.5_', '.5__0'],
  ...[
    '.5e_1',
    '.5e1_0',
    '-.5_0',
    '1e3',
    '1E3',
    '1.e3',
    '1.',
    '.5',
    '-.5',
    '+.5',
    '.5e1',
    '1e400',
    '1e-400',
    '1e',
    '1e+',
  ],
  ...['1.10', '1.0', '0.1', '1.0e0', '-0.0', '0x1.8p1', '1.2.3', '1.5.', '.e1', '.', '..', '+', 'inf', 'NaN', '+.nan'],
  ...['123456789012345678', '9223372036854775807', '9223372036854775808', '+9223372036854775808'],
  ...['18446744073709551615', '18446744073709551616', '-9223372036854775808', '-9223372036854775809'],
  ...['0xFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFF', '01777777777777777777777', '02000000000000000000000'],
  ...['1:30', '12:30:45', '09:00', '190:20:30', '2001-01-01', '2001-12-14t21:59:43.10-05:00', '1,000', '10Mi', '100m'],
  ...[
    '=',
    "'<<'",
    '"yes"',
    "'0755'",
    '"\\u0041\\x42\\e\\n"',
    "'it''s'",
    '?x',
    ':x',
    '-x',
    'a:b',
    'x#y',
    'x #y',
    'http://x:80/',
  ],
  ...['!!str yes', '!!str 0755', '!!str', '!!int "5"', '!!int 0755', '!!int "0x10"', '!!float 5', '!!float "5"'],
  ...['!!bool "yes"', '!!bool n', '!!null ""', '!!null ~', '!!binary aGVsbG8=', '!!binary ""', '!!binary "/w=="'],
  ...['!!timestamp 2001-01-01', '!foo bar', '!foo {a: 1}', '!foo', '! 5', '!<tag:yaml.org,2002:int> 5', '!!foo bar'],
  ...['[y, 0755, {no: off}]', '{a: , b}', '{a: b,}', '[]', '{}', '|\n    y\n    0755', '>-\n    1\n    2', '1\n    2'],
];

/** Values that kubectl refuses, and what comes of some is no JSON. */
const refused: readonly string[] = [
  ...['.inf', '-.Inf', '+.INF', '.nan', '.NaN', '!!int 5.5', '!!int yes', '!!int', '!!bool maybe', '!!null x'],
  ...[
    '!!float x',
    '!!binary "@@"',
    '!!float 18446744073709551615',
    '*nowhere',
    '@x',
    '`x`',
    '%x',
    '"\\q"',
    '[a',
    '{a: b',
  ],
  ...[
    '{{ .Values.x }}',
    '&a {b: *a}',
    '{<<: 5}',
    '{<<: }',
    '{<<: [[]]}',
    '{[a]: b}',
    '{~: b}',
    '{18446744073709551615: b}',
  ],
];

const keys: readonly string[] = [
  ...[
    'yes',
    'Off',
    'n',
    '1.10',
    '0.1234567891',
    '0755',
    '0x1F',
    '-1',
    '1_0',
    '1e5',
    '1000000.0',
    '1234567.0',
    '123456.7',
  ],
  ...[
    '16777217.0',
    '1e21',
    '0.0001',
    '0.00001',
    '1e-7',
    '-0.0',
    '-1.50',
    '-2362290.25',
    '2362290.75',
    '.inf',
    '-.inf',
    '.nan',
    '3.4e39',
    '1e-46',
  ],
  ...['2001-01-01', '"on"', "'1.10'", '!!int "5"', '!!str no', '&k foo', '123456789012', '__proto__', 'constructor'],
];

const merges = `${head('merges')}x: &x {a: 1, b: 2, deep: {q: 1}}
y: &y {b: 3, c: 4}
z: &z {<<: *y, b: 5}
above: {<<: *x, a: own}
below: {a: own, <<: *x}
many: {<<: [*x, *y], c: own}
manyBelow: {c: own, <<: [*x, *y]}
inline: {<<: {a: 1}, b: 2}
twice: {<<: {a: 1}, <<: {a: 2, b: 3}}
chain: {<<: *z, d: 6}
deep: {<<: *x, deep: {r: 2}}
quoted: {"<<": *x}
tagged: {!!merge "<<": *x}
list: [{<<: *x}, *y]
`;

const engine = (name: string): string => `apiVersion: litmuschaos.io/v1alpha1
kind: ChaosEngine
metadata: {name: ${name}, namespace: default}
spec:
  engineState: active
  chaosServiceAccount: litmus
  experiments:
    - name: pod-delete
      spec:
        components: &common
          nodeSelector: {kubernetes.io/os: linux}
          env:
            - {name: TOTAL_CHAOS_DURATION, value: "5"}
            - {name: MODE, value: 0755}
            - {name: COUNTRY, value: no}
    - name: pod-cpu-hog
      spec:
        components:
          <<: *common
          tolerations: [{key: dedicated, operator: Exists}]
`;

const json = (name: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { a: '1' } });

const listOf = (kind: string, items: string): string => `apiVersion: v1\nkind: ${kind}\nitems: ${items}\n`;
const member = '{metadata: {name: m, namespace: default}}';
const whole = '{apiVersion: v1, kind: ConfigMap, metadata: {name: w, namespace: default}}';

const both = `${head('a')}---\n${head('b')}`;

const texts: Readonly<Record<string, string>> = {
  values: `${head('values')}data:\n${values.map((value, at) => `  k${at}: ${value}\n`).join('')}`,
  keys: `${head('keys')}data:\n${keys.map((key, at) => `  - {${key}: ${at}}\n`).join('')}`,
  merges,
  engine: engine('merged'),
  'two documents': both,
  'documents without a word': `# first\n\n---\n# only\n---\n${head('a')}---\n---\n\n`,
  'ten thousand empty lines': `${'\n'.repeat(10_000)}${head('a')}`,
  'null document': `null\n---\n${head('a')}`,
  'comment at a separator': `${head('a')}--- # the next\n${head('b')}`,
  'space at a separator': `${head('a')}---   \n${head('b')}`,
  'content at a separator': `${head('a')}--- {a: 1}\n`,
  'four hyphens': `${head('a')}----\n${head('b')}`,
  'separator in a block': `${head('a')}data:\n  a: |\n    x\n---\n${head('b')}`,
  'separator in quotes': `${head('a')}data:\n  a: "x\n---\n    y"\n`,
  'end of a document': `${head('a')}...\n`,
  'more after the end': `${head('a')}...\n${head('b')}`,
  'separator after the end': `${head('a')}...\n---\n${head('b')}`,
  'a version': `%YAML 1.1\n---\n${head('a')}`,
  'carriage returns and line feeds': both.replaceAll('\n', '\r\n'),
  'carriage returns': head('a').replaceAll('\n', '\r'),
  'anchor of another document': `${head('a')}x: &x 1\n---\n${head('b')}data: {v: *x}\n`,
  'anchor twice': `${head('a')}x: &x 1\ny: &x 2\ndata: {v: *x}\n`,
  'anchor on a key': `${head('a')}&k foo: 1\ndata: {*k : 2}\n`,
  'aliases of aliases': `${head('a')}a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
  'a few aliases': `${head('a')}a: &a [x,x,x]\nb: [*a,*a,*a]\n`,
  'tab before a value': `${head('a')}data:\n  a:\tb\n`,
  'tab as indentation': `${head('a')}data:\n\ta: 1\n`,
  blocks: `${head('a')}data:\n  a: |\n    x\n    y\n  b: >-\n    x\n    y\n\n    z\n  c: |+\n    k\n\n  d: |2\n      l\n`,
  'list at its key': `${head('a')}data:\n- a\n- b\n`,
  'template in lines': `{{- if .x }}\n${head('a')}{{- end }}\n`,
  'a control character': `${head('a')}data: {a: "x\x07"}\n`,
  'a delete character': `${head('a')}data: {a: "x\x7f"}\n`,
  'no character': `${head('a')}data: {a: \ufffe}\n`,
  emoji: `${head('a')}data: {a: "\u{1F600}"}\n`,
  'byte order mark in the middle': `${head('a')}---\n${mark}${head('b')}`,
  JSON: json('a'),
  'JSON after JSON': `${json('a')}\n${json('b')}`,
  'JSON at JSON': `${json('a')}${json('b')}`,
  'JSON and YAML': `${json('a')}\n---\n${head('b')}`,
  'YAML and JSON': `${head('a')}---\n${json('b')}\n`,
  'comment after JSON': `${json('a')} # a comment\n`,
  'JSON with tabs': JSON.stringify(JSON.parse(json('a')), null, '\t'),
  'JSON with a pair': json('a').replace('"1"', '"\\ud83d\\ude00"'),
  'flow style': '{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}, data: {b: yes}}\n',
  List: listOf('List', `[${whole}]`),
  'list of a kind': listOf('ConfigMapList', `[${member}, ${whole}]`),
  'list of engines': listOf('ChaosEngineList', `[${member}]`).replace(': v1', ': litmuschaos.io/v1alpha1'),
  'items of something else': listOf('ConfigMap', `[${whole}]`),
  'empty list': listOf('List', '[]'),
  'null list': listOf('List', 'null'),
  'list in a list': listOf('List', `[{apiVersion: v1, kind: List, items: [${whole}]}]`),
  'merged members': `base: &b {kind: ConfigMap, apiVersion: v1}\n${listOf('List', '[{<<: *b, metadata: {name: m, namespace: default}}]')}`,
};

const stricter: Readonly<Record<string, Sample>> = Object.fromEntries(
  (
    [
      ['a key twice', `${head('a')}data: {a: 1, a: 2}\n`, 'the first value is lost without a word'],
      [
        'a key twice in JSON',
        json('a').replace('"a":"1"', '"a":"1","a":"2"'),
        'the first value is lost without a word',
      ],
      [
        'very deep',
        `${head('a')}data: ${'['.repeat(600)}${']'.repeat(600)}\n`,
        'nobody writes it, and it exhausts the stack',
      ],
      ['next line', `${head('a')}data: {a: "x\x85y"}\n`, 'a line ends where nobody sees it'],
    ] as const
  ).map(([name, text, why]) => [name, { name, bytes: utf8(text), stricter: why }]),
);

export const corpus: readonly Sample[] = [
  ...Object.entries(texts).map(([name, text]) => ({ name, bytes: utf8(text) })),
  ...refused.map((value) => ({ name: `value ${value}`, bytes: utf8(`${head('a')}data:\n  v: ${value}\n`) })),
  { name: 'UTF-8 with a mark', bytes: utf8(mark + both) },
  { name: 'UTF-16LE with a mark', bytes: utf16(mark + both, 'le') },
  { name: 'UTF-16BE with a mark', bytes: utf16(mark + engine('e'), 'be') },
  { name: 'UTF-16LE without a mark', bytes: utf16(both, 'le') },
  { name: 'UTF-16BE without a mark', bytes: utf16(both, 'be') },
  { name: 'UTF-32', bytes: Buffer.from([...both].flatMap((char) => [char.charCodeAt(0), 0, 0, 0])) },
  { name: 'Latin-1', bytes: Buffer.from(`${head('a')}data: {a: \u00e4}\n`, 'latin1') },
  { name: 'a binary file', bytes: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0xff, 0xd8, 0xe0, 0x10]) },
  ...Object.values(stricter),
];
