import * as E from 'fp-ts/Either';
import type { ClusterError } from '../cluster/error.ts';
import { type Cluster, type Kind, type KubeObject, kinds, type WriteCall } from '../cluster/port.ts';
import { type JsonRecord, recordAt, textAt } from '../model/manifest.ts';

const clusterScoped: ReadonlySet<string> = new Set(['Namespace', 'Node']);

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

/**
 * Puts objects into their namespaces and the order in which they are created, the engines last. `asked`: the namespace of
 * the command line, which objects must not contradict; `usual`: where objects go that name none. Left: sentences.
 */
export const prepare = (
  objects: readonly JsonRecord[],
  asked: string | undefined,
  usual: string,
): E.Either<readonly string[], readonly Applicable[]> => {
  const problems: string[] = [];
  const prepared = objects.flatMap((object): readonly Applicable[] => {
    const metadata = recordAt(object, 'metadata');
    const name = textAt(metadata, 'name');
    const kind = appliedKinds.find((one) => one === object.kind && kinds[one].apiVersion === object.apiVersion);
    const shown = `${textAt(object, 'kind') ?? 'an object without a kind'} ${name ?? 'without a name'}`;
    if (kind === undefined || name === undefined) {
      problems.push(`${shown}: this program cannot apply it. Apply it with kubectl first and leave it out here.`);
      return [];
    }
    const own = textAt(metadata, 'namespace');
    if (asked !== undefined && own !== undefined && own !== asked && !clusterScoped.has(kind))
      problems.push(`${shown} is of namespace ${own}, and --namespace says ${asked}.`);
    const where = clusterScoped.has(kind) ? {} : { namespace: own ?? usual };
    // What a server once wrote is no wish: uid and resourceVersion of a dump would be refused.
    const {
      uid: _u,
      resourceVersion: _r,
      creationTimestamp: _c,
      managedFields: _m,
      generation: _g,
      ...kept
    } = metadata;
    const { status: _s, ...rest } = object;
    return [{ kind, object: { ...rest, metadata: { ...kept, name, ...where } } as unknown as KubeObject }];
  });
  if (problems.length > 0) return E.left(problems);
  const rank = ({ kind }: Applicable): number => appliedKinds.indexOf(kind);
  return E.right(prepared.toSorted((left, right) => rank(left) - rank(right)));
};

type Applied = E.Either<ClusterError, KubeObject>;

/** Creates an object, or merges it into the one that is there. */
export const applyObject = async (
  cluster: Pick<Cluster, 'create' | 'patch'>,
  applicable: Applicable,
  call?: WriteCall,
): Promise<Applied> => {
  const created = await cluster.create(applicable.kind, applicable.object, call);
  if (E.isRight(created) || created.left._tag !== 'AlreadyExists') return created;
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
