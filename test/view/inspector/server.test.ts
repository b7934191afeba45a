import { request } from 'node:http';
import * as E from 'fp-ts/Either';
import { afterEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../../src/model/progress/record.ts';
import { createFeed, type Feed } from '../../../src/view/inspector/feed.ts';
import { type InspectorServer, startInspectorServer } from '../../../src/view/inspector/server.ts';
import { wholeRun } from '../../audit/run-log.ts';

const run = wholeRun().map(({ record }) => record);
const files = { script: 'script()', style: 'body{}' };
const started: InspectorServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.close();
});

const start = async (feed: Feed, port = 0): Promise<InspectorServer> => {
  const server = await startInspectorServer({ feed, files, port });
  if (E.isLeft(server)) throw new Error(server.left.message);
  started.push(server.right);
  return server.right;
};

interface Reply {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** With any Host header, which fetch would not send. */
const ask = (url: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      let body = '';
      response.on('data', (part) => {
        body += String(part);
      });
      response.on('close', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });

/** Reads the stream of events until a text is in it. */
const listen = (url: string, until: string, lastEventId?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
    const sent = request(`${url}events`, { headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += String(part);
        if (!text.includes(until)) return;
        sent.destroy();
        resolve(text);
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET' || reject(error));
    sent.end();
  });

const sequences = (stream: string): readonly number[] =>
  [...stream.matchAll(/^event: records\nid: .*\ndata: (.*)$/gm)].flatMap(([, data = '[]']) =>
    (JSON.parse(data) as AuditRecord[]).map((record) => record.data.sequence),
  );

describe('the inspector server', () => {
  it('listens on the loopback only and serves the page under a strict policy', async () => {
    const { url } = await start(createFeed('test'));
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const { status, headers, body } = await ask(url);
    expect(status).toBe(200);
    expect(body).toContain('<script src="page.js">');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ['page.js', 'text/javascript; charset=utf-8', files.script],
    ['page.css', 'text/css; charset=utf-8', files.style],
  ])('serves %s', async (path, type, text) => {
    const { url } = await start(createFeed('test'));
    const { headers, body } = await ask(`${url}${path}`);
    expect([headers['content-type'], body]).toEqual([type, text]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s on every path', async (method) => {
    const { url } = await start(createFeed('test'));
    for (const path of ['', 'events', 'page.js']) expect((await ask(`${url}${path}`, { method })).status).toBe(405);
  });

  it('has no other path', async () => {
    const { url } = await start(createFeed('test'));
    for (const path of ['package.json', '../package.json', 'page.js.map', 'events/1'])
      expect((await ask(`${url}${path}`)).status).toBe(404);
  });

  it('refuses names that are not of this machine', async () => {
    const { url } = await start(createFeed('test', run));
    for (const path of ['', 'events'])
      expect((await ask(`${url}${path}`, { headers: { Host: 'evil.example' } })).status).toBe(421);
    expect((await ask(url, { headers: { Host: 'localhost:8080' } })).status).toBe(200);
  });

  it('says so when the port is taken', async () => {
    const { url } = await start(createFeed('test'));
    const port = Number(new URL(url).port);
    const second = await startInspectorServer({ feed: createFeed('test'), files, port });
    expect(second).toMatchObject({
      _tag: 'Left',
      left: { is: 'PortError', message: expect.stringContaining('in use') },
    });
  });
});

describe('the stream of events', () => {
  it('gives every record and how things stand', async () => {
    const { url } = await start(createFeed('a file', run, ['a note'], false));
    const stream = await listen(url, 'event: state');
    expect(sequences(stream)).toEqual(run.map(({ data }) => data.sequence));
    expect(stream).toContain('{"origin":"a file","live":false,"notes":["a note"]}');
  });

  it('gives new records as they come', async () => {
    const feed = createFeed('test', run.slice(0, 5));
    const { url } = await start(feed);
    const stream = listen(url, `"sequence":${run[9]?.data.sequence},`);
    await listen(url, 'event: state');
    for (const record of run.slice(5, 10)) feed.push(record);
    expect(sequences(await stream)).toEqual(run.slice(0, 10).map(({ data }) => data.sequence));
  });

  it('goes on behind the last record that a page had', async () => {
    const { url } = await start(createFeed('test', run));
    const stream = await listen(url, 'event: state', run[19]?.id);
    expect(sequences(stream)).toEqual(run.slice(20).map(({ data }) => data.sequence));
    expect(stream).not.toContain('event: reset');
  });

  it('begins anew for a page whose last record is not of this log', async () => {
    const { url } = await start(createFeed('test', run));
    const stream = await listen(url, 'event: state', 'another/1/7');
    expect(stream.indexOf('event: reset')).toBeLessThan(stream.indexOf('event: records'));
    expect(sequences(stream).length).toBe(run.length);
  });

  it('ends with the server, and listeners with their pages', async () => {
    const feed = createFeed('test');
    let listeners = 0;
    const counting: Feed = {
      ...feed,
      subscribe: (listener) => {
        listeners += 1;
        const stop = feed.subscribe(listener);
        return () => {
          listeners -= 1;
          stop();
        };
      },
    };
    const server = await start(counting);
    const reply = ask(`${server.url}events`);
    await listen(server.url, 'event: state');
    await server.close();
    await reply;
    expect(listeners).toBe(0);
  });
});
