import type { KubeObject } from '../../src/cluster/port.ts';
import type { Api } from '../cluster/api.ts';
import { killContainer } from '../cluster/node-process.ts';
import { runnerContainer } from '../cluster/operator.ts';
import { until } from '../cluster/waiting.ts';
import { type Onlooker, pause } from './onlooker.ts';
import type { Trial } from './trial.ts';

/** So long after litmus-go has told of its check before the chaos it is about to make its helper, which takes it 2 s. */
const birthMs = 500;
/** Longer than any fault needs until it is in place, also with hardly any processor. */
const injectedWithin = 300;

/** Waits for the moment at which the fault of a trial is to come to its end. */
export async function momentOf(
  { after, targets }: Trial,
  engine: KubeObject,
  api: Api,
  onlooker: Onlooker,
): Promise<void> {
  if (after === 'birth') {
    const { namespace = '', name } = engine.metadata;
    const awaited = { kind: 'Event', namespace, within: 180, what: "litmus-go's check before the chaos" } as const;
    const tells = (event: Told): boolean => event.reason === 'PreChaosCheck' && event.involvedObject?.name === name;
    await until(api, awaited, (events) => (events.some(tells) ? true : undefined));
    return pause(birthMs);
  }
  const wanted = after === 'first' ? 1 : targets;
  await onlooker.until(injectedWithin, `${wanted} injected targets`, () =>
    (onlooker.samples.at(-1)?.delayed ?? 0) >= wanted ? true : undefined,
  );
  if (after !== 'first') await pause(after * 1_000);
}

type Told = KubeObject & { readonly reason?: string; readonly involvedObject?: { readonly name?: string } };

/**
 * Ends the fault, or waits until the runner ends it. Resolves with the moment from which its end is counted, in
 * milliseconds since the epoch; with none where nothing cuts it short.
 */
export async function bringToEnd(
  { kind }: Trial,
  engine: KubeObject,
  api: Api,
  onlooker: Onlooker,
): Promise<number | undefined> {
  const { name } = engine.metadata;
  const namespace = engine.metadata.namespace ?? '';
  const runner = `${name}-runner`;
  const now = Date.now();
  switch (kind) {
    case 'stop':
      await api.patch('ChaosEngine', namespace, name, { spec: { engineState: 'stop' } });
      return now;
    case 'delete':
      await api.remove('ChaosEngine', { namespace, name });
      return now;
    case 'time-out':
    case 'cancel':
      return onlooker.until(400, 'the end of the step', () => deletedAt(onlooker));
    case 'kill': {
      const container = runnerContainer([await api.get('Pod', { namespace, name: runner })]);
      killContainer(container?.containerID ?? '');
      return undefined;
    }
    case 'lose':
      await api.remove('Pod', { namespace, name: runner }, { gracePeriodSeconds: 0 });
      return undefined;
    case 'end':
      return undefined;
  }
}

/** When a helper was first seen to be told to end: the step that it belongs to is being cut short then. */
function deletedAt({ sights }: Onlooker): number | undefined {
  const isEnding = ({ metadata }: KubeObject): boolean =>
    metadata.name.includes('-helper-') && metadata.deletionTimestamp !== undefined;
  return sights.find(({ pods }) => pods.some(isEnding))?.at;
}
