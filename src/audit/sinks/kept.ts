import type { AuditRecord } from '../../model/progress/record.ts';
import { partsOfId } from '../hash-chain.ts';
import { missingMarker } from './sink.ts';

/** A line that waits, and the records that it stands for: one, or in a marker as many as were given up. */
export interface Kept {
  readonly line: string;
  readonly runId: string;
  readonly from: number;
  readonly to: number;
}

/** What waits with a record's line. */
export const keptLine = (line: string, { id, data: { sequence } }: AuditRecord): Kept => ({
  line,
  runId: partsOfId(id)?.runId ?? '',
  from: sequence,
  to: sequence,
});

/** How many characters the lines have. */
export const charactersOf = (lines: readonly Kept[]): number => lines.reduce((sum, { line }) => sum + line.length, 0);

/**
 * Replaces in place the oldest lines, but for the first `safe` ones, by one marker until the rest has three quarters of `limit`
 * characters, so that a full list is not reported line by line. Gives the marker; undefined: nothing was given up.
 */
export const giveUpOldest = (lines: Kept[], limit: number, reason: string, safe = 0): Kept | undefined => {
  let end = safe;
  for (let characters = charactersOf(lines); characters > limit * 0.75 && end < lines.length - 1; end += 1) {
    characters -= lines[end]?.line.length ?? 0;
  }
  const lost = lines.slice(safe, end);
  const [first, last] = [lost[0], lost.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const marker = { ...first, line: missingMarker(first.runId, first.from, last.to, reason), to: last.to };
  lines.splice(safe, lost.length, marker);
  return marker;
};
