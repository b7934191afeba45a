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
