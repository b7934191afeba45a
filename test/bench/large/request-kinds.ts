import type { SeenRequest } from '../place.ts';

/** What a request is about: its verb and its kind, with the subresource: `patch chaosengines`, `get pods/log`. */
function kindOf({ verb, path }: SeenRequest): string {
  const [before = ''] = path.split('?');
  const [, inNamespace] = /\/namespaces\/[^/]+\/(.+)$/.exec(before) ?? [];
  if (inNamespace === undefined) return `${verb} ${before.split('/').at(-1)}`;
  const [plural = '', , subresource] = inNamespace.split('/');
  return `${verb} ${plural}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** How many requests there are of each verb and kind. */
export function byKind(requests: readonly SeenRequest[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(kindOf(request), (counts.get(kindOf(request)) ?? 0) + 1);
  return counts;
}

/** A batch, and how many requests of each verb and kind one of its steps took on the average. */
export interface StepRequests {
  readonly title: string;
  readonly perStep: ReadonlyMap<string, number>;
}

/**
 * Rows of cells with a head: a row for each verb and kind, those first of which there were the most, and a column for each
 * batch.
 */
export function kindRows(batches: readonly StepRequests[]): readonly (readonly string[])[] {
  const most = (kind: string): number => Math.max(...batches.map(({ perStep }) => perStep.get(kind) ?? 0));
  const kinds = [...new Set(batches.flatMap(({ perStep }) => [...perStep.keys()]))].sort((a, b) => most(b) - most(a));
  return [
    ['requests a step', ...batches.map(({ title }) => title)],
    ...kinds.map((kind) => [kind, ...batches.map(({ perStep }) => (perStep.get(kind) ?? 0).toFixed(3))]),
  ];
}
