import { isMissed, type Measurement } from './measurement.ts';
import { jsonLine } from './report.ts';

/** How often something is measured at most, and who is told of each number and of each further try. */
export interface Patience {
  readonly tries: number;
  readonly say: (line: string) => void;
}

export const isMissedAndBinds = (one: Measurement): boolean => one.binding && isMissed(one);

/**
 * Measures until no binding target is missed, at most so often: a miss on a machine with other work on it may be chance, one in
 * every try is not. Every try is told, the last one counts.
 */
export async function settled(
  what: string,
  { tries, say }: Patience,
  measure: (attempt: number) => Promise<readonly Measurement[]> | readonly Measurement[],
): Promise<readonly Measurement[]> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await measure(attempt);
    for (const one of found) say(jsonLine(one));
    const missed = found.filter(isMissedAndBinds);
    if (missed.length === 0 || attempt >= tries) return found;
    say(`# ${what}: try ${attempt} missed ${missed.map(({ name }) => name).join('; ')}: measured again`);
  }
}
