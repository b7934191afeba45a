/** What the workload contracts share: a namespace of their own, and the ways to wait in it. */
import { beforeAll } from 'vitest';
import type { Client, Reply } from '../../../test/contract/client.ts';
import { type ContractTarget, freshNamespace, job } from '../../../test/contract/target.ts';

export type Body = Reply['body'];

/** The first container's status, or another's. */
export const container = (body: Body, index = 0): Body => body?.status?.containerStatuses?.[index];

/** The condition of this type. */
export const condition = (body: Body, type: string): Body =>
  body?.status?.conditions?.find((one: Body) => one.type === type);

/** Whether the Job has reached this condition. */
export const reached =
  (type: string) =>
  (body: Body): boolean =>
    condition(body, type)?.status === 'True';

export interface Workloads {
  readonly client: () => Client;
  readonly image: () => string;
  readonly core: () => string;
  readonly jobs: () => string;
  readonly apps: () => string;
  readonly namespace: () => string;
  readonly podsOf: (job: string) => string;
  /** The object at the path when it is accepted. */
  readonly until: (path: string, accepted: (body: Body) => boolean) => Promise<Body>;
  /** The events of one reason about an object, when there are some. */
  readonly eventsOf: (name: string, reason: string) => Promise<Body[]>;
  /** Makes a Job of a shell command; its pod when it runs. */
  readonly started: (name: string, command: string, spec?: object) => Promise<Body>;
  /** Everything that a watcher of the namespace's Jobs and pods sees of `begin` and what follows, until `enough`, in its order. */
  readonly seen: (begin: () => Promise<unknown>, enough: (seen: readonly Change[]) => boolean) => Promise<Change[]>;
}

export interface Change {
  readonly type: string;
  readonly object: Body;
}

/** A namespace for the tests of a `describe`. */
export const workloads = (target: () => ContractTarget): Workloads => {
  let namespace = '';
  const client = () => target().client;
  const image = () => target().image;
  const core = (): string => `/api/v1/namespaces/${namespace}`;
  const jobs = (): string => `/apis/batch/v1/namespaces/${namespace}/jobs`;
  beforeAll(async () => {
    namespace = await freshNamespace(client());
  });
  const podsOf = (name: string): string => `${core()}/pods?labelSelector=job-name%3D${name}`;
  const until = async (path: string, accepted: (body: Body) => boolean): Promise<Body> =>
    (await client().until(path, ({ body }) => accepted(body))).body;

  const seen: Workloads['seen'] = async (begin, enough) => {
    const all: Change[] = [];
    const order = ({ object }: Change): number => Number(object.metadata.resourceVersion);
    const sorted = (): Change[] => [...all].sort((one, other) => order(one) - order(other));
    const paths = [jobs(), `${core()}/pods`];
    const lists = await Promise.all(paths.map((path) => client().get(path)));
    await begin();
    const follow = (path: string, index: number): Promise<unknown> => {
      const from = lists[index]?.body.metadata.resourceVersion;
      let known = 0;
      return client().watch(`${path}?watch=true&timeoutSeconds=60&resourceVersion=${from}`, (events) => {
        all.push(...events.slice(known));
        known = events.length;
        return enough(sorted());
      });
    };
    await Promise.race(paths.map(follow));
    return sorted();
  };

  return {
    client,
    image,
    core,
    jobs,
    apps: () => `/apis/apps/v1/namespaces/${namespace}`,
    namespace: () => namespace,
    podsOf,
    until,
    eventsOf: async (name, reason) => {
      const path = `${core()}/events?fieldSelector=involvedObject.name%3D${name},reason%3D${reason}`;
      return (await until(path, ({ items }) => items?.length > 0)).items;
    },
    started: async (name, command, spec = {}) => {
      await client().post(jobs(), job(name, image(), command, { ...spec }));
      const list = await until(podsOf(name), ({ items }) => items?.[0]?.status?.phase === 'Running');
      return list.items[0];
    },
    seen,
  };
};
