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
  | { readonly _tag: 'AlreadyExists'; readonly message: string }
  | { readonly _tag: 'Conflict'; readonly message: string }
  /** The object was refused (400, 413, 422, admission): repeating it gives the same answer. `causes`: where fields are named. */
  | { readonly _tag: 'Invalid'; readonly message: string; readonly causes: readonly Cause[] }
  /** A quota has no room for the object now: when others have gone, it may have. */
  | { readonly _tag: 'QuotaExceeded'; readonly message: string }
  /** 410: the resourceVersion or continue token is too old. */
  | { readonly _tag: 'Gone'; readonly message: string }
  /** No answer, 429, 5xx, until patience ran out. `message` names the address and the last failure. */
  | { readonly _tag: 'Unavailable'; readonly message: string; readonly cause?: unknown }
  | { readonly _tag: 'Cancelled'; readonly message: string }
  /** An answer that is not what the API promises. */
  | { readonly _tag: 'Malformed'; readonly message: string };
