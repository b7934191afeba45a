import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Api, pathOf } from './api.ts';
import { fixtures, manifests } from './fixtures.ts';

/** Before the first test of a suite, whichever file comes first: Litmus' CRDs are applied where the cluster lacks them. */
export async function setup(): Promise<void> {
  if (process.env.KUBECONFIG === undefined) return;
  const api = await Api.fromKubeconfig();
  const folder = path.join(fixtures, 'crds');
  for (const manifest of readdirSync(folder).flatMap((file) => manifests(path.join(folder, file)))) {
    const reply = await api.send('POST', pathOf('CustomResourceDefinition', {}), manifest);
    if (reply.status >= 300 && reply.status !== 409) throw new Error(`CRD ${manifest.metadata.name}: ${reply.text}`);
    await established(api, manifest.metadata.name);
  }
}

/** A fresh CRD is served a moment after it was accepted: its collection answers as soon as it is. */
async function established(api: Api, name: string): Promise<void> {
  const plural = name.slice(0, name.indexOf('.'));
  const answered = async (): Promise<boolean> =>
    (await api.send('GET', `/apis/litmuschaos.io/v1alpha1/${plural}`)).status === 200;
  for (let attempt = 0; !(await answered()); attempt += 1) {
    if (attempt === 2_000) throw new Error(`the API server does not serve ${name}`);
  }
}
