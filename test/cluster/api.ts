import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { KubeObject } from '../../src/cluster/port.ts';
import { type Kind, kinds } from '../../src/model/kube/kinds.ts';

/** Kinds that only the tests touch, beside those of the runner. */
const testKinds = {
  ...kinds,
  Namespace: { apiVersion: 'v1', plural: 'namespaces' },
  ServiceAccount: { apiVersion: 'v1', plural: 'serviceaccounts' },
  ResourceQuota: { apiVersion: 'v1', plural: 'resourcequotas' },
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'roles' },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', plural: 'rolebindings' },
  CustomResourceDefinition: { apiVersion: 'apiextensions.k8s.io/v1', plural: 'customresourcedefinitions' },
} as const;

export type TestKind = Kind | keyof typeof testKinds;

/** An object that is about to be sent: kind and version are added by {@link Api.create}. */
export type Manifest = { readonly metadata: { readonly name: string } & Record<string, unknown> } & Record<
  string,
  unknown
>;

export interface Reply {
  readonly status: number;
  readonly text: string;
}

interface Scope {
  readonly namespace?: string;
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** The path of a collection, or of one object in it. */
export function pathOf(kind: TestKind, scope: Scope): string {
  const { apiVersion, plural } = testKinds[kind];
  const parts = [apiVersion.includes('/') ? 'apis' : 'api', apiVersion];
  if (scope.namespace !== undefined) parts.push('namespaces', scope.namespace);
  parts.push(plural);
  if (scope.name !== undefined) parts.push(scope.name);
  const query = new URLSearchParams(scope.query).toString();
  return `/${parts.join('/')}${query && `?${query}`}`;
}

/** A raw client of the API server, apart from the runner's own, as the administrator of the KUBECONFIG. */
export class Api {
  readonly #server: URL;
  readonly #options: https.RequestOptions;

  private constructor(server: URL, options: https.RequestOptions) {
    this.#server = server;
    this.#options = options;
  }

  static async fromKubeconfig(file = process.env.KUBECONFIG): Promise<Api> {
    const config = new KubeConfig();
    if (file) config.loadFromFile(file);
    const cluster = config.getCurrentCluster();
    if (!cluster) throw new Error('set KUBECONFIG to a cluster that these tests may use');
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const agent = new https.Agent({ keepAlive: true, ...(cluster.caFile && { ca: readFileSync(cluster.caFile) }) });
    const headers = { ...(options.headers as Record<string, string>), 'user-agent': 'chaos-runner-tests' };
    return new Api(new URL(cluster.server), { ...options, agent, ...(options.ca && { ca: options.ca }), headers });
  }

  /** Any request; answers every status. Rejects only when there was no answer. */
  async send(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Reply> {
    const response = await this.stream(method, path, body, contentType);
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    return { status: response.statusCode ?? 0, text };
  }

  /** The response as soon as its headers are there, for watches and logs that are followed. */
  stream(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
    signal?: AbortSignal,
  ): Promise<http.IncomingMessage> {
    const payload =
      body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const headers = {
      ...this.#options.headers,
      ...(payload && { 'content-type': contentType, 'content-length': payload.length }),
    };
    const transport = this.#server.protocol === 'http:' ? http : https;
    return new Promise((resolve, reject) => {
      const request = transport.request(
        new URL(path, this.#server),
        { ...this.#options, method, headers, ...(signal && { signal }) } as https.RequestOptions,
        resolve,
      );
      request.on('error', reject).end(payload);
    });
  }

  /** One request that must succeed; the object of the answer. */
  async #object(method: string, path: string, body?: unknown, contentType?: string): Promise<KubeObject> {
    const reply = await this.send(method, path, body, contentType);
    if (reply.status >= 300) throw new Error(`${method} ${path} answered ${reply.status}: ${reply.text.slice(0, 600)}`);
    return JSON.parse(reply.text);
  }

  get(kind: TestKind, scope: Scope): Promise<KubeObject> {
    return this.#object('GET', pathOf(kind, scope));
  }

  async list(kind: TestKind, namespace: string, labelSelector = ''): Promise<readonly KubeObject[]> {
    const list = await this.#object('GET', pathOf(kind, { namespace, query: { labelSelector } }));
    return list.items as KubeObject[];
  }

  create(kind: TestKind, manifest: Manifest, namespace?: string): Promise<KubeObject> {
    const body = { ...manifest, apiVersion: testKinds[kind].apiVersion, kind };
    return this.#object('POST', pathOf(kind, namespace === undefined ? {} : { namespace }), body);
  }

  /** JSON merge patch. */
  patch(kind: TestKind, namespace: string, name: string, patch: unknown): Promise<KubeObject> {
    return this.#object('PATCH', pathOf(kind, { namespace, name }), patch, 'application/merge-patch+json');
  }

  /** PUT without a resourceVersion: what `kubectl replace --force=false` of an old manifest does. */
  replace(kind: TestKind, namespace: string, manifest: Manifest): Promise<KubeObject> {
    const body = { ...manifest, apiVersion: testKinds[kind].apiVersion, kind };
    return this.#object('PUT', pathOf(kind, { namespace, name: manifest.metadata.name }), body);
  }

  /** Deletes one object, or a collection by labels; a missing one is fine. */
  async remove(kind: TestKind, scope: Scope, options: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const reply = await this.send('DELETE', pathOf(kind, scope), { propagationPolicy: 'Background', ...options });
    if (reply.status >= 300 && reply.status !== 404) throw new Error(`DELETE answered ${reply.status}: ${reply.text}`);
  }
}
