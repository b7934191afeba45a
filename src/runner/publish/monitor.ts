import * as E from 'fp-ts/Either';
import { constVoid, pipe } from 'fp-ts/function';
import type { ClusterError } from '../../cluster/error.ts';
import { isAlreadyExists, orAbsent } from '../../cluster/error-predicates.ts';
import type { Call, Cluster, KubeObject } from '../../cluster/port.ts';
import type { Kind } from '../../model/kube/kinds.ts';
import { litmusApiVersion } from '../../model/kube/kinds.ts';
import type { ChaosEngine } from '../../model/litmus/engine.ts';
import type { EngineIdentity } from './engine-event.ts';

/** Litmus' exporter where neither the engine nor the environment names an image. */
const defaultMonitorImage = 'litmuschaos/chaos-exporter:latest';

/** What the monitor is made of. */
export interface MonitorWish {
  readonly engine: EngineIdentity;
  readonly image: string;
  /** APP_NAMESPACE: where the application under test is. */
  readonly applicationNamespace: string;
  readonly serviceAccount?: string;
}

/** Reads from engine and environment what the monitor needs: `components.monitor.image`, else CHAOS_MONITOR_IMAGE. */
export const monitorWish = (
  engine: ChaosEngine,
  identity: EngineIdentity,
  env: Readonly<Record<string, string | undefined>>,
): MonitorWish => ({
  engine: identity,
  image: engine.spec.components?.monitor?.image || env.CHAOS_MONITOR_IMAGE || defaultMonitorImage,
  applicationNamespace: engine.spec.appinfo?.appns || identity.namespace,
  ...(engine.spec.chaosServiceAccount === undefined ? {} : { serviceAccount: engine.spec.chaosServiceAccount }),
});

const metadataOf = ({ engine }: MonitorWish, labels: Readonly<Record<string, string>>): KubeObject['metadata'] => ({
  name: `${engine.name}-monitor`,
  namespace: engine.namespace,
  labels,
  ownerReferences: [{ apiVersion: litmusApiVersion, kind: 'ChaosEngine', name: engine.name, uid: engine.uid }],
});

const port = { name: 'metrics', protocol: 'TCP' } as const;

/**
 * The exporter's Deployment. Its pods do not carry `chaosUID`: an operator that aborts waits until no pod has it, and a
 * Deployment makes its pods again.
 */
export const monitorDeployment = (wish: MonitorWish): KubeObject => {
  const { engine } = wish;
  const labels = { app: engine.name, monitorFor: engine.name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(wish, labels),
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...(wish.serviceAccount === undefined ? {} : { serviceAccountName: wish.serviceAccount }),
          containers: [
            {
              name: 'chaos-monitor',
              image: wish.image,
              ports: [{ ...port, containerPort: 8080 }],
              env: [
                { name: 'CHAOSENGINE', value: engine.name },
                { name: 'APP_UUID', value: engine.uid },
                { name: 'APP_NAMESPACE', value: wish.applicationNamespace },
              ],
            },
          ],
        },
      },
    },
  };
};

/** The Service by which Prometheus finds it. */
export const monitorService = (wish: MonitorWish): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadataOf(wish, { app: 'chaos-exporter', monitorFor: wish.engine.name }),
  spec: {
    selector: { monitorFor: wish.engine.name },
    ports: [{ ...port, port: 8080, targetPort: 8080 }],
  },
});

type Doors = Pick<Cluster, 'create' | 'getMetadata'>;
type Answer<A> = Promise<E.Either<ClusterError, A>>;

const isOwned = (metadata: KubeObject['metadata'], engine: EngineIdentity): boolean =>
  metadata.ownerReferences?.some(({ uid }) => uid === engine.uid) === true;

/** Creates the object, or adopts the one that is there if it is this engine's. */
const ensure = async (
  cluster: Doors,
  kind: Kind,
  wanted: KubeObject,
  engine: EngineIdentity,
  call: Call | undefined,
): Answer<'created' | 'adopted'> => {
  const created = await cluster.create(kind, wanted, call);
  if (E.isRight(created)) return E.right('created');
  if (!isAlreadyExists(created.left)) return created;
  const { name } = wanted.metadata;
  const found = await cluster.getMetadata(kind, { namespace: engine.namespace, name }, call);
  if (E.isLeft(found)) return found;
  if (isOwned(found.right.metadata, engine)) return E.right('adopted');
  const message = `the ${kind} "${name}" is there already and does not belong to this engine; it is left alone`;
  return E.left({ is: 'AlreadyExists', message });
};

/**
 * Launches the exporter: Deployment and Service, both at once, both the engine's own. Left with `Forbidden` names the rule
 * that is missing; the caller says so in one warning and goes on with the run.
 */
export const launchMonitor = async (
  cluster: Doors,
  wish: MonitorWish,
  call?: Call,
): Answer<{ readonly deployment: 'created' | 'adopted'; readonly service: 'created' | 'adopted' }> => {
  const [deployment, service] = await Promise.all([
    ensure(cluster, 'Deployment', monitorDeployment(wish), wish.engine, call),
    ensure(cluster, 'Service', monitorService(wish), wish.engine, call),
  ]);
  return pipe(E.bindTo('deployment')(deployment), E.apS('service', service));
};

/**
 * Removes what `launchMonitor` made: an engine that is stopped keeps nothing running, although it keeps existing and would
 * otherwise keep what it owns. Not there, or not this engine's, is right, too.
 */
export const removeMonitor = async (
  cluster: Pick<Cluster, 'getMetadata' | 'remove'>,
  engine: EngineIdentity,
  call?: Call,
): Answer<void> => {
  const ref = { namespace: engine.namespace, name: `${engine.name}-monitor` };
  const removeOne = async (kind: Kind): Answer<void> => {
    const found = orAbsent(await cluster.getMetadata(kind, ref, call));
    if (E.isLeft(found)) return found;
    const uid = found.right?.metadata.uid;
    if (found.right === undefined || uid === undefined || !isOwned(found.right.metadata, engine))
      return E.right(undefined);
    const removed = orAbsent(await cluster.remove(kind, ref, { propagation: 'Background', uid }, call));
    return E.map(constVoid)(removed);
  };
  const [deployment, service] = await Promise.all([removeOne('Deployment'), removeOne('Service')]);
  return E.isLeft(deployment) ? deployment : service;
};
