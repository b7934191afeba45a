import { isRecord } from '../../src/model/json/json-object.ts';

/** The fields that stood side by side in version 1 of the context, by the part that they are in today. */
const parts: Readonly<Record<'launch' | 'end', readonly string[]>> = {
  launch: ['job', 'baseline', 'validatedAt', 'startTimeoutMs', 'expectedMs', 'launchedAt'],
  end: ['ending', 'outcome', 'reason', 'by', 'verdict', 'warning'],
};

/**
 * The context of an attempt, not yet decoded, in the shape of today. In version 1 what is known of the launch and of the end
 * stood side by side; anything of another version is left as it is.
 */
export const contextOfToday = (found: unknown): unknown => {
  if (!isRecord(found) || found.version !== 1) return found;
  const part = (fields: readonly string[]) =>
    Object.fromEntries(Object.entries(found).filter(([field]) => fields.includes(field)));
  const [launch, end] = [part(parts.launch), part(parts.end)];
  const known = [...parts.launch, ...parts.end];
  return {
    ...Object.fromEntries(Object.entries(found).filter(([field]) => !known.includes(field))),
    version: 2,
    ...(Object.keys(launch).length === 0 ? {} : { launch }),
    ...(Object.keys(end).length === 0 ? {} : { end }),
  };
};
