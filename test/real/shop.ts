import type { KubeObject } from '../../src/cluster/port.ts';
import { type Api, type Manifest, pathOf, type TestKind } from '../cluster/api.ts';
import { until } from '../cluster/waiting.ts';

/** The namespace that the script `up` fills: the others are copies of it. */
export const firstShop = 'shop';
/** May run every fault. */
export const everyFaultAccount = 'every-fault-sa';

const deployment = 'nginx';
const copied: readonly TestKind[] = ['ChaosExperiment', 'ServiceAccount', 'Role', 'RoleBinding', 'Deployment'];

/** The shops of a suite, so many: the first as it is, the others as its copies. */
export async function openShops(api: Api, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => (index === 0 ? firstShop : `${firstShop}-${index + 1}`));
  for (const name of names.slice(1)) await copyShop(api, name);
  return names;
}

/** Whatever the first shop has and this one lacks. Deployments come without pods: {@link stock} makes them. */
async function copyShop(api: Api, namespace: string): Promise<void> {
  await createUnlessThere(api, 'Namespace', { metadata: { name: namespace } });
  for (const kind of copied) {
    for (const object of await api.list(kind, firstShop)) {
      if (kind === 'ServiceAccount' && object.metadata.name === 'default') continue;
      await createUnlessThere(api, kind, copyOf(object, namespace), namespace);
    }
  }
}

/** Bindings name the namespace of their subjects, too. */
function copyOf(object: KubeObject, namespace: string): Manifest {
  const { name, labels = {} } = object.metadata;
  const { status: _, ...rest } = object as KubeObject & { readonly status?: unknown };
  const moved = JSON.parse(JSON.stringify(rest).replaceAll(`"namespace":"${firstShop}"`, `"namespace":"${namespace}"`));
  return { ...moved, metadata: { name, labels } };
}

async function createUnlessThere(api: Api, kind: TestKind, manifest: Manifest, namespace?: string): Promise<void> {
  const scope = namespace === undefined ? {} : { namespace };
  const there = await api.send('GET', pathOf(kind, { ...scope, name: manifest.metadata.name }));
  if (there.status === 404) await api.create(kind, manifest, namespace);
}

/** Takes a shop to so many running pods, waits until those that are too many are gone, and answers the pods. */
export async function stock(api: Api, namespace: string, pods: number): Promise<readonly KubeObject[]> {
  await api.patch('Deployment', namespace, deployment, { spec: { replicas: pods } });
  const awaited = {
    kind: 'Pod',
    namespace,
    labels: 'app=nginx',
    within: 180,
    what: `${pods} pods of the shop`,
  } as const;
  return until(api, awaited, (found) => (found.length === pods && found.every(isReady) ? found : undefined));
}

const isReady = (pod: KubeObject): boolean => {
  const { conditions = [] } = (pod.status ?? {}) as { conditions?: { type: string; status: string }[] };
  return (
    pod.metadata.deletionTimestamp === undefined &&
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  );
};
