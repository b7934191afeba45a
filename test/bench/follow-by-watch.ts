import type { KubeObject } from '../../src/cluster/port.ts';
import { type Api, pathOf, type TestKind } from '../cluster/api.ts';
import { lines } from '../cluster/waiting.ts';

/** Tells of each change of an object of that kind from now on by a watch, deletions apart. The answer ends it. */
export async function followByWatch(
  api: Api,
  kind: TestKind,
  namespace: string,
  saw: (object: KubeObject) => void,
): Promise<() => void> {
  const stop = new AbortController();
  const list = JSON.parse((await api.send('GET', pathOf(kind, { namespace, query: { limit: '1' } }))).text);
  const from = String(list.metadata?.resourceVersion ?? '');
  const query = { watch: 'true', resourceVersion: from };
  const response = await api.stream('GET', pathOf(kind, { namespace, query }), undefined, undefined, stop.signal);
  void (async () => {
    try {
      for await (const line of lines(response)) {
        const { type, object } = JSON.parse(line);
        if (type !== 'DELETED' && type !== 'BOOKMARK') saw(object);
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  })();
  return () => stop.abort();
}
