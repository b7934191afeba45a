/** A call of it, test or describe, or the end of the table of their `.each`, with its indentation and its title. */
const call =
  /^( *)(?:(?:it|test|describe)(?:\.\w+)*(?:<.*>)?(?:\(.*\))?|[\])}`].*\))\(\s*(['"`])((?:\\.|(?!\2).)*)\2/gm;

/**
 * The titles in the text of a test file as they are written there (`%s` and `$name` of tables included), those of the groups
 * around a test before its own: `group > test`. What belongs to which is read from the indentation, which Biome sees to.
 */
export function titlesIn(source: string): string[] {
  const around: { readonly indentation: number; readonly title: string }[] = [];
  return [...source.matchAll(call)].map(([, spaces = '', , written = '']) => {
    while ((around.at(-1)?.indentation ?? -1) >= spaces.length) around.pop();
    around.push({ indentation: spaces.length, title: written.replace(/\\(.)/g, '$1') });
    return around.map(({ title }) => title).join(' > ');
  });
}
