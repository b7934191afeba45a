import { version as packageVersion } from '../../package.json';

export const version: string = packageVersion;

/** How the runner names itself to API servers: their audit logs can be searched by it. */
export const userAgent = `chaos-runner/${version}`;
