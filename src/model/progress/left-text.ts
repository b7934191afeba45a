/** That many names stand in one sentence, the rest are counted. */
const mostNamed = 8;

/** Names as a part of a sentence, as many as one reads: `pod/a, pod/b and 3 more`. */
export const namesText = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;

/** What is said of an object: `is still there` of `pod/b is still there`; all of an entry that does not begin with one. */
const saidOf = (entry: string): string => entry.replace(/^[a-z]+\/\S+ (?=(?:is|was) )/, '');

const ofSeveral = (said: string): string =>
  said.startsWith('is ') ? said.replace('is', 'are') : said.replace('was', 'were');

/**
 * What an abort has left, one sentence for all of which the same is said: `job/a, pod/b are still there`. Takes entries such
 * as `pod/b is still there`; any other one stays as it is. What is told twice is said once.
 */
export const leftSentences = (left: readonly string[]): readonly string[] =>
  [...Map.groupBy(new Set(left), saidOf)].flatMap(([said, entries]) => {
    const names = entries.map((entry) => entry.slice(0, -said.length - 1));
    return entries.length === 1 ? entries : `${namesText(names)} ${ofSeveral(said)}`;
  });
