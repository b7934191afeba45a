import { describe, expect, test } from 'vitest';
import { eachOnce, type ServerWarning, warningTexts } from '../../src/cluster/transport/warnings.ts';
import { adapterOn, left, right } from './adapter-fixture.ts';
import { pod, reply, status } from './scripted-server.ts';

const ref = { namespace: 'litmus', name: 'a' };

/** As the API server writes it: UTF-8, which node:http reads byte by byte. */
const asRead = (header: string): string => Buffer.from(header, 'utf8').toString('latin1');

describe('the Warning header', () => {
  test.each([
    ['one warning', '299 - "v1 Thing is deprecated"', ['v1 Thing is deprecated']],
    ['several, of several headers', '299 - "one", 299 agent "two",299 - "three"', ['one', 'two', 'three']],
    ['commas, quotes and backslashes in the text', '299 - "a, \\"b\\" \\\\ c"', ['a, "b" \\ c']],
    ['a date after the text', '299 - "old" "Thu, 26 Nov 2026 18:55:16 GMT", 299 - "new"', ['old', 'new']],
    ['any script', '299 - "läuft am 26. ab – 期限"', ['läuft am 26. ab – 期限']],
    ['control characters, which no terminal gets', '299 - "red \u001b[31m\tnow"', ['red  [31m now']],
    ['warnings of caches, which are for caches', '110 proxy "Response is stale", 299 - "mine"', ['mine']],
    ['what is no warning, as it stands', '299 - "whole", 299 - "cut of', ['whole', '299 - "cut of']],
    ['nothing', '', []],
  ])('%s', (_name, header, texts) => {
    expect(warningTexts(asRead(header))).toEqual(texts);
  });

  test('a text that is too long is cut, and says so', () => {
    const [text] = warningTexts(`299 - "${'x'.repeat(5_000)}"`);
    expect(text).toBe(`${'x'.repeat(1_000)}… (cut)`);
  });
});

describe('what is handed on', () => {
  test('is each text once, with the first request that it came with', () => {
    const said: ServerWarning[] = [];
    const hear = eachOnce((warning) => said.push(warning));
    hear({ text: 'old', request: 'get a' }, 'a');
    hear({ text: 'older', request: 'get b' }, 'b');
    hear({ text: 'old', request: 'get c' }, 'c');
    expect(said).toEqual([
      { text: 'old', request: 'get a' },
      { text: 'older', request: 'get b' },
    ]);
  });

  test('is one text where only the name of the object differs', () => {
    const said: string[] = [];
    const hear = eachOnce(({ text }) => said.push(text));
    for (const job of ['pod-delete-1', 'pod-delete-2'])
      hear({ text: `container "${job}" must not run as root`, request: 'create' }, job);
    expect(said).toEqual(['container "pod-delete-1" must not run as root']);
  });

  test('is at most 200 texts, and that there are more', () => {
    const said: string[] = [];
    const hear = eachOnce(({ text }) => said.push(text));
    for (let index = 0; index < 5_000; index += 1) hear({ text: `text ${index}`, request: 'get' }, undefined);
    expect(said).toHaveLength(201);
    expect(said.at(-2)).toBe('text 199');
    expect(said.at(-1)).toBe('there are more than 200 different warnings: the others are not said');
  });
});

describe('warnings of an API server', () => {
  test('are told once, with what was asked, also where they come in several headers', async () => {
    const told: ServerWarning[] = [];
    const { cluster } = await adapterOn(
      (_, response) => reply(response, 200, pod('a'), { warning: ['299 - "one"', '299 - "two, \\"quoted\\""'] }),
      { onWarning: (warning) => told.push(warning) },
    );
    right(await cluster.get('Pod', ref));
    right(await cluster.create('Pod', pod('b')));
    const request = 'get pods "a" in namespace litmus';
    expect(told).toEqual([
      { request, text: 'one' },
      { request, text: 'two, "quoted"' },
    ]);
  });

  test('name the object that was to be created', async () => {
    const told: string[] = [];
    const { cluster } = await adapterOn(
      (_, response) => reply(response, 201, pod('b'), { warning: '299 - "would violate PodSecurity"' }),
      { onWarning: ({ request }) => told.push(request) },
    );
    right(await cluster.create('Pod', pod('b')));
    expect(told).toEqual(['create pods "b" in namespace litmus']);
  });

  test('come with refusals, too', async () => {
    const told: string[] = [];
    const { cluster } = await adapterOn(
      (_, response) => reply(response, 422, status(422, 'Invalid', 'no'), { warning: '299 - "unknown field"' }),
      { onWarning: ({ text }) => told.push(text) },
    );
    left(await cluster.create('Pod', pod('b')));
    expect(told).toEqual(['unknown field']);
  });

  test('of a watch are told while it is open', async () => {
    const watching = new AbortController();
    const { cluster } = await adapterOn(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', warning: '299 - "deprecated"' });
        response.flushHeaders();
      },
      { onWarning: () => watching.abort() },
    );
    expect(left(await cluster.watch('Pod', 'litmus', {}, '1', () => undefined, watching.signal)).is).toBe('Cancelled');
  });

  test('do not fail an answer that has more of them than a usual header holds', async () => {
    const told: string[] = [];
    const { cluster } = await adapterOn(
      (_, response) => reply(response, 200, pod('a'), { warning: `299 - "${'x'.repeat(40_000)}"` }),
      { onWarning: ({ text }) => told.push(text) },
    );
    right(await cluster.get('Pod', ref));
    expect(told).toHaveLength(1);
  });

  test('go to a call that takes them, all of them, and not to the process', async () => {
    const told: string[] = [];
    const taken: string[] = [];
    const { cluster } = await adapterOn((_, response) => reply(response, 200, pod('a'), { warning: '299 - "one"' }), {
      onWarning: ({ text }) => told.push(text),
    });
    const onWarning = (text: string) => taken.push(text);
    right(await cluster.get('Pod', ref, { onWarning }));
    right(await cluster.get('Pod', ref, { onWarning }));
    expect({ taken, told }).toEqual({ taken: ['one', 'one'], told: [] });
  });

  test('hide what the call hides', async () => {
    const told: string[] = [];
    const { cluster } = await adapterOn(
      (_, response) => reply(response, 200, pod('a'), { warning: '299 - "env hunter2 looks odd"' }),
      { onWarning: ({ text }) => told.push(text) },
    );
    right(await cluster.create('Pod', pod('a'), { mask: (text) => text.replace('hunter2', '***') }));
    expect(told).toEqual(['env *** looks odd']);
  });
});

test('a write that is only tried says so, and asks for what the server does not know', async () => {
  const { server, cluster } = await adapterOn((_, response) => reply(response, 200, pod('a')));
  right(await cluster.create('Pod', pod('a'), { dryRun: true }));
  right(await cluster.patch('Pod', ref, {}, { dryRun: true }));
  expect(server.seen.map(({ url }) => url)).toEqual([
    '/api/v1/namespaces/litmus/pods?fieldManager=chaos-runner&dryRun=All&fieldValidation=Warn',
    '/api/v1/namespaces/litmus/pods/a?fieldManager=chaos-runner&dryRun=All&fieldValidation=Warn',
  ]);
});
