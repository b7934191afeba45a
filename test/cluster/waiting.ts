import type { KubeObject } from '../../src/cluster/port.ts';
import { type Api, pathOf, type TestKind } from './api.ts';

export interface Awaited {
  readonly kind: TestKind;
  readonly namespace: string;
  readonly name?: string;
  readonly labels?: string;
  /** Seconds. */
  readonly within: number;
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
}

/**
 * Watches a collection until `found` answers something for its present objects, and answers that. Rejects when the time
 * is over, with what the objects looked like then.
 */
export async function until<A>(
  api: Api,
  awaited: Awaited,
  found: (objects: readonly KubeObject[]) => A | undefined,
): Promise<A> {
  const objects = new Map<string, KubeObject>();
  const deadline = AbortSignal.timeout(awaited.within * 1000);
  const selectors = {
    ...(awaited.name !== undefined && { fieldSelector: `metadata.name=${awaited.name}` }),
    ...(awaited.labels !== undefined && { labelSelector: awaited.labels }),
  };
  const scope = { namespace: awaited.namespace };
  const keyOf = (object: KubeObject): string => object.metadata.uid ?? object.metadata.name;
  while (!deadline.aborted) {
    const reply = await api.send('GET', pathOf(awaited.kind, { ...scope, query: selectors }));
    const list = JSON.parse(reply.text);
    objects.clear();
    for (const object of list.items ?? []) objects.set(keyOf(object), object);
    const at = found([...objects.values()]);
    if (at !== undefined) return at;
    const query = { ...selectors, watch: 'true', resourceVersion: String(list.metadata?.resourceVersion ?? '') };
    for await (const change of changes(api, pathOf(awaited.kind, { ...scope, query }), deadline)) {
      if (change.type === 'ERROR') break;
      if (change.type === 'DELETED') objects.delete(keyOf(change.object));
      else objects.set(keyOf(change.object), change.object);
      const now = found([...objects.values()]);
      if (now !== undefined) return now;
    }
  }
  const seen = [...objects.values()].map((object) =>
    JSON.stringify({ name: object.metadata.name, status: object.status }),
  );
  throw new Error(
    `${awaited.what}: not within ${awaited.within} s; ${awaited.kind}s at the end: ${seen.join('\n') || 'none'}`,
  );
}

interface Change {
  readonly type: string;
  readonly object: KubeObject;
}

async function* changes(api: Api, path: string, signal: AbortSignal): AsyncGenerator<Change> {
  try {
    const response = await api.stream('GET', path, undefined, undefined, signal);
    for await (const line of lines(response)) yield JSON.parse(line) as Change;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The complete lines of a stream of bytes. */
export async function* lines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part !== '') yield part;
  }
  if (rest !== '') yield rest;
}
