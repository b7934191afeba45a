import { type Manifest, textAt } from '../json/json-object.ts';
import { conditionOf } from './pod.ts';

/** How long after the end of its termination grace a pod may still be there before its node is taken for dead. */
const overdueMs = 60_000;

/**
 * Whether a pod that is being deleted will never go by itself, because its node does not answer: its status says so, or it
 * is still there a minute after its grace has ended (`deletionTimestamp` is the end of the grace). `now`: milliseconds.
 */
export const isBeyondReach = (pod: Manifest, now: number): boolean => {
  const { deletionTimestamp } = pod.metadata;
  if (deletionTimestamp === undefined) return false;
  const lost =
    textAt(pod.status, 'phase') === 'Unknown' ||
    textAt(pod.status, 'reason') === 'NodeLost' ||
    textAt(conditionOf(pod, 'Ready'), 'reason') === 'NodeStatusUnknown';
  const graceEnds = Date.parse(deletionTimestamp);
  return (lost && now > graceEnds) || now > graceEnds + overdueMs;
};
