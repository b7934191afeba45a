import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Api, type Manifest, pathOf, type TestKind } from './api.ts';
import { fixtures, manifests } from './fixtures.ts';
import { containerLog } from './logs.ts';

/** The service account of the role in `charts/pod-delete/rbac.yaml`. */
export const serviceAccount = 'pod-delete-sa';

/** A namespace of one test: empty but for the Litmus service account with its usual role, removed when the test ends. */
export interface Environment {
  readonly api: Api;
  readonly namespace: string;
}

let counter = 0;

/** Makes the namespace of a test. */
export async function environment(): Promise<Environment> {
  const api = await Api.fromKubeconfig();
  counter += 1;
  const namespace = `t-${process.pid.toString(36)}-${Date.now().toString(36)}-${counter}`;
  await api.create('Namespace', { metadata: { name: namespace } });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await printPods(api, namespace);
    await removeNamespace(api, namespace);
  });
  for (const manifest of manifests(path.join(fixtures, 'charts/pod-delete/rbac.yaml'))) {
    await api.create(manifest.kind as TestKind, inNamespace(manifest, namespace), namespace);
  }
  await podsAreAdmitted(api, namespace);
  return { api, namespace };
}

/** Before Kubernetes 1.24, pods are refused until the service account has a token Secret, and admission knows of it. */
async function podsAreAdmitted(api: Api, namespace: string): Promise<void> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'may-i' },
    spec: { serviceAccountName: serviceAccount, containers: [{ name: 'main', image: 'any' }] },
  };
  const end = Date.now() + 30_000;
  for (;;) {
    const reply = await api.send('POST', pathOf('Pod', { namespace, query: { dryRun: 'All' } }), pod);
    if (reply.status === 201) return;
    if (Date.now() > end) throw new Error(`no pod is admitted in ${namespace}: ${reply.status} ${reply.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The role is published for the namespace `default`; its binding names that in the subjects too. */
function inNamespace(manifest: Manifest, namespace: string): Manifest {
  return JSON.parse(JSON.stringify(manifest).replaceAll('"namespace":"default"', `"namespace":"${namespace}"`));
}

/** Finalizers first: an engine without an operator would keep its namespace for ever. */
async function removeNamespace(api: Api, namespace: string): Promise<void> {
  for (const engine of await api.list('ChaosEngine', namespace)) {
    if (engine.metadata.finalizers) {
      await api.patch('ChaosEngine', namespace, engine.metadata.name, { metadata: { finalizers: null } });
    }
  }
  await api.remove('Pod', { namespace }, { gracePeriodSeconds: 0 });
  await api.remove('Namespace', { name: namespace });
}

/** What a failed test leaves for its reader: every pod with its state and the last lines of its containers. */
async function printPods(api: Api, namespace: string): Promise<void> {
  for (const pod of await api.list('Pod', namespace)) {
    const { phase, containerStatuses = [] } = pod.status as {
      phase: string;
      containerStatuses?: { name: string; restartCount: number }[];
    };
    console.error(`--- pod ${pod.metadata.name}: ${phase} ${JSON.stringify(containerStatuses)}`);
    for (const { name } of containerStatuses)
      console.error(await containerLog(api, namespace, pod.metadata.name, name));
  }
}
