import { missing, type Path, type Problem } from '../json/problem.ts';
import type { Mount } from '../kube/object-parts.ts';
import type { HostFile } from './experiment.ts';

/** What a ConfigMap or Secret to mount lacks; undefined when it is complete. */
export const mountProblem = (
  what: 'ConfigMap' | 'Secret',
  { name, mountPath }: Mount,
  path: Path,
): Problem | undefined => incomplete(what, path, { name, mountPath });

/** What those of a list lack that are not complete. */
export const mountProblems = (what: 'ConfigMap' | 'Secret', mounts: readonly Mount[], path: Path): readonly Problem[] =>
  mounts.flatMap((mount, index) => mountProblem(what, mount, [...path, index]) ?? []);

/** What a host file to mount lacks; undefined when it is complete. */
export const hostFileProblem = ({ name, mountPath, nodePath }: HostFile, path: Path): Problem | undefined =>
  incomplete('host file', path, { name, mountPath, nodePath });

const incomplete = (
  what: string,
  path: Path,
  needed: { readonly name: string | undefined; readonly [key: string]: string | undefined },
): Problem | undefined => {
  const lacking = Object.keys(needed).filter((key) => !needed[key]);
  if (lacking.length === 0) return undefined;
  const which = needed.name ? ` ${needed.name}` : '';
  const message = `the ${what}${which} has no ${lacking.join(' and no ')}: the step cannot be launched`;
  return missing(path, message, lacking.join(' and '));
};
