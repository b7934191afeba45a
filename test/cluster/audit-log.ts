import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';

/** One request in the API server's audit log: both stages of a watch are one request. */
export interface AuditedRequest {
  readonly auditID: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Where the API server of the local cluster writes; AUDIT_LOG names another file. */
const auditLog =
  process.env.AUDIT_LOG ?? path.join(process.env.LOCAL_CLUSTER_HOME ?? '/var/lib/local-cluster', 'run/logs/audit.log');

/** More than one test or measurement makes, in bytes. */
const recentBytes = 48 * 1_048_576;

/** The latest lines, across the files that the API server begins when one has become too large: the oldest first. */
function recentLines(): readonly string[] {
  const { dir, name, ext } = path.parse(auditLog);
  // Files that were put aside are named by their time.
  const aside = readdirSync(dir).filter((file) => file.startsWith(`${name}-`) && file.endsWith(ext));
  const parts: string[] = [];
  let left = recentBytes;
  for (const file of [...aside.toSorted(), `${name}${ext}`].toReversed()) {
    if (left <= 0) break;
    const { text, read } = endOf(path.join(dir, file), left);
    parts.unshift(text);
    left -= read;
  }
  return parts.flatMap((part) => part.split('\n'));
}

/** The last lines of a file without one that is cut, of so many bytes that are read. */
function endOf(file: string, bytes: number): { readonly text: string; readonly read: number } {
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    const from = Math.max(0, size - bytes);
    const text = Buffer.alloc(size - from);
    const length = readSync(opened, text, 0, text.length, from);
    return { text: text.subarray(from === 0 ? 0 : text.indexOf(0x0a) + 1, length).toString(), read: length };
  } finally {
    closeSync(opened);
  }
}

/** The requests to one namespace by agents whose name begins with `agent`, in order of arrival, each auditID once. */
export function requestsBy(agent: string, namespace: string): readonly AuditedRequest[] {
  const found = new Map<string, AuditedRequest>();
  for (const line of recentLines()) {
    if (!line.includes(`/namespaces/${namespace}/`) && !line.includes(`:${namespace}:`)) continue;
    const entry = JSON.parse(line);
    if (!String(entry.userAgent).startsWith(agent) || found.has(entry.auditID)) continue;
    found.set(entry.auditID, {
      auditID: entry.auditID,
      verb: entry.verb,
      requestURI: entry.requestURI,
      status: entry.responseStatus?.code ?? 0,
      at: Date.parse(entry.requestReceivedTimestamp),
    });
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/**
 * How often something was injected in a namespace: the pods that the Job controller made there. What the runner asked for says
 * less: the server may note no answer to a request of a process that is killed in the middle of it.
 */
export const jobPodsMade = (namespace: string): number =>
  requestsBy('kube-controller-manager/', namespace).filter(
    ({ verb, requestURI, status }) => verb === 'create' && /\/pods(\?|$)/.test(requestURI) && status === 201,
  ).length;
