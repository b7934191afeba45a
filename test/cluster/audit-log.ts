import { readFileSync } from 'node:fs';
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

/** The requests to one namespace by agents whose name begins with `agent`, in order of arrival, each auditID once. */
export function requestsBy(agent: string, namespace: string): readonly AuditedRequest[] {
  const found = new Map<string, AuditedRequest>();
  for (const line of readFileSync(auditLog, 'utf8').split('\n')) {
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
