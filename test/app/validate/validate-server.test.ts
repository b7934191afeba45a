import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from '../../../src/app/validate/validate.ts';
import type { Finding } from '../../../src/model/json/diagnostic.ts';
import { fakeTerminal } from '../../cli/fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from '../../cli/files.ts';
import { simulatedCluster } from '../../cli/simulated-cluster.ts';
import { type Handler, reply, type Seen, serve, status } from '../../cluster-port/scripted-server.ts';

const kubeconfigOf = (server: string): string => {
  const file = path.join(temporaryFolder(), 'kubeconfig.yaml');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'scripted',
    clusters: [{ name: 'scripted', cluster: { server } }],
    users: [{ name: 'someone', user: { token: 'secret' } }],
    contexts: [{ name: 'scripted', context: { cluster: 'scripted', user: 'someone', namespace: 'litmus' } }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
};

/** What a server warns of an object, or how it refuses it; nothing: it takes it. */
interface Verdict {
  readonly warnings?: readonly string[];
  readonly refusal?: ReturnType<typeof status>;
}

const quoted = (text: string): string => `299 - "${text.replace(/[\\"]/g, '\\$&')}"`;

/** A server that takes every object as it is but for what the verdicts say of its kind. */
const taking =
  (verdicts: Readonly<Record<string, Verdict>>): Handler =>
  ({ body }, response) => {
    const object = JSON.parse(body === '' ? '{}' : body) as { readonly kind?: string };
    const { warnings = [], refusal } = verdicts[object.kind ?? ''] ?? {};
    reply(response, refusal?.code ?? 201, refusal ?? object, { warning: warnings.map(quoted) });
  };

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly seen: readonly Seen[];
}

/** Validates files before a scripted server. */
const ask = async (files: readonly string[], handler: Handler, json = false): Promise<Answer> => {
  const server = await serve(handler);
  const terminal = fakeTerminal();
  const code = await validate({ files, json, server: true, kubeconfig: kubeconfigOf(server.url) }, terminal);
  return { code, out: terminal.out(), err: terminal.err(), seen: server.seen };
};

const written = `apiVersion: litmuschaos.io/v1alpha1
kind: ChaosEngine
metadata:
  name: engine
spec:
  chaosServiceAccount: litmus
  components:
    runner:
      image: r
  experiments:
  - name: a
`;

describe('validate --server', () => {
  it('asks about experiments, engines and the Job and pod of each entry, all of it only tried', async () => {
    const files = [fileOf([engine(['a', 'b']), experiment('a'), experiment('b')])];
    const { code, out, seen } = await ask(files, taking({}));
    expect(code, out).toBe(0);
    expect(out).toMatch(/1 engine and 2 experiments, and 2 Jobs tried on http:.*: no errors, nothing was changed\./);
    expect(seen.map(({ method, url }) => `${method} ${url.split('?')[0]?.split('/').at(-1)}`).toSorted()).toEqual([
      ...['chaosengines', 'chaosexperiments', 'chaosexperiments', 'jobs', 'jobs', 'pods', 'pods'].map(
        (one) => `POST ${one}`,
      ),
    ]);
    for (const { url } of seen) expect(url).toMatch(/[?&]dryRun=All&fieldValidation=Warn/);
  });

  it('makes findings of what the server warns of, at the place of the field', async () => {
    const file = fileOf(written);
    const { code, out } = await ask(
      [file, fileOf([experiment('a')], 'a.yaml')],
      taking({ ChaosEngine: { warnings: ['unknown field "spec.components.runner"'] } }),
    );
    expect(code).toBe(0);
    expect(out).toContain(
      `${file}:8:5: warning: spec.components.runner: the server warns: unknown field "spec.components.runner"\n`,
    );
  });

  it('makes findings of what the server refuses, one for each field', async () => {
    const file = fileOf(written);
    const causes = [
      { field: 'spec.chaosServiceAccount', message: 'Invalid value: "litmus": no' },
      { field: 'spec.experiments[0].name', message: 'Invalid value: "a": too short' },
    ];
    const { code, out } = await ask(
      [file, fileOf([experiment('a')], 'a.yaml')],
      taking({ ChaosEngine: { refusal: status(422, 'Invalid', 'is invalid', { causes }) } }),
    );
    expect(code).toBe(64);
    expect(out.split('\n').filter((line) => line.includes('error'))).toEqual([
      `${file}:6:24: error: spec.chaosServiceAccount: the server refuses it: Invalid value: "litmus": no`,
      `${file}:11:11: error: spec.experiments[0].name: the server refuses it: Invalid value: "a": too short`,
      '2 errors.',
    ]);
  });

  it('shows what becomes of an entry at the entry, a warning of Job and pod once', async () => {
    const file = fileOf(written);
    const violates = 'would violate PodSecurity "restricted:latest": hostPID (hostPID=true)';
    const denied = status(403, 'Forbidden', 'pods "x" is forbidden: violates PodSecurity "baseline:latest"');
    const { code, out } = await ask(
      [file, fileOf([experiment('a')], 'a.yaml')],
      taking({
        Job: { warnings: [violates, 'spec.template.spec.nodeSelector[a]: deprecated'] },
        Pod: { warnings: [violates, 'spec.nodeSelector[a]: deprecated'], refusal: denied },
      }),
    );
    expect(code).toBe(64);
    const at = `${file}:11:11: `;
    expect(out.split('\n').filter((line) => line.startsWith(at))).toEqual([
      `${at}error: spec.experiments[0].name: the server refuses its pod: create pods in namespace litmus: ${denied.message}`,
      `${at}warning: spec.experiments[0].name: the server warns of its Job: ${violates}`,
      `${at}warning: spec.experiments[0].name: the server warns of its Job: spec.template.spec.nodeSelector[a]: deprecated`,
    ]);
  });

  it('notes which right is missing, each once, and finds nothing wrong because of it', async () => {
    const denied = (resource: string) =>
      status(403, 'Forbidden', `User "someone" cannot create resource "${resource}" in API group ""`);
    const files = [fileOf([engine(['a', 'b']), experiment('a'), experiment('b')])];
    const { code, out } = await ask(
      files,
      taking({ Job: { refusal: denied('jobs') }, ChaosExperiment: { refusal: denied('chaosexperiments') } }),
    );
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line.includes('note'))).toEqual([
      expect.stringContaining('the rule "create jobs.batch in namespace litmus" is missing'),
      expect.stringContaining('the rule "create chaosexperiments.litmuschaos.io in namespace litmus" is missing'),
    ]);
  });

  it('notes a webhook that cannot be asked by a dry run: that it would refuse is not known', async () => {
    const refusal = status(400, 'BadRequest', 'admission webhook "policy.example.com" does not support dry run');
    const { code, out } = await ask([fileOf([engine(['a']), experiment('a')])], taking({ Job: { refusal } }));
    expect(code).toBe(0);
    expect(out).toMatch(/note: .*could not be asked about its Job: .*does not support dry run/);
    expect(out).toContain('and 0 Jobs tried');
  });

  it('says what is wrong in the files, also where the cluster gives no answer, and ends with 2 if that is nothing', async () => {
    const sound = await ask([fileOf([engine(['a']), experiment('a')])], (_, response) =>
      reply(response, 401, status(401, 'Unauthorized', 'who are you')),
    );
    expect(sound.code).toBe(2);
    expect(sound.err).toMatch(/The cluster could not be asked: .*who are you/);
    expect(sound.out).not.toContain('no errors');
    const terminal = fakeTerminal();
    const bad = fileOf(written.replace('chaosServiceAccount', 'engineState: actve\n  chaosServiceAccount'));
    const options = { files: [bad], json: false, server: true, kubeconfig: '/no/such/file' };
    expect(await validate(options, terminal)).toBe(64);
    expect(terminal.out()).toContain('did you mean active?');
    expect(terminal.err()).toContain('The cluster could not be asked');
  });

  it('gives all findings in one list with --json', async () => {
    const files = [fileOf(written), fileOf([experiment('a')], 'a.yaml')];
    const { out } = await ask(files, taking({ Job: { warnings: ['old'] } }), true);
    const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: readonly Finding[] };
    expect(ok).toBe(true);
    expect(findings.filter(({ severity }) => severity === 'warning')).toMatchObject([
      { line: 11, message: 'the server warns of its Job: old' },
    ]);
  });

  it('refuses the options of a cluster where no cluster is asked', async () => {
    const terminal = fakeTerminal();
    expect(await validate({ files: ['x'], json: false, context: 'prod' }, terminal)).toBe(64);
    expect(terminal.err()).toContain('add --server');
  });
});

describe('validate --server before a cluster', () => {
  it('changes nothing, whether the objects are there or not', async () => {
    const { simulator, kubeconfig } = await simulatedCluster([
      engine(['a'], { spec: { engineState: 'stop' } }),
      experiment('a'),
    ]);
    const { store } = simulator;
    const before = store.revision();
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['a', 'b']), engine(['b'], { name: 'new' }), experiment('a'), experiment('b')])];
    expect(await validate({ files, json: false, server: true, kubeconfig }, terminal), terminal.out()).toBe(0);
    expect(store.revision()).toBe(before);
    const writes = simulator.requests.filter(
      ({ userAgent, verb }) => userAgent.startsWith('chaos-runner/') && verb !== 'get',
    );
    expect(writes).not.toEqual([]);
    for (const { path: asked } of writes) expect(asked).toContain('dryRun=All');
  });

  it('finds a service account that is not there, by the pod that nobody would get', async () => {
    const { kubeconfig } = await simulatedCluster([]);
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['a'], { spec: { chaosServiceAccount: 'nobody' } }), experiment('a')])];
    expect(await validate({ files, json: false, server: true, kubeconfig }, terminal)).toBe(64);
    expect(terminal.out()).toMatch(/the server refuses its pod: .*serviceaccount "nobody" not found/);
  });

  it('takes a ChaosExperiment that no file holds from the cluster, or says that it is nowhere', async () => {
    const { kubeconfig } = await simulatedCluster([experiment('there')]);
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['there', 'missing']), experiment('other')])];
    expect(await validate({ files, json: false, server: true, kubeconfig }, terminal)).toBe(64);
    const errors = terminal
      .out()
      .split('\n')
      .filter((line) => line.includes('error:'));
    expect(errors).toEqual([
      expect.stringContaining('neither the files nor namespace litmus hold the ChaosExperiment missing'),
    ]);
    expect(terminal.out()).not.toContain('no file holds');
  });

  it('tells what the decoder drops, what Pod Security warns of and what it refuses', async () => {
    const { simulator, kubeconfig } = await simulatedCluster([]);
    const levels = {
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/enforce': 'baseline',
    };
    simulator.store.update('namespaces', undefined, 'litmus', (current) => ({
      ...current,
      metadata: { ...current.metadata, labels: levels },
    }));
    const definition = { image: 'i', hostPID: true };
    const wrong = { name: 'a', spec: { components: { resources: { limts: { cpu: '1' } } } } };
    const files = [
      fileOf([engine([], { spec: { experiments: [wrong] } }), { ...experiment('a'), spec: { definition } }]),
    ];
    const terminal = fakeTerminal();
    expect(await validate({ files, json: true, server: true, kubeconfig }, terminal)).toBe(64);
    const { findings } = JSON.parse(terminal.out()) as { findings: readonly Finding[] };
    expect(
      findings
        .filter(({ message }) => message.startsWith('the server'))
        .map(({ severity, message }) => [severity, message]),
    ).toEqual([
      [
        'error',
        expect.stringMatching(
          /refuses its pod: .*violates PodSecurity "baseline:latest": host namespaces \(hostPID=true\)/,
        ),
      ],
      ['warning', 'the server warns of its Job: unknown field "spec.template.spec.containers[0].resources.limts"'],
      ['warning', expect.stringMatching(/warns of its Job: would violate PodSecurity "restricted:latest"/)],
    ]);
  });
});
