import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import * as E from 'fp-ts/Either';
import type { KubeObject } from '../../src/cluster/port.ts';
import { decodeResult } from '../../src/model/litmus/result.ts';
import { type Api, pathOf } from '../cluster/api.ts';
import { rowsOf } from '../cluster/operator.ts';
import { containersOf } from './containers.ts';
import { bringToEnd, momentOf } from './endings.ts';
import { trialEngine } from './engine.ts';
import type { Finding, Place, Told } from './finding.ts';
import { inPlace } from './litmus.ts';
import { Onlooker, pause, type Sight } from './onlooker.ts';
import { stock } from './shop.ts';
import { processesIn } from './traffic-control.ts';
import { nameOf, type Trial } from './trial.ts';

/** How long is waited for the end of everything, in seconds: the operator gives up after 180, twice. */
const endWithin = 420;
/** A fault that is in place so long after everything else is gone will stay. */
const staysAfterMs = 10_000;

/** Carries out one trial in a shop and tells what was found. Never rejects for what the runner or Litmus did. */
export async function runTrial(api: Api, trial: Trial, place: Place, folder: string): Promise<Finding> {
  const { namespace } = place;
  const at = new Date();
  const name = `t${at.getTime().toString(36)}`;
  const load = oneMinute();
  const shop = processesIn(await stock(api, namespace, trial.targets));
  const engine = await api.create('ChaosEngine', trialEngine(trial, name, namespace), namespace);
  const onlooker = new Onlooker(api, engine, shop, folder);
  let end: number | undefined;
  let injected = 0;
  let broken: string | undefined;
  try {
    // A step that ends by itself is waited for from its beginning; the others from a moment in their middle.
    if (trial.kind !== 'end') await momentOf(trial, engine, api, onlooker);
    end = await bringToEnd(trial, engine, api, onlooker);
    injected = delayedAt(onlooker, end ?? Date.now());
    await onlooker.until(endWithin, 'the end', () => (isOver(onlooker) ? true : undefined));
  } catch (error) {
    broken = String(error);
  }
  await onlooker.end();
  const after = await remains(api, engine, trial.fault);
  const told = await toldOf(api, engine);
  const { jobs, pods } = (onlooker.sights.at(-1) as Sight) ?? { jobs: [], pods: [] };
  const engineNow = onlooker.sights.at(-1)?.engine;
  const finding: Finding = {
    ...trial,
    ...place,
    trial: nameOf(trial),
    at: at.toISOString(),
    took: Math.round((Date.now() - at.getTime()) / 1_000),
    load: [load, oneMinute()],
    injected,
    ...times(onlooker, end),
    stay: await whatStays(namespace),
    marks: after.marks,
    verdict: after.verdict,
    left: [...jobs, ...pods].map(({ metadata }) => metadata.name),
    jobs: onlooker.jobs.size,
    helpers: [...onlooker.pods.keys()].filter((pod) => pod.includes('-helper-')).length,
    ...(engineNow !== undefined && { engineStatus: statusOf(engineNow) }),
    rows: engineNow === undefined ? [] : rowsOf(engineNow),
    told: told.filter(({ component }) => component === `${name}-runner`).map(({ component: _, ...event }) => event),
    ...(broken !== undefined && { broken }),
  };
  const write = (file: string, value: unknown): void =>
    writeFileSync(path.join(folder, file), `${JSON.stringify(value, null, 1)}\n`);
  write('finding.json', finding);
  write('events.json', told);
  write('result.json', after.result);
  write('samples.json', onlooker.samples);
  write('pods.json', [...onlooker.pods.values()]);
  await tidy(api, engine, trial.fault);
  // What stays would be taken for the next trial's.
  if (finding.stay.length > 0) await api.remove('Pod', { namespace, query: { labelSelector: 'app=nginx' } });
  return finding;
}

const oneMinute = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;

/** That a step is being cut short is seen a moment late: the first targets may be reverted by then. */
const shortlyMs = 3_000;

const delayedAt = ({ samples }: Onlooker, moment: number): number =>
  Math.max(
    samples.findLast(({ at }) => at <= moment)?.delayed ?? 0,
    ...samples.filter(({ at }) => at <= moment && at > moment - shortlyMs).map(({ delayed }) => delayed),
  );

const statusOf = (engine: KubeObject): string =>
  ((engine.status ?? {}) as { engineStatus?: string }).engineStatus ?? '';

const isDone = ({ engine }: Sight): boolean =>
  engine === undefined || ['stopped', 'completed'].includes(statusOf(engine));
const isGone = ({ jobs, pods }: Sight): boolean => jobs.length === 0 && pods.length === 0;

/** What is in place, given a while to go. */
async function whatStays(namespace: string): Promise<readonly string[]> {
  const deadline = Date.now() + staysAfterMs;
  for (;;) {
    const found = await inPlace(namespace).catch((error: unknown) => [String(error)]);
    if (found.length === 0 || Date.now() > deadline) return found;
    await pause(500);
  }
}

/** Everything is gone and the operator has finished, and nothing is in place, or it will stay. */
function isOver({ sights, samples }: Onlooker): boolean {
  const since = sinceThen(sights, (sight) => isDone(sight) && isGone(sight));
  const sample = samples.at(-1);
  if (since === undefined || sample === undefined || sample.at < since) return false;
  return sample.delayed === 0 || Date.now() - since > staysAfterMs;
}

/** The moment from which on all that was seen is so. */
function sinceThen<A extends { readonly at: number }>(seen: readonly A[], is: (one: A) => boolean): number | undefined {
  const last = seen.findLastIndex((one) => !is(one));
  return seen[last + 1]?.at;
}

type Times = Pick<Finding, 'reverted' | 'gone' | 'done' | 'helperEnded'>;

function times({ samples, sights, pods }: Onlooker, end: number | undefined): Times {
  if (end === undefined) return {};
  const seconds = (moment: number | undefined): number | undefined =>
    moment === undefined ? undefined : Math.max(0, Math.round((moment - end) / 100) / 10);
  const found = {
    reverted: seconds(sinceThen(samples, ({ delayed }) => delayed === 0)),
    gone: seconds(sinceThen(sights, isGone)),
    done: seconds(sinceThen(sights, isDone)),
    helperEnded: seconds(helperEnd([...pods.values()])),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Times;
}

/** When the last container of a helper ended. Of one that never started the kubelet tells no time. */
function helperEnd(pods: readonly KubeObject[]): number | undefined {
  const ends = pods
    .filter(({ metadata }) => metadata.name.includes('-helper-'))
    .flatMap(containersOf)
    .map(({ state }) => Date.parse(state.terminated?.finishedAt ?? ''))
    .filter((end) => !Number.isNaN(end));
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** What the ChaosResult says at last. */
async function remains(
  api: Api,
  { metadata }: KubeObject,
  fault: string,
): Promise<{ readonly marks: Readonly<Record<string, number>>; readonly verdict: string; readonly result: unknown }> {
  const scope = { namespace: metadata.namespace ?? '', name: `${metadata.name}-${fault}` };
  const reply = await api.send('GET', pathOf('ChaosResult', scope));
  const raw = JSON.parse(reply.text);
  const decoded = decodeResult(raw);
  if (reply.status !== 200 || E.isLeft(decoded)) return { marks: {}, verdict: 'none', result: raw };
  const marks: Record<string, number> = {};
  for (const { chaosStatus } of decoded.right.targets) marks[chaosStatus] = (marks[chaosStatus] ?? 0) + 1;
  return { marks, verdict: decoded.right.verdict ?? '', result: raw };
}

async function toldOf(
  api: Api,
  { metadata }: KubeObject,
): Promise<readonly (Told & { readonly component: string; readonly count: number; readonly at: string })[]> {
  const events = (await api.list('Event', metadata.namespace ?? '')) as readonly (KubeObject & {
    readonly involvedObject?: { readonly uid?: string; readonly name?: string };
    readonly source?: { readonly component?: string };
    readonly [field: string]: unknown;
  })[];
  return events
    .filter(({ involvedObject }) => involvedObject?.name?.startsWith(metadata.name))
    .map((event) => ({
      type: String(event.type),
      reason: String(event.reason),
      message: String(event.message),
      component: event.source?.component ?? '',
      count: Number(event.count ?? 1),
      at: String(event.lastTimestamp ?? ''),
    }))
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

/** The engine and its results; an engine that the operator holds on to is let go. */
async function tidy(api: Api, { metadata }: KubeObject, fault: string): Promise<void> {
  const namespace = metadata.namespace ?? '';
  await api.remove('ChaosEngine', { namespace, name: metadata.name });
  await api.remove('ChaosResult', { namespace, name: `${metadata.name}-${fault}` });
}
