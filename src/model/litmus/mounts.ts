import type { Path, Problem } from '../json/problem.ts';
import type { Mount } from '../kube/object-parts.ts';
import type { HostFile } from './experiment.ts';

/** What a ConfigMap or Secret to mount lacks; undefined when it is complete. */
export const mountProblem = (
  what: 'ConfigMap' | 'Secret',
  { name, mountPath }: Mount,
  path: Path,
): Problem | undefined => incomplete(what, path, { name, mountPath });

/** What a host file to mount lacks; undefined when it is complete. */
export const hostFileProblem = ({ name, mountPath, nodePath }: HostFile, path: Path): Problem | undefined =>
  incomplete('host file', path, { name, mountPath, nodePath });

const incomplete = (
  what: string,
  path: Path,
  needed: { readonly name: string | undefined; readonly [key: string]: string | undefined },
): Problem | undefined => {
  const missing = Object.keys(needed).filter((key) => !needed[key]);
  if (missing.length === 0) return undefined;
  const which = needed.name ? ` ${needed.name}` : '';
  return {
    path,
    message: `the ${what}${which} has no ${missing.join(' and no ')}: the step cannot be launched`,
    expected: missing.join(' and '),
    found: 'nothing',
  };
};
