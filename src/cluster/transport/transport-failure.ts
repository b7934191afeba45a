/** Why an exchange brought no complete answer. */
export interface TransportFailure {
  readonly is: 'TransportFailure';
  /** Another attempt may succeed. */
  readonly transient: boolean;
  /** The request went out on a kept connection that the server had closed meanwhile: it was never looked at. */
  readonly staleConnection: boolean;
  readonly message: string;
  readonly cause?: unknown;
}

/** What people understand by a system or TLS error code. */
const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that address',
  ENETUNREACH: 'there is no way to that network',
};

/** The server's certificate, or the protocol it speaks, is not what the configuration says: it stays so. */
const lastingCodes: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is not signed by the configured authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is not signed by the configured authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is not signed by the configured authority',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate is not signed by the configured authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is not signed by the configured authority',
  CERT_SIGNATURE_FAILURE: 'the certificate is not signed by the configured authority',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet; is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there; should the address begin with http://?',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP there; should the address begin with https://?',
  ETOOLONG: 'the answer is longer than this program wants to read',
  ERR_INVALID_CHAR: 'a header holds a character that may not be there; look at the token',
};

const codeOf = (thrown: unknown): string => {
  if (typeof thrown !== 'object' || thrown === null) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  // Several addresses of one name: the first failure is as good as any.
  if ('errors' in thrown && Array.isArray(thrown.errors)) return codeOf(thrown.errors[0]);
  return '';
};

/** Reads what node:http threw or emitted. `reused`: the connection had carried an earlier request. */
export const failureOf = (thrown: unknown, server: string, reused: boolean): TransportFailure => {
  const code = codeOf(thrown);
  const lasting = lastingCodes[code];
  const text = thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown);
  const sentence = lasting ?? sentences[code];
  return {
    is: 'TransportFailure',
    transient: lasting === undefined,
    staleConnection: reused && (code === 'ECONNRESET' || code === 'EPIPE'),
    message: `${server}: ${sentence === undefined ? text : `${sentence} (${code})`}`,
    cause: thrown,
  };
};
