import { createCluster, type Simulator } from 'chaos-runner-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../contract/client.ts';
import { readPairs } from './fixtures.ts';

const pairs = readPairs().filter(({ job }) => job !== undefined);

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
}

/** The template without what ties it to one Job. */
const plain = ({ metadata, ...template }: Template): unknown => {
  const { 'controller-uid': _uid, 'job-name': _name, ...labels } = metadata.labels;
  return { ...template, metadata: { ...metadata, labels, creationTimestamp: null } };
};

describe('the simulator stores as the real API server did', () => {
  let simulator: Simulator | undefined;
  let client: Client | undefined;
  beforeAll(async () => {
    // The fixtures were stored by it.
    simulator = await createCluster({ https: false, kubernetes: '1.20' });
    client = createClient(simulator.url, simulator.adminToken);
  });
  afterAll(async () => {
    await client?.close();
    await simulator?.close();
  });

  it.each(pairs)('the Job of $name', async ({ job }) => {
    let sidecars = 0;
    const numbered = (): string => {
      sidecars += 1;
      return `-sidecar-${sidecars}"`;
    };
    const wanted = JSON.parse(
      JSON.stringify(job)
        .replaceAll('JOBNAME', 'job-1')
        .replaceAll('ENGINEUID', 'engine-1')
        .replace(/-sidecar-N"/g, numbered),
    );
    delete wanted.metadata.namespace;
    const reply = await client?.post('/apis/batch/v1/namespaces/default/jobs?dryRun=All', wanted);
    expect(reply?.status, reply?.text).toBe(201);
    const { selector: _selector, ...spec } = reply?.body.spec ?? {};
    expect({ ...spec, template: plain(spec.template) }).toEqual({
      ...wanted.spec,
      template: plain(wanted.spec.template),
    });
  });
});
