import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Feed } from './feed.ts';

/** How many records go into one event, so that the page has something to show early. */
const perEvent = 250;
/** New records are gathered for so long: a page that is redrawn for each would be busy with nothing else. */
const gatherMs = 40;
/** A comment now and then, so that nothing between server and page takes the silence for the end. */
const heartbeatMs = 15_000;

/** Where a page goes on: behind the record that it had last. -1: the record is not of this log. */
const cursorAfter = (feed: Feed, lastId: string | undefined): number =>
  lastId === undefined || lastId === '' ? 0 : feed.records().findIndex(({ id }) => id === lastId) + 1 || -1;

/**
 * Server-sent events for one page: `records` with a list of records, the id being that of the last one; `state`; `reset`
 * when the page comes back with a record that this log does not have. A page that reads slowly is waited for.
 */
export const streamTo = (feed: Feed, request: IncomingMessage, response: ServerResponse): undefined => {
  const header = request.headers['last-event-id'];
  const wanted = cursorAfter(feed, Array.isArray(header) ? header[0] : header);
  let cursor = Math.max(0, wanted);
  let told: unknown;
  let blocked = false;
  let timer: NodeJS.Timeout | undefined;
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });

  const send = (text: string): void => {
    blocked = !response.write(text);
  };
  const pump = (): void => {
    timer = undefined;
    const records = feed.records();
    while (!blocked && cursor < records.length) {
      const next = records.slice(cursor, cursor + perEvent);
      cursor += next.length;
      // JSON has no raw line breaks, and a record's id none by its form.
      send(`event: records\nid: ${next.at(-1)?.id.replaceAll(/[\r\n]/g, '')}\ndata: ${JSON.stringify(next)}\n\n`);
    }
    const state = feed.state();
    if (blocked || state === told) return;
    told = state;
    send(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
  };

  send('retry: 1000\n\n');
  if (wanted < 0) send('event: reset\ndata: {}\n\n');
  pump();
  const unsubscribe = feed.subscribe(() => {
    timer ??= setTimeout(pump, gatherMs);
  });
  response.on('drain', () => {
    blocked = false;
    pump();
  });
  const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs);
  response.on('close', () => {
    clearInterval(heartbeat);
    clearTimeout(timer);
    unsubscribe();
  });
  return undefined;
};
