/** How the suites speak of what differs between versions of Kubernetes: in one place each, and with the reason. */
import { it } from 'vitest';

export interface ServerVersion {
  /** 20 for Kubernetes 1.20. */
  readonly minor: number;
  /**
   * A test of what came with a minor version. Where the server is older there is nothing to test, and `why` says so in the
   * test's name.
   */
  since(minor: number, why: string, title: string, test: () => Promise<void>): void;
  /** A test of what a minor version did away with. */
  before(minor: number, why: string, title: string, test: () => Promise<void>): void;
  /** What an assertion that holds on all versions expects, where the words differ: the entry of the latest minor version that has come. */
  pick<T>(since: Readonly<Record<number, T>>): T;
}

/** The version `1.MINOR`. */
const serverVersion = (minor: number): ServerVersion => ({
  minor,
  since: (first, why, title, test) => {
    if (minor >= first) it(`${title} (since 1.${first}: ${why})`, test);
  },
  before: (first, why, title, test) => {
    if (minor < first) it(`${title} (before 1.${first}: ${why})`, test);
  },
  pick: (since) => {
    const reached = Object.keys(since)
      .map(Number)
      .filter((one) => one <= minor);
    if (reached.length === 0) throw new Error(`nothing is said about Kubernetes 1.${minor}`);
    return (since as Readonly<Record<number, never>>)[Math.max(...reached)] as never;
  },
});

/** `1.37` or `v1.37.2` as a version. */
export const versionNamed = (text: string): ServerVersion => {
  const [, minor] = /^v?1\.(\d+)/.exec(text) ?? [];
  if (minor === undefined) throw new Error(`${text} is no version of Kubernetes`);
  return serverVersion(Number(minor));
};
