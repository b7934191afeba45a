import * as E from 'fp-ts/Either';
import { separate } from 'fp-ts/ReadonlyArray';
import type { Path, Problem } from '../model/json/problem.ts';
import { labelLimit } from '../model/kube/names.ts';
import type { Mount } from '../model/kube/object-parts.ts';
import type { HostFile } from '../model/litmus/experiment.ts';
import { hostFileProblem, mountProblem } from '../model/litmus/mounts.ts';
import { sha256 } from './name.ts';

export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
  readonly hostPath?: { readonly path: string; readonly type: string };
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
}

/** Something to mount: where from, and where to. */
export interface Mounted {
  readonly kind: 'configMap' | 'secret' | 'hostPath';
  readonly name: string;
  readonly mountPath: string;
  readonly nodePath?: string;
  readonly type?: string;
}

/** What can be mounted, and what is wrong with the rest. */
export interface Mounts {
  readonly mounts: readonly Mounted[];
  readonly problems: readonly Problem[];
}

/**
 * ConfigMaps or Secrets of experiment and engine, merged by name: the place is the experiment's, the mountPath the
 * engine's. One that is mounted at several paths by the same side keeps them all. Entries without name or mountPath are
 * problems; `where` are the paths of the two lists.
 */
export const mergedMounts = (
  kind: 'configMap' | 'secret',
  experiment: { readonly mounts: readonly Mount[]; readonly path: Path },
  engine: { readonly mounts: readonly Mount[]; readonly path: Path },
): Mounts => {
  const ofEngine = complete(kind, engine.mounts, engine.path);
  const ofExperiment = complete(kind, experiment.mounts, experiment.path);
  const byEngine = Map.groupBy(ofEngine.mounts, ({ name }) => name);
  const mounts: Mounted[] = [];
  for (const mounted of ofExperiment.mounts) {
    const overriding = byEngine.get(mounted.name);
    if (overriding === undefined) mounts.push(mounted);
    else mounts.push(...overriding.splice(0));
  }
  for (const rest of byEngine.values()) mounts.push(...rest);
  return { mounts, problems: [...ofEngine.problems, ...ofExperiment.problems] };
};

const judged = (problem: Problem | undefined, mounted: Mounted): E.Either<Problem, Mounted> =>
  problem === undefined ? E.right(mounted) : E.left(problem);

const mountsOf = (all: readonly E.Either<Problem, Mounted>[]): Mounts => {
  const { left: problems, right: mounts } = separate(all);
  return { mounts, problems };
};

/** The complete ones of a list; an incomplete one becomes a problem. */
export const complete = (kind: 'configMap' | 'secret', mounts: readonly Mount[], path: Path): Mounts =>
  mountsOf(
    mounts.map((mount, index) => {
      const problem = mountProblem(kind === 'configMap' ? 'ConfigMap' : 'Secret', mount, [...path, index]);
      return judged(problem, { kind, name: mount.name ?? '', mountPath: mount.mountPath ?? '' });
    }),
  );

/** Host files of an experiment; type `File` where none is given. */
export const hostFileMounts = (files: readonly HostFile[], path: Path): Mounts =>
  mountsOf(
    files.map((file, index) => {
      const { name = '', mountPath = '', nodePath = '', type } = file;
      const mounted = { kind: 'hostPath', name, mountPath, nodePath, type: type || 'File' } as const;
      return judged(hostFileProblem(file, [...path, index]), mounted);
    }),
  );

const sourceKey = ({ kind, name, nodePath = '', type = '' }: Mounted): string =>
  [kind, name, nodePath, type].join('\u0000');

/**
 * One volume for each thing that is mounted, however often it is. Volume names are resource names, so two kinds may
 * want one name, and a resource's name may hold dots or be too long: the first keeps a name that is possible, others get
 * a hash. Deterministic in the order given.
 */
export const volumesFor = (
  mounted: readonly Mounted[],
): { readonly volumes: readonly Volume[]; readonly nameOf: (mounted: Mounted) => string } => {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const volumes: Volume[] = [];
  for (const each of mounted) {
    const key = sourceKey(each);
    if (names.has(key)) continue;
    const name = volumeName(each.name, key, taken);
    names.set(key, name);
    taken.add(name);
    volumes.push(volumeOf(name, each));
  }
  return { volumes, nameOf: (each) => names.get(sourceKey(each)) ?? each.name };
};

const volumeName = (wanted: string, key: string, taken: ReadonlySet<string>): string => {
  const possible = wanted
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '');
  if (possible === wanted && possible.length <= labelLimit && !taken.has(possible)) return possible;
  const hash = sha256(key).slice(0, 10);
  const stem = possible.slice(0, labelLimit - hash.length - 1).replace(/-+$/, '');
  return stem === '' ? `v-${hash}` : `${stem}-${hash}`;
};

const volumeOf = (name: string, mounted: Mounted): Volume => {
  if (mounted.kind === 'configMap') return { name, configMap: { name: mounted.name } };
  if (mounted.kind === 'secret') return { name, secret: { secretName: mounted.name } };
  return { name, hostPath: { path: mounted.nodePath ?? '', type: mounted.type ?? 'File' } };
};

/** The mounts of one container, without repetitions; two things at one path are a problem. */
export const containerMounts = (
  mounted: readonly Mounted[],
  nameOf: (mounted: Mounted) => string,
  container: string,
): { readonly mounts: readonly VolumeMount[]; readonly problems: readonly Problem[] } => {
  const byPath = new Map<string, { readonly mount: VolumeMount; readonly from: Mounted }>();
  const problems: Problem[] = [];
  for (const from of mounted) {
    const mount = { name: nameOf(from), mountPath: from.mountPath };
    const other = byPath.get(from.mountPath);
    if (other === undefined) byPath.set(from.mountPath, { mount, from });
    else if (other.mount.name !== mount.name)
      problems.push({
        path: [],
        message: `${describe(other.from)} and ${describe(from)} are both mounted at ${from.mountPath} in ${container}`,
        hint: 'give one of them another mountPath',
      });
  }
  return { mounts: [...byPath.values()].map(({ mount }) => mount), problems };
};

const describe = ({ kind, name }: Mounted): string =>
  `${kind === 'configMap' ? 'ConfigMap' : kind === 'secret' ? 'Secret' : 'host file'} ${name}`;
