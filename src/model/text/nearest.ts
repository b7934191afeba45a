/** Edits (insert, delete, replace, swap of neighbours) between two words, at most `limit + 1`. */
const distance = (left: string, right: string, limit: number): number => {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
};

/** The hint for a word that is not known, to be spread into a problem: nothing where no known word is near. */
export const didYouMean = (word: string, known: Iterable<string>): { readonly hint?: string } => {
  const near = nearest(word, known);
  return near === undefined ? {} : { hint: `did you mean ${near}?` };
};

/** The known word that somebody who wrote `word` most likely meant; undefined when none is near. Case does not count. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const limit = word.length < 3 ? word.length - 1 : Math.min(4, Math.floor(word.length / 3));
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    const edits = distance(wanted, candidate.toLowerCase(), limit);
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
};
