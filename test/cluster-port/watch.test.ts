import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../src/cluster/port.ts';
import { lineSplitter } from '../../src/cluster/transport/watch-stream.ts';
import { adapterOn, left, right } from './adapter-fixture.ts';
import { bookmark, event, type Handler, pod, reply, status } from './scripted-server.ts';

const watching = async (handler: Handler, abort = new AbortController(), stopAfter = Number.POSITIVE_INFINITY) => {
  const fixture = await adapterOn(handler);
  const events: WatchEvent[] = [];
  const onEvent = (seen: WatchEvent) => {
    events.push(seen);
    if (events.length >= stopAfter) abort.abort();
  };
  const answer = await fixture.cluster.watch('Pod', 'litmus', { labels: 'a=b' }, '5', onEvent, abort.signal);
  return { ...fixture, events, answer };
};

describe('a watch', () => {
  test('starts at the version, asks for bookmarks and ends with the stream', async () => {
    const { server, events, answer } = await watching((_, response) => {
      response.writeHead(200);
      response.write(event('ADDED', pod('ä', '6')));
      response.end(bookmark('9'));
    });
    right(answer);
    expect(events).toEqual([
      { type: 'ADDED', object: pod('ä', '6') },
      { type: 'BOOKMARK', resourceVersion: '9' },
    ]);
    const query = new URL(server.seen[0]?.url ?? '', server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '5',
      timeoutSeconds: '360',
      labelSelector: 'a=b',
    });
  });

  test('a version too old, as a status, is Gone', async () => {
    const { answer } = await watching((_, response) => reply(response, 410, status(410, 'Expired', 'too old')));
    expect(left(answer).is).toBe('Gone');
  });

  test('a version too old, as an event, is Gone', async () => {
    const { answer } = await watching((_, response) =>
      response.writeHead(200).write(event('ERROR', status(410, 'Expired', 'too old'))),
    );
    expect(left(answer).is).toBe('Gone');
  });

  test('a stream that is cut is Unavailable, and what came before was told', async () => {
    const { answer, events } = await watching((_, response) => {
      response.writeHead(200);
      response.write(event('ADDED', pod('a')), () => response.destroy());
    });
    expect(left(answer).is).toBe('Unavailable');
    expect(events).toHaveLength(1);
  });

  test('a signal ends it, and nothing is told after that', async () => {
    const lines = event('ADDED', pod('a')) + event('ADDED', pod('b'));
    const { answer, events } = await watching((_, response) => response.writeHead(200).write(lines), undefined, 1);
    expect(left(answer).is).toBe('Cancelled');
    expect(events).toHaveLength(1);
  });

  test('a missing rule is Forbidden after one request', async () => {
    const refused = status(403, 'Forbidden', 'User "x" cannot watch resource "pods"');
    const { server, answer } = await watching((_, response) => reply(response, 403, refused));
    expect(left(answer)).toMatchObject({ is: 'Forbidden', rule: 'watch pods in namespace litmus' });
    expect(server.seen).toHaveLength(1);
  });

  test('a line that is no event is malformed', async () => {
    const { answer } = await watching((_, response) => response.writeHead(200).write('{"type":"WHAT"}\n'));
    expect(left(answer).is).toBe('Malformed');
  });
});

test('a watch whose line does not end is given up before it takes the memory of the process', async () => {
  const { answer } = await watching((_, response) => {
    response.writeHead(200);
    for (let written = 0; written < 10; written += 1) response.write('x'.repeat(1_048_576));
    response.end('\n');
  });
  expect(left(answer)).toMatchObject({ is: 'Malformed', message: expect.stringMatching(/longer than 8388608/) });
});

test('a line that comes in pieces is told of once it is too long, and not kept', () => {
  const told: string[] = [];
  const lines: string[] = [];
  const push = lineSplitter(
    (line) => lines.push(line),
    10,
    () => told.push('too long'),
  );
  push('12345');
  push('67890');
  expect(told).toEqual([]);
  push('1');
  expect(told).toEqual(['too long']);
  push('\nnext\n');
  expect(lines).toEqual(['next']);
});

test('lines are the same however the text was cut into pieces', () => {
  const text = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 20 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(200)), (lines, cuts) => {
      const whole = lines.map((line) => `${line}\n`).join('');
      const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
      const seen: string[] = [];
      const push = lineSplitter((line) => seen.push(line));
      for (const [index, place] of places.entries()) push(whole.slice(place, places[index + 1] ?? place));
      expect(seen).toEqual(lines);
    }),
  );
});
