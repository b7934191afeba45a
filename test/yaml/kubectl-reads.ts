import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../cli/files.ts';

/** What comes of a file: its objects as JSON, or that it is refused. */
export type Reading = readonly unknown[] | 'refused';

/** Several objects, one after another, as `kubectl -o json` prints them. */
const objectsIn = (text: string): readonly unknown[] =>
  text.trim() === '' ? [] : text.split(/(?<=^\})\n(?=\{)/m).map((one): unknown => JSON.parse(one));

/**
 * Reads a file as `kubectl create --dry-run=client -o json` does. `kubeconfig`: of a server that knows the kinds; nothing is
 * sent to it but questions about its API.
 */
export const kubectlReads = async (
  kubectl: string,
  kubeconfig: string,
  bytes: Uint8Array,
  folder = temporaryFolder(),
): Promise<Reading> => {
  const file = path.join(folder, 'file.yaml');
  await writeFile(file, bytes);
  const flags = ['create', '--dry-run=client', '--validate=false', '-o', 'json', '-f', file];
  return new Promise((resolve) => {
    execFile(
      kubectl,
      flags,
      { env: { ...process.env, KUBECONFIG: kubeconfig, HOME: folder }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve(error === null || nothingPassed(stderr) ? objectsIn(stdout) : 'refused'),
    );
  });
};

/** A file without an object is an error to `create` and not to `apply`. */
const nothingPassed = (stderr: string): boolean => stderr.includes('no objects passed to create');
