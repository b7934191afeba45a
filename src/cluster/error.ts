/** One thing that is wrong with an object. */
export interface Cause {
  /** As the server writes paths: `spec.template.spec.containers[0].name`. */
  readonly field: string;
  readonly message: string;
}

/** Everything that a call to Kubernetes can end in, other than success. Transient kinds have been retried already. */
export type ClusterError =
  | { readonly _tag: 'NotFound'; readonly message: string }
  /** The credentials may not do this; `rule` is the RBAC rule that is missing, such as `get secrets in namespace litmus`. */
  | { readonly _tag: 'Forbidden'; readonly message: string; readonly rule: string }
  /** Who we are is not accepted: an expired or wrong token. */
  | { readonly _tag: 'Unauthorized'; readonly message: string }
  /** 401 or 403 on what this process was permitted before: a role or a token was taken away, and may come back. */
  | { readonly _tag: 'Withdrawn'; readonly message: string }
  | { readonly _tag: 'AlreadyExists'; readonly message: string }
  | { readonly _tag: 'Conflict'; readonly message: string }
  /** The object was refused (400, 413, 422, admission): repeating it gives the same answer. `causes`: where fields are named. */
  | { readonly _tag: 'Invalid'; readonly message: string; readonly causes: readonly Cause[] }
  /** A quota has no room for the object now: when others have gone, it may have. */
  | { readonly _tag: 'QuotaExceeded'; readonly message: string }
  /** 410: the resourceVersion or continue token is too old. */
  | { readonly _tag: 'Gone'; readonly message: string }
  /** 404 of a kind that the server knew before: whether the object exists, nobody says. */
  | { readonly _tag: 'Unserved'; readonly message: string }
  /** No answer, 429, 5xx, until patience ran out. `message` names the address and the last failure. */
  | { readonly _tag: 'Unavailable'; readonly message: string; readonly cause?: unknown }
  | { readonly _tag: 'Cancelled'; readonly message: string }
  /** An answer that is not what the API promises, or only a part of it: what came of the request is unknown. */
  | { readonly _tag: 'Malformed'; readonly message: string };

/**
 * What an error says about the request that it answers. `passing`: nothing, whether it was done is unknown, and it may
 * be answered later. `denied`: it was never permitted. `absent`: there is no such object. `overtaken`: somebody else was
 * first, so a fresh read is due. `refused`: the same request gets the same answer. `cancelled`: we gave it up ourselves.
 */
export type Meaning = 'passing' | 'denied' | 'absent' | 'overtaken' | 'refused' | 'cancelled';

const meanings: Readonly<Record<ClusterError['_tag'], Meaning>> = {
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
export const meaningOf = ({ _tag }: Pick<ClusterError, '_tag'>): Meaning => meanings[_tag];

/**
 * A deletion by uid has found another object under the name: the one that was meant is gone. The texts are those of the API
 * server's precondition, before it reads the storage and in it; a webhook may answer 409 too.
 */
export const isOtherUid = ({ _tag, message }: ClusterError): boolean =>
  _tag === 'Conflict' && /\bUID in (?:the )?precondition\b/i.test(message);
