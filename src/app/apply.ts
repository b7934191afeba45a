import * as E from 'fp-ts/Either';
import { traverse } from 'fp-ts/ReadonlyArray';
import type { ClusterError } from '../cluster/error.ts';
import { isAlreadyExists } from '../cluster/error-predicates.ts';
import type { Cluster, KubeObject, WriteCall } from '../cluster/port.ts';
import { type JsonRecord, recordAt, textAt } from '../model/json/json-object.ts';
import { validation } from '../model/json/validation.ts';
import { type Kind, kinds } from '../model/kube/kinds.ts';
import { isClusterScoped, namedAs, type Placed, placeObjects } from './placement.ts';

/** A kind that this program can create; what else is in files is for kubectl. */
const appliedKinds = [
  'Namespace',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'Deployment',
  'ChaosExperiment',
  'ChaosEngine',
] as const satisfies readonly Kind[];

type AppliedKind = (typeof appliedKinds)[number];

/** One object of the files, ready to be sent. */
export interface Applicable {
  readonly kind: AppliedKind;
  readonly object: KubeObject;
}

/** `chaosengine/litmus/engine`: an object as people name it. */
export const showObject = ({ kind, object: { metadata } }: Applicable): string => {
  const where = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
  return `${kind.toLowerCase()}/${where}${metadata.name}`;
};

/** Objects that can be sent, and sentences for people where one does not go where its file says. */
export interface Prepared {
  readonly objects: readonly Applicable[];
  readonly notes: readonly string[];
}

/** Where objects go. */
export interface Where {
  /** The namespace of the command line, which objects must not contradict. */
  readonly asked: string | undefined;
  /** The namespace of objects that name none. */
  readonly usual: string;
}

/** Puts objects into their namespaces and the order in which they are created, the engines last. Left: sentences. */
export const prepare = (objects: readonly JsonRecord[], where: Where): E.Either<readonly string[], Prepared> => {
  const { placed, notes } = placeObjects(objects, where.usual);
  const prepared = allOf(placed, where);
  if (E.isLeft(prepared)) return prepared;
  const rank = ({ kind }: Applicable): number => appliedKinds.indexOf(kind);
  return E.right({ objects: prepared.right.toSorted((left, right) => rank(left) - rank(right)), notes });
};

/** One of several objects as `prepare` puts it in its place among the others. Left: sentences. */
export const prepareOne = (
  object: JsonRecord,
  among: readonly JsonRecord[],
  where: Where,
): E.Either<readonly string[], readonly Applicable[]> =>
  allOf(
    placeObjects(among, where.usual).placed.filter(({ given }) => given === object),
    where,
  );

const allOf = (placed: readonly Placed[], where: Where): E.Either<readonly string[], readonly Applicable[]> =>
  traverse(validation<string>())((one: Placed) => applicableOf(one, where))(placed);

const applicableOf = ({ given, object }: Placed, { asked }: Where): E.Either<readonly string[], Applicable> => {
  const metadata = recordAt(object, 'metadata');
  const { name, namespace } = namedAs(given);
  const kind = appliedKinds.find((one) => one === object.kind && kinds[one].apiVersion === object.apiVersion);
  const shown = `${textAt(object, 'kind') ?? 'an object without a kind'} ${name ?? 'without a name'}`;
  if (kind === undefined || name === undefined)
    return E.left([`${shown}: this program cannot apply it. Apply it with kubectl first and leave it out here.`]);
  if (asked !== undefined && namespace !== undefined && namespace !== asked && !isClusterScoped(object))
    return E.left([`${shown} is of namespace ${namespace}, and --namespace says ${asked}.`]);
  // What a server once wrote is no wish: uid and resourceVersion of a dump would be refused.
  const { uid: _u, resourceVersion: _r, creationTimestamp: _c, managedFields: _m, generation: _g, ...kept } = metadata;
  const { status: _s, ...rest } = object;
  return E.right({ kind, object: { ...rest, metadata: { ...kept, name } } as unknown as KubeObject });
};

type Applied = E.Either<ClusterError, KubeObject>;

/** Creates an object, or merges it into the one that is there. */
export const applyObject = async (
  cluster: Pick<Cluster, 'create' | 'patch'>,
  applicable: Applicable,
  call?: WriteCall,
): Promise<Applied> => {
  const created = await cluster.create(applicable.kind, applicable.object, call);
  if (E.isRight(created) || !isAlreadyExists(created.left)) return created;
  return mergeObject(cluster, applicable, call);
};

/** Merges an object into the one that is there; null removes what it stands for. */
export const mergeObject = (
  cluster: Pick<Cluster, 'patch'>,
  { kind, object }: Applicable,
  call?: WriteCall,
): Promise<Applied> => {
  const { apiVersion: _, kind: __, ...patch } = object;
  const { name, namespace } = object.metadata;
  return cluster.patch(kind, { name, ...(namespace === undefined ? {} : { namespace }) }, patch, call);
};
