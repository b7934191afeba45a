import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { KubeObject } from '../../src/cluster/port.ts';
import { type Api, pathOf } from '../cluster/api.ts';
import { containersOf } from './containers.ts';
import { delayedNetworks } from './traffic-control.ts';

/** In how many pods of the shop a network fault was in place at a moment. */
export interface Sample {
  /** When it had been looked at, in milliseconds since the epoch. */
  readonly at: number;
  readonly delayed: number;
}

/** What is there of an engine at a moment. */
export interface Sight {
  readonly at: number;
  /** Absent when it is gone. */
  readonly engine?: KubeObject;
  readonly jobs: readonly KubeObject[];
  /** The runner's own among them. */
  readonly pods: readonly KubeObject[];
}

const pauseMs = 200;

/**
 * Looks at one engine, its Jobs and pods, and at the networks of its shop, again and again until it is told to end;
 * and keeps the complete log of every container of its pods as a file, because those of an abort are soon gone.
 */
export class Onlooker {
  readonly samples: Sample[] = [];
  readonly sights: Sight[] = [];
  /** By name, all that were ever seen. */
  readonly jobs = new Set<string>();
  readonly pods = new Map<string, KubeObject>();
  readonly #api: Api;
  readonly #engine: KubeObject;
  readonly #folder: string;
  readonly #over = new AbortController();
  readonly #taken = new Map<string, Promise<void>>();
  readonly #loops: readonly Promise<void>[];

  /** `shop`: a process in each pod of the shop. */
  constructor(api: Api, engine: KubeObject, shop: readonly number[], folder: string) {
    this.#api = api;
    this.#engine = engine;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#loops = [this.#again(() => this.#look()), this.#again(() => this.#probe(shop))];
  }

  get namespace(): string {
    return this.#engine.metadata.namespace ?? '';
  }

  /** Waits until something can be told of what is seen. Rejects after so many seconds. */
  async until<A>(within: number, what: string, found: () => A | undefined): Promise<A> {
    const deadline = Date.now() + within * 1000;
    for (;;) {
      const now = found();
      if (now !== undefined) return now;
      if (Date.now() > deadline) throw new Error(`${what}: not within ${within} s; ${this.shown()}`);
      await pause(50);
    }
  }

  /** What is there now, in a line. */
  shown(): string {
    const sight = this.sights.at(-1);
    const names = [...(sight?.jobs ?? []), ...(sight?.pods ?? [])].map(({ metadata }) => metadata.name);
    return `engine ${JSON.stringify(sight?.engine?.status)}, ${names.join(', ') || 'no pod'}, ${this.samples.at(-1)?.delayed ?? '?'} delayed`;
  }

  async end(): Promise<void> {
    this.#over.abort();
    await Promise.all([...this.#loops, ...this.#taken.values()]);
  }

  async #again(once: () => Promise<void>): Promise<void> {
    while (!this.#over.signal.aborted) {
      // A pod that goes while it is looked at, an API server that is busy: the next look tells.
      await once().catch(() => undefined);
      await pause(pauseMs);
    }
  }

  async #look(): Promise<void> {
    const { namespace, name, uid } = this.#engine.metadata;
    const scope = namespace === undefined ? {} : { namespace };
    const labels = `chaosUID=${uid}`;
    const [engine, jobs, pods] = await Promise.all([
      this.#api.send('GET', pathOf('ChaosEngine', { ...scope, name })),
      this.#api.list('Job', this.namespace, labels),
      this.#api.list('Pod', this.namespace, labels),
    ]);
    if (engine.status !== 200 && engine.status !== 404) return;
    for (const job of jobs) this.jobs.add(job.metadata.name);
    for (const pod of pods) {
      this.pods.set(`${pod.metadata.name} ${pod.metadata.uid}`, pod);
      this.#takeLogs(pod);
    }
    const there = engine.status === 200 ? { engine: JSON.parse(engine.text) as KubeObject } : {};
    this.sights.push({ at: Date.now(), ...there, jobs, pods });
  }

  async #probe(shop: readonly number[]): Promise<void> {
    const delayed = await delayedNetworks(shop);
    this.samples.push({ at: Date.now(), delayed });
  }

  #takeLogs(pod: KubeObject): void {
    for (const { name, containerID, state } of containersOf(pod)) {
      if (containerID === undefined || state.waiting !== undefined || this.#taken.has(containerID)) continue;
      const file = path.join(this.#folder, `${pod.metadata.name}.${name}.${this.#taken.size}.log`);
      this.#taken.set(containerID, this.#takeLog(pod.metadata.name, name, file));
    }
  }

  /** Until the container ends, or what is left of it when the trial is over. */
  async #takeLog(pod: string, container: string, file: string): Promise<void> {
    const query = new URLSearchParams({ container, follow: 'true' });
    const from = `${pathOf('Pod', { namespace: this.namespace, name: pod })}/log?${query}`;
    const { signal } = this.#over;
    await this.#api
      .stream('GET', from, undefined, undefined, signal)
      .then((log) => pipeline(log, createWriteStream(file), { signal }))
      .catch(() => undefined);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
