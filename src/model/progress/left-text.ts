/** That many names stand in one sentence, the rest are counted. */
const mostNamed = 8;

/** Names as a part of a sentence, as many as one reads: `pod/a, pod/b and 3 more`. */
export const namesText = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;

const plurals: Readonly<Record<string, string>> = { is: 'are', was: 'were' };

/**
 * What an abort has left, one sentence for all of which the same is said: `job/a, pod/b are still there`. Takes entries such
 * as `pod/b is still there`; any other one stays as it is.
 */
export const leftSentences = (left: readonly string[]): readonly string[] => {
  const groups = new Map<string, string[]>();
  for (const one of left) {
    const [, name, said] = /^([a-z]+\/\S+) ((?:is|was) .+)$/.exec(one) ?? [];
    if (name === undefined || said === undefined) groups.set(one, []);
    else groups.set(said, [...(groups.get(said) ?? []), name]);
  }
  return [...groups].map(([said, names]) => {
    const [verb = '', ...rest] = said.split(' ');
    if (names.length === 0) return said;
    return names.length === 1
      ? `${names[0]} ${said}`
      : `${namesText(names)} ${plurals[verb] ?? verb} ${rest.join(' ')}`;
  });
};
