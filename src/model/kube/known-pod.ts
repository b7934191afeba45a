import type { Observation } from './pod-facts.ts';

/** What earlier looks have shown of an attempt. */
export interface KnownPod {
  /** The main pod that was seen first; undefined: none yet. */
  readonly pod: string | undefined;
  /** Its main container has started. */
  readonly hasStarted: boolean;
}

/** The main pod that a look has shown. */
export const podIn = (seen: Observation): string | undefined =>
  'pod' in seen && seen.pod !== undefined && seen.pod !== '' ? seen.pod : undefined;

/**
 * What a look means for an attempt of which a main pod was seen before. Another main pod is a second one, whatever it does: a Job
 * replaces a deleted pod, and may do so between two looks. Where the Job is suspended and the pod gone, a resumed Job would make
 * another one.
 */
export const againstKnown = ({ pod, hasStarted }: KnownPod, seen: Observation): Observation => {
  if (pod === undefined) return seen;
  const now = podIn(seen);
  if (now !== undefined && now !== pod) {
    const started = hasStarted || seen.is === 'Started' || seen.is === 'Ended';
    return { is: 'SecondPod', pods: [pod, now], started, helpers: seen.helpers };
  }
  return seen.is === 'NoPod' && seen.suspended === true
    ? { is: 'Suspended', pod, started: hasStarted, helpers: seen.helpers }
    : seen;
};
