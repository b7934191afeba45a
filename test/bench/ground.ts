import { annotationOf, litmusServiceAccount } from 'chaos-runner-simulator';
import type { KubeObject } from '../../src/cluster/port.ts';
import type { Manifest, TestKind } from '../cluster/api.ts';
import { engineManifest, initializedEngine } from '../cluster/operator-pod.ts';
import type { Place, RunnerAccess } from './place.ts';

/** The service accounts of the measurements: with and without the right to watch. */
const accounts = { polling: 'bench-polling', watching: 'bench-watching' } as const;
export type Account = keyof typeof accounts;

/** What an account is called in the name of a measurement. */
export const howOf = (account: Account): string => (account === 'polling' ? 'no watch' : 'watch');

/** A namespace with the accounts, one ConfigMap and one Secret. */
export interface Ground {
  readonly place: Place;
  readonly namespace: string;
  readonly access: Readonly<Record<Account, RunnerAccess>>;
  readonly close: () => Promise<void>;
}

/** A container that works for so many seconds. */
const container = {
  image: process.env.BENCH_IMAGE ?? 'localhost/busybox:1',
  imagePullPolicy: 'IfNotPresent',
  command: ['sleep'],
} as const;

/** Makes the namespace of a whole benchmark; `close` removes it. */
export async function openGround(place: Place): Promise<Ground> {
  const { api } = place;
  const namespace = `bench-${Date.now().toString(36)}`;
  await api.create('Namespace', { metadata: { name: namespace } });
  for (const account of Object.keys(accounts) as Account[]) {
    const extras = { secrets: true, watch: account === 'watching' };
    for (const object of litmusServiceAccount(accounts[account], namespace, extras)) {
      await api.create(object.kind as TestKind, object as unknown as Manifest, namespace);
    }
  }
  await api.create('ConfigMap', { metadata: { name: 'settings' }, data: { a: 'b' } }, namespace);
  await api.create('Secret', { metadata: { name: 'access' }, stringData: { token: 'x' } }, namespace);
  // Before Kubernetes 1.24 pods are refused until their account has a token Secret; the Jobs here name an account.
  await tokensIssued(place, namespace);
  return {
    place,
    namespace,
    access: {
      polling: await place.accessFor(namespace, accounts.polling),
      watching: await place.accessFor(namespace, accounts.watching),
    },
    close: async () => {
      await api.remove('ChaosEngine', { namespace });
      await api.remove('Job', { namespace });
      await api.remove('Namespace', { name: namespace });
    },
  };
}

/** Resolves once no pod of earlier work is left: taking pods down would slow what is measured next. */
export async function untilQuiet({ place, namespace }: Ground): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if ((await place.api.list('Pod', namespace)).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`pods of earlier work stay in ${namespace}`);
}

async function tokensIssued({ api, isReal }: Place, namespace: string): Promise<void> {
  const version = JSON.parse((await api.send('GET', '/version')).text);
  if (!isReal || Number.parseInt(version.minor, 10) >= 24) return;
  for (const name of Object.values(accounts)) {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const account = await api.get('ServiceAccount', { namespace, name });
      if (Array.isArray(account.secrets) && account.secrets.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A ChaosExperiment of so many seconds with so many variables, one ConfigMap and one Secret; answers it as stored. */
export function createExperiment(
  { place, namespace }: Ground,
  name: string,
  variables: number,
  seconds = 1,
): Promise<KubeObject> {
  const env = Array.from({ length: variables }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value ${index}` }));
  const experiment = {
    metadata: { name, labels: { name }, annotations: { [annotationOf('duration')]: `${seconds}s` } },
    spec: {
      definition: {
        ...container,
        args: [`${seconds}`],
        scope: 'Namespaced',
        env,
        labels: { name },
        configMaps: [{ name: 'settings', mountPath: '/settings' }],
        secrets: [{ name: 'access', mountPath: '/access' }],
      },
    },
  };
  return place.api.create('ChaosExperiment', experiment, namespace);
}

export interface EngineWish {
  readonly name: string;
  readonly experiments: readonly string[];
  readonly account: Account;
  /** The batch document. */
  readonly batch?: string;
  /** Gives each entry an INSTANCE_ID of its own, so that steps of one experiment have results of their own and may run at once. */
  readonly ownInstances?: boolean;
  /** What becomes of Jobs that have ended; `delete` by default. */
  readonly cleanUp?: 'delete' | 'retain';
}

/** An engine as the operator leaves it for its runner. */
export async function createEngine({ place, namespace }: Ground, wish: EngineWish): Promise<KubeObject> {
  const manifest = engineManifest(wish.name, wish.experiments, {
    spec: {
      jobCleanUpPolicy: wish.cleanUp ?? 'delete',
      chaosServiceAccount: accounts[wish.account],
      ...(wish.ownInstances ? { experiments: wish.experiments.map(withInstance) } : {}),
    },
    ...(wish.batch === undefined ? {} : { annotations: { 'runner.litmuschaos.io/batch': wish.batch } }),
  });
  return initializedEngine(place.api, namespace, manifest);
}

const withInstance = (name: string, index: number) => ({
  name,
  spec: { components: { env: [{ name: 'INSTANCE_ID', value: `i${index + 1}` }] } },
});

/** What the operator sets in the runner's container. */
export const runnerEnvironment = ({ namespace }: Ground, wish: EngineWish): Readonly<Record<string, string>> => ({
  CHAOSENGINE: wish.name,
  TARGETS: '',
  EXPERIMENT_LIST: wish.experiments.join(','),
  CHAOS_SVC_ACC: accounts[wish.account],
  AUXILIARY_APPINFO: '',
  CLIENT_UUID: '',
  CHAOS_NAMESPACE: namespace,
});

/** Forgets an engine and everything that it owns. */
export async function forgetEngine({ place, namespace }: Ground, name: string): Promise<void> {
  await place.api.patch('ChaosEngine', namespace, name, { metadata: { finalizers: null } });
  await place.api.remove('ChaosEngine', { namespace, name });
}
