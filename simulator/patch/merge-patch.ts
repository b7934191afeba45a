/** JSON merge patch (RFC 7396). */
import { isRecord, type JsonRecord } from '../../src/model/json/json-object.ts';

/** The target with the patch applied: nulls remove, objects merge, everything else replaces. */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isRecord(patch)) return patch;
  const made: Record<string, unknown> = { ...(isRecord(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete made[key];
    else made[key] = mergePatch(made[key], value);
  }
  return made satisfies JsonRecord;
};
