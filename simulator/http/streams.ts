/** Answers that go on: watches and followed logs. */
import type { ServerResponse } from 'node:http';
import * as E from 'fp-ts/Either';
import type { ContainerLogs } from '../container-logs.ts';
import type { FaultAction, RequestRecord } from './faults.ts';
import { hasEnded, type LogReading } from './log-request.ts';
import { listNumbers } from './parameters.ts';
import type { Form } from './representation.ts';
import type { ObjectRequest, Rest } from './rest.ts';
import type { ApiError } from './status.ts';
import { createWatch } from './watching.ts';

const minute = 60_000;
const longest = 30 * minute;

/** A watcher that lets more than these bytes wait is cut off, as by the real server: it would fill the memory. */
const backlog = 64 * 1024 * 1024;

export interface Streaming {
  readonly rest: Rest;
  readonly logs: ContainerLogs;
  /** Calls back after so many real milliseconds; returns the way to cancel. */
  readonly after: (milliseconds: number, fn: () => void) => () => void;
  readonly bookmarkEvery: number;
}

const open = (response: ServerResponse, record: RequestRecord, contentType: string): void => {
  record.status = 200;
  response.writeHead(200, {
    'audit-id': String(record.id),
    'cache-control': 'no-cache, private',
    'content-type': contentType,
  });
  response.flushHeaders();
};

/** Answers a watch until its time is up, the client leaves, or a fault cuts it. Errors before the first byte are returned. */
export const streamWatch = (
  streaming: Streaming,
  request: ObjectRequest,
  form: Form,
  response: ServerResponse,
  record: RequestRecord,
  faults: readonly FaultAction[],
): ApiError | undefined => {
  // A client that left while a fault held its request back: nobody would ever stop this watch.
  if (response.destroyed) return undefined;
  const numbers = listNumbers(request.query);
  if (E.isLeft(numbers)) return numbers.left;
  const seconds = numbers.right.timeoutSeconds;
  const cut = faults.find((fault) => fault.is === 'cutWatch');
  let left = cut?.afterEvents ?? Number.POSITIVE_INFINITY;
  const watch = createWatch(streaming.rest, request, form, (line) => {
    if (left <= 0 || response.writableEnded || response.destroyed) return;
    left -= 1;
    record.responseBytes += line.length + 1;
    response.write(`${line}\n`);
    if (response.writableLength > backlog) response.destroy();
    if (left <= 0) response.socket?.end();
  });
  if (E.isLeft(watch)) return watch.left;
  const { begin, bookmark, stop } = watch.right;
  open(response, record, 'application/json');
  const cancels: (() => void)[] = [];
  const after = (milliseconds: number, fn: () => void): void => void cancels.push(streaming.after(milliseconds, fn));
  const end = (): void => {
    stop();
    for (const cancel of cancels) cancel();
  };
  response.on('close', end);
  if (cut && left <= 0) return void response.socket?.destroy();
  if (!begin()) return void response.end();
  after(seconds > 0 ? seconds * 1000 : longest, () => {
    bookmark();
    end();
    response.end();
  });
  if (cut?.afterMilliseconds !== undefined) after(cut.afterMilliseconds, () => response.socket?.destroy());
  const mark = (): void =>
    after(streaming.bookmarkEvery, () => {
      bookmark();
      mark();
    });
  mark();
  return undefined;
};

/** Answers a request for a log: what there is, and with `follow` what comes until the container ends. */
export const streamLog = (
  streaming: Streaming,
  reading: LogReading,
  response: ServerResponse,
  record: RequestRecord,
): undefined => {
  if (response.destroyed) return undefined;
  const { rest, logs } = streaming;
  const { pod, container } = reading;
  const { name, namespace = '' } = pod.metadata;
  open(response, record, 'text/plain');
  record.responseBytes += Buffer.byteLength(reading.text);
  if (reading.text !== '') response.write(reading.text);
  const current = (): boolean => hasEnded(rest.store.get('pods', namespace, name), container);
  if (!reading.follow || current()) return void response.end();
  const unsubscribe = logs.subscribe(namespace, name, container, (line) => {
    // The container may write again, restarted, before its answer has reached the client.
    if (response.writableEnded) return;
    const text = reading.show(line);
    record.responseBytes += Buffer.byteLength(text);
    response.write(text);
  });
  const unfollow = rest.history.follow('pods', ({ object }) => {
    const mine = object.metadata.name === name && object.metadata.namespace === namespace;
    if (mine && current()) response.end();
  });
  response.on('close', () => {
    unsubscribe();
    unfollow();
  });
  return undefined;
};
