/** What a terminal obeys or hides: controls (C0, DEL and C1), formats (the marks of direction, joiners), separators of lines. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string => {
  if (character === '\n' || character === '\t') return character;
  // Pairs of surrogates become two escapes, as in JSON.
  const units = character.split('');
  return units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
};

/**
 * A text without anything that a terminal would obey: all but newline and tab is written out, as `\u001b`. Of JSON this makes
 * JSON with the same meaning, because such characters can only stand in its strings.
 */
export const plainText = (text: string): string => text.replaceAll('\r\n', '\n').replace(unseen, escaped);

/** One line, without anything that a terminal would obey: reasons may come from containers. */
export const plainLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
