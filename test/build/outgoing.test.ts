import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, root } from './source-files.ts';

/** The door to the cluster; the page, which a browser keeps to the server that it is from. */
const elsewhere = /^src\/(cluster|view\/page)\//;

const sources = ['src', 'machines'].flatMap(filesBelow).filter((file) => !elsewhere.test(file));

/** What can open a connection. Types cannot. */
const modules = "'(?:node:(?:https?|http2|net|tls|dgram|dns)|undici|@kubernetes/client-node)'";
const opens = new RegExp(
  `^import (?!type\\b)[^;]*from ${modules}|\\bimport\\(${modules}|\\bfetch\\(|\\bnew (?:WebSocket|EventSource)\\b`,
  'gm',
);

it('nothing but the door to the cluster can open a connection', () => {
  const found = sources.flatMap((file) =>
    (readFileSync(path.join(root, file), 'utf8').match(opens) ?? []).map((line) => `${file}: ${line}`),
  );
  expect(sources.length).toBeGreaterThan(150);
  // What tells an address from a word opens none, and the server of the inspector page waits for them.
  expect(found.toSorted()).toEqual([
    "src/model/text/looks-random.ts: import { isIP } from 'node:net'",
    "src/view/inspector/server.ts: import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'",
  ]);
});
