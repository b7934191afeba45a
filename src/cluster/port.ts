import type { Either } from 'fp-ts/Either';
import type { Manifest, ObjectMeta } from '../model/json/json-object.ts';
import type { Kind } from '../model/kube/kinds.ts';
import type { ClusterError } from './error.ts';
import type { Retry } from './retry.ts';

/** An object as JSON came from the server. */
export type KubeObject = Manifest;

export interface ObjectRef {
  /** Absent only for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
}

export interface Selector {
  /** As in the API: `a=b,c in (d,e)`. */
  readonly labels?: string;
  readonly fields?: string;
}

/** How one call is made. */
export interface Call {
  /** Ends the call at once with `Cancelled`, also between retries. */
  readonly signal?: AbortSignal;
  /** Once it fires nothing more is sent: an exchange under way is waited for, and the call ends with what that brought. */
  readonly noMore?: AbortSignal;
  /** How long transient failures are tried again, in milliseconds; `Infinity`: until cancelled. Default 30 000. */
  readonly patienceMs?: number;
  /** Passes waiting calls and may use the reserves of pool and bucket. Deletions and patches always are. */
  readonly urgent?: boolean;
  /** Lets all other calls pass and leaves a reserve to them: for what nobody waits for. */
  readonly leisurely?: boolean;
  /** Takes all that the server warns of in its answers to this call; otherwise the process is told, of each text once. */
  readonly onWarning?: (text: string) => void;
  /** Told of every failed attempt that is followed by another. */
  readonly onRetry?: (retry: Retry) => void;
  /** Hides in the server's warnings what was in the request and is for nobody's eyes. */
  readonly mask?: (text: string) => string;
}

/** How a list is made. */
export interface ListCall extends Call {
  /**
   * What is kept of an object, asked as soon as its page is there; undefined: nothing. All of it by default: of thousands of
   * objects that is more memory than a run may use, where a page is not.
   */
  readonly pick?: (object: KubeObject) => KubeObject | undefined;
}

/** How a call is made that changes something. */
export interface WriteCall extends Call {
  /**
   * The server does everything but store the object: defaults, validation, admission. It warns of the fields that it does
   * not know, which a server before 1.25 drops in silence.
   */
  readonly dryRun?: boolean;
}

export interface KubeList {
  readonly items: readonly KubeObject[];
  /** Of the list: where a watch may start. */
  readonly resourceVersion: string;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

/** One rule of what the credentials may do in a namespace. `*` stands for all. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

export interface Access {
  readonly rules: readonly AccessRule[];
  /** The server could not list every rule: an absent rule proves nothing. */
  readonly incomplete: boolean;
}

export interface DeleteOptions {
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  /** Seconds. 0 means force: only for pods whose node is gone. */
  readonly gracePeriodSeconds?: number;
  /** Delete only the object with this uid; another one answers Conflict. */
  readonly uid?: string;
}

type Answer<A> = Promise<Either<ClusterError, A>>;

/**
 * The one door to Kubernetes. No function rejects. Transient failures (no connection, 429, 5xx, a right that was there and
 * is withdrawn, an answer that cannot be read) are tried again with full jitter, Retry-After obeyed, for the call's patience.
 * All calls share one bounded connection pool and one token bucket.
 */
export interface Cluster {
  /** Where the server is and as whom we speak to it, for messages. No secrets. */
  readonly describe: () => { readonly server: string; readonly user?: string; readonly namespace?: string };
  readonly get: (kind: Kind, ref: ObjectRef, call?: Call) => Answer<KubeObject>;
  /** Name, labels and the like without the contents: a Secret's values never come over the wire. */
  readonly getMetadata: (kind: Kind, ref: ObjectRef, call?: Call) => Answer<{ readonly metadata: ObjectMeta }>;
  /** All pages, of each object what the call picks. */
  readonly list: (kind: Kind, namespace: string, selector: Selector, call?: ListCall) => Answer<KubeList>;
  /** A repeated attempt whose first one did arrive answers AlreadyExists: the caller reads and adopts. */
  readonly create: (kind: Kind, object: KubeObject, call?: WriteCall) => Answer<KubeObject>;
  /** JSON merge patch. With `metadata.resourceVersion` in it, a changed object answers Conflict. */
  readonly patch: (
    kind: Kind,
    ref: ObjectRef,
    patch: Readonly<Record<string, unknown>>,
    call?: WriteCall,
  ) => Answer<KubeObject>;
  /**
   * Right when the server has accepted it, with the object as the answer shows it: one with a deletionTimestamp is on its
   * way. Undefined: the answer does not show it, and only a read can tell that it is gone. NotFound when there was nothing.
   */
  readonly remove: (kind: Kind, ref: ObjectRef, options: DeleteOptions, call?: Call) => Answer<KubeObject | undefined>;
  /**
   * Deletes in one request all that the selector selects now. Right when the server has accepted it: what has become of each
   * object only a read can tell, because the answer shows them as they were before. A failure says nothing of any of them, some
   * may have been deleted. Labels that select everything are `Invalid`, and nothing is sent.
   */
  readonly removeSelected: (
    kind: Kind,
    namespace: string,
    selector: Required<Pick<Selector, 'labels'>>,
    options: Pick<DeleteOptions, 'propagation'>,
    call?: Call,
  ) => Answer<void>;
  /**
   * Streams changes after `resourceVersion` until the server ends the stream (Right), the signal fires (Cancelled), or it
   * fails (Gone, Forbidden, Unavailable). One attempt: the reflector restarts it.
   */
  readonly watch: (
    kind: Kind,
    namespace: string,
    selector: Selector,
    resourceVersion: string,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ) => Answer<void>;
  /** The last lines of a container's log, at most `limitBytes`. */
  readonly podLog: (
    ref: ObjectRef,
    options: { readonly container: string; readonly tailLines: number; readonly limitBytes: number },
    call?: Call,
  ) => Answer<string>;
  /** What our credentials may do in the namespace: one SelfSubjectRulesReview. */
  readonly access: (namespace: string, call?: Call) => Answer<Access>;
  /** What an earlier process is proven to have been permitted in the namespace: denied now, it counts as `Withdrawn`. */
  readonly permittedBefore?: (namespace: string, rules: readonly AccessRule[]) => void;
  /**
   * Of these rights in the namespace those that were there: used with success, listed by the server, or told by
   * `permittedBefore`. In rules of one verb and one resource each; with names where no more is known than that those were
   * permitted, the one that was used last at the end.
   */
  readonly permittedUntilNow?: (namespace: string, wanted: readonly AccessRule[]) => readonly AccessRule[];
  /**
   * The server's own time now, in milliseconds since the epoch, to the second and never ahead of it, as its last answer tells;
   * undefined: none has told.
   */
  readonly serverTime?: () => number | undefined;
  /** Closes idle connections; calls under way are cancelled. */
  readonly close: () => Promise<void>;
}
