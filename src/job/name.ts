import { createHash } from 'node:crypto';
import { suffixLength } from '../model/kube/names.ts';

/** Which launch a Job is: its name is a function of this alone, so that a restarted runner finds it and makes no second. */
export interface LaunchIdentity {
  readonly runId: string;
  /** The step's id. */
  readonly step: string;
  /** Counts from 1. */
  readonly iteration: number;
  /** Counts from 1. */
  readonly attempt: number;
}

/** `<experiment>-<suffix>`: 12 characters of [a-z0-9], 62 bits of SHA-256 of the identity; fewer after a long name. */
export const jobName = (experiment: string, identity: LaunchIdentity): string =>
  `${experiment}-${suffixOf(identity, suffixLength(experiment))}`;

const suffixOf = ({ runId, step, iteration, attempt }: LaunchIdentity, length: number): string => {
  const bits = BigInt(`0x${sha256(JSON.stringify([runId, step, iteration, attempt]))}`);
  return (bits % 36n ** BigInt(length)).toString(36).padStart(length, '0');
};

/** SHA-256 of a text, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
