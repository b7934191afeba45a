// Plays a Litmus experiment in a container: what litmus-go does to the cluster, without any fault. It is handed to
// `node -e` as text, so it may use nothing but Node. What it plays is said by PLAY_* variables.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const env = process.env;
const namespace = env.CHAOS_NAMESPACE;
const resultName = [env.CHAOSENGINE, env.EXPERIMENT_NAME, env.INSTANCE_ID].filter(Boolean).join('-');
const results = `/apis/litmuschaos.io/v1alpha1/namespaces/${namespace}/chaosresults`;
const pods = `/api/v1/namespaces/${namespace}/pods`;

function call(method, path, body) {
  const options = {
    host: env.KUBERNETES_SERVICE_HOST,
    port: env.KUBERNETES_SERVICE_PORT,
    ca: readFileSync(`${account}/ca.crt`),
    method,
    path,
    headers: {
      authorization: `Bearer ${readFileSync(`${account}/token`, 'utf8')}`,
      'content-type': 'application/json',
      'user-agent': 'experiment',
    },
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, async (response) => {
      let text = '';
      for await (const part of response) text += part;
      resolve({ status: response.statusCode, object: JSON.parse(text) });
    });
    sent.on('error', reject).end(body && JSON.stringify(body));
  });
}

/** Creates or replaces the ChaosResult, retrying as litmus-go does. */
async function writeResult(phase, verdict, labels) {
  for (;;) {
    const found = await call('GET', `${results}/${resultName}`);
    const old = found.status === 200 ? found.object : { metadata: {}, status: {} };
    const result = {
      apiVersion: 'litmuschaos.io/v1alpha1',
      kind: 'ChaosResult',
      metadata: { ...old.metadata, name: resultName, labels: { ...labels, chaosUID: env.CHAOS_UID } },
      spec: { engine: env.CHAOSENGINE, experiment: env.EXPERIMENT_NAME },
      status: {
        ...old.status,
        experimentStatus: { phase, verdict, failStep: 'N/A', probeSuccessPercentage: 'Awaited' },
      },
    };
    const written =
      found.status === 200
        ? await call('PUT', `${results}/${resultName}`, result)
        : await call('POST', results, result);
    if (written.status < 300) return;
    console.log(`result not written: ${written.status} ${written.object.message}`);
    await pause(200);
  }
}

/** litmus-go copies the experiment pod's labels to its helpers, and gives them no owner. */
async function spawnHelper(self) {
  const suffix = self.metadata.uid.slice(0, 6);
  // With the labels by which a Job knows its pods the Job controller would adopt the helper.
  const labels = Object.fromEntries(
    Object.entries(self.metadata.labels).filter(([label]) => !/(job-name|controller-uid)$/.test(label)),
  );
  const answer = await call('POST', pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${env.EXPERIMENT_NAME}-helper-${suffix}`,
      labels: { ...labels, app: `${env.EXPERIMENT_NAME}-helper-${suffix}` },
    },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: `${env.EXPERIMENT_NAME}-helper`,
          image: self.spec.containers[0].image,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000)'],
        },
      ],
    },
  });
  console.log(`helper ${answer.object.metadata?.name} ${answer.status}`);
  return answer.object.metadata?.name;
}

// Before anything else: the first process of a container ignores the signals that it has no handler for.
const onTerm = env.PLAY_ON_TERM ?? 'stopped';
process.on('SIGTERM', async () => {
  console.log('SIGTERM');
  if (onTerm === 'ignore') return;
  if (onTerm === 'stopped') await writeResult('Stopped', 'Stopped', {});
  process.exit(1);
});

const self = (await call('GET', `${pods}/${env.POD_NAME}`)).object;
const labels = self.metadata.labels;
console.log(`playing ${env.EXPERIMENT_NAME} in ${self.metadata.name}`);
if (env.PLAY_RESULT !== 'none') await writeResult('Running', 'Awaited', labels);
const helper = env.PLAY_HELPER === 'true' ? await spawnHelper(self) : undefined;
if (env.PLAY_OOM === 'true') {
  const held = [];
  for (;;) held.push(Buffer.alloc(16 << 20, 1));
}
await pause(Number(env.PLAY_SECONDS ?? '1') * 1000);
if (helper !== undefined && env.PLAY_LEAVE_HELPER !== 'true') {
  await call('DELETE', `${pods}/${helper}`, { gracePeriodSeconds: 0 });
}
if (env.PLAY_RESULT !== 'none') await writeResult('Completed', env.PLAY_VERDICT ?? 'Pass', labels);
console.log(`finished with ${env.PLAY_VERDICT ?? 'Pass'}`);
process.exit(Number(env.PLAY_EXIT ?? '0'));
