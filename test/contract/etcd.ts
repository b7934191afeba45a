/** The etcd behind an API server of this machine: what tests do to it that no client of Kubernetes can. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

const loopback = ['127.0.0.1', '[::1]', 'localhost'];

const flag = (command: readonly string[], name: string): string | undefined => {
  const place = command.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = command[place];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : command[place + 1];
};

interface ApiServerProcess {
  readonly port: string;
  readonly etcd: string;
}

/** The API server that the process is; undefined where it is none, runs in another network, or has ended meanwhile. */
const apiServerOf = async (pid: string, network: string): Promise<ApiServerProcess | undefined> => {
  try {
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    if (path.basename(command[0] ?? '') !== 'kube-apiserver') return undefined;
    if ((await readlink(`/proc/${pid}/ns/net`)) !== network) return undefined;
    const [etcd] = (flag(command, 'etcd-servers') ?? '').split(',');
    return etcd ? { port: flag(command, 'secure-port') ?? '6443', etcd } : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The URL of the etcd of the API server at `server`: that of the process that listens there, so that nobody else's past is
 * thrown away. ETCD names another one, for API servers that run elsewhere.
 */
const etcdOf = async (server: string): Promise<string> => {
  if (process.env.ETCD) return process.env.ETCD;
  const { hostname, port } = new URL(server);
  if (loopback.includes(hostname)) {
    const network = await readlink('/proc/self/ns/net');
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(pids.map((pid) => apiServerOf(pid, network)));
    const own = found.find((one) => one?.port === (port || '443'));
    if (own) return own.etcd;
  }
  throw new Error(`the etcd of ${server} was not found: set ETCD to its URL`);
};

/** Drops what the API server at `server` remembers of the time before the revision, as it does itself every five minutes. */
export const compact = async (server: string, revision: string): Promise<void> => {
  const reply = await fetch(`${await etcdOf(server)}/v3/kv/compaction`, {
    method: 'POST',
    body: JSON.stringify({ revision }),
  });
  const text = await reply.text();
  // The API server itself may have been there first.
  if (!reply.ok && !text.includes('required revision has been compacted')) throw new Error(`etcd: ${text}`);
};
