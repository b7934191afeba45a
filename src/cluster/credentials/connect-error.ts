import * as E from 'fp-ts/Either';

/** Why there are no usable credentials, or no address to use them at. */
export type ConnectError =
  /** Neither a pod's service account nor a kubeconfig: nothing says where the cluster is. */
  | { readonly is: 'NoConfiguration'; readonly message: string }
  /** There is one, but it cannot be read or is not complete. */
  | { readonly is: 'BadConfiguration'; readonly message: string; readonly cause?: unknown }
  /** A token file or a credential plugin did not give credentials: later it may. */
  | { readonly is: 'NoCredentials'; readonly message: string; readonly cause?: unknown };

/** A configuration that cannot be used. */
export const bad = (message: string, cause?: unknown): E.Either<ConnectError, never> =>
  E.left({ is: 'BadConfiguration', message, ...(cause === undefined ? {} : { cause }) });

/** The text of anything that was thrown. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
