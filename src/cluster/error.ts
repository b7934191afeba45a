/** One thing that is wrong with an object. */
export interface Cause {
  /** As the server writes paths: `spec.template.spec.containers[0].name`. */
  readonly field: string;
  readonly message: string;
}

/** Everything that a call to Kubernetes can end in, other than success. Transient kinds have been retried already. */
export type ClusterError =
  | { readonly is: 'NotFound'; readonly message: string }
  /** The credentials may not do this; `rule` is the RBAC rule that is missing, such as `get secrets in namespace litmus`. */
  | { readonly is: 'Forbidden'; readonly message: string; readonly rule: string }
  /** Who we are is not accepted: an expired or wrong token. */
  | { readonly is: 'Unauthorized'; readonly message: string }
  /** 401 or 403 on what this process was permitted before: a role or a token was taken away, and may come back. */
  | { readonly is: 'Withdrawn'; readonly message: string }
  | { readonly is: 'AlreadyExists'; readonly message: string }
  | { readonly is: 'Conflict'; readonly message: string }
  /** The object was refused (400, 413, 422, admission): repeating it gives the same answer. `causes`: where fields are named. */
  | { readonly is: 'Invalid'; readonly message: string; readonly causes: readonly Cause[] }
  /** A quota has no room for the object now: when others have gone, it may have. */
  | { readonly is: 'QuotaExceeded'; readonly message: string }
  /** 410: the resourceVersion or continue token is too old. */
  | { readonly is: 'Gone'; readonly message: string }
  /** 404 of a kind that the server knew before: whether the object exists, nobody says. */
  | { readonly is: 'Unserved'; readonly message: string }
  /** No answer, 429, 5xx, until patience ran out. `message` names the address and the last failure. */
  | { readonly is: 'Unavailable'; readonly message: string; readonly cause?: unknown }
  | { readonly is: 'Cancelled'; readonly message: string }
  /** An answer that is not what the API promises, or only a part of it: what came of the request is unknown. */
  | { readonly is: 'Malformed'; readonly message: string };

/**
 * What an error says about the request that it answers. `passing`: nothing, whether it was done is unknown, and it may
 * be answered later. `denied`: it was never permitted. `absent`: there is no such object. `overtaken`: somebody else was
 * first, so a fresh read is due. `refused`: the same request gets the same answer. `cancelled`: we gave it up ourselves.
 */
export type Meaning = 'passing' | 'denied' | 'absent' | 'overtaken' | 'refused' | 'cancelled';

const meanings: Readonly<Record<ClusterError['is'], Meaning>> = {
  NotFound: 'absent',
  Forbidden: 'denied',
  Unauthorized: 'passing',
  Withdrawn: 'passing',
  AlreadyExists: 'overtaken',
  Conflict: 'overtaken',
  Invalid: 'refused',
  // Who creates Jobs waits for room.
  QuotaExceeded: 'refused',
  Gone: 'passing',
  Unserved: 'passing',
  Unavailable: 'passing',
  Cancelled: 'cancelled',
  Malformed: 'passing',
};

/** The one place that says what an error means; who treats one otherwise says why. */
export const meaningOf = ({ is }: Pick<ClusterError, 'is'>): Meaning => meanings[is];

/**
 * A deletion by uid has found another object under the name: the one that was meant is gone. The texts are those of the API
 * server's precondition, before it reads the storage and in it; a webhook may answer 409 too.
 */
export const isOtherUid = ({ is, message }: ClusterError): boolean =>
  is === 'Conflict' && /\bUID in (?:the )?precondition\b/i.test(message);
