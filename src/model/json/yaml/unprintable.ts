import type { YamlProblem } from './value.ts';

const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what YAML does not allow
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const lineBreaks = /[\x85\u2028\u2029]/;

const character = (text: string, offset: number): string =>
  `U+${(text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * What makes a text no YAML for kubectl before it is parsed: characters that no text file has, and line ends that YAML 1.1
 * knows and newer parsers do not.
 */
export const unprintable = (text: string): YamlProblem | undefined => {
  const at = forbidden.exec(text)?.index;
  if (at !== undefined) {
    const wide = text[at] === '\0' && /^(?:[^\0]\0|\0[^\0])/.test(text);
    const what = wide
      ? 'it looks like UTF-16 without a byte order mark: save it as UTF-8'
      : `it holds the character ${character(text, at)}, which no text has: is this the right file?`;
    return { code: 'NO_TEXT', message: what, offset: at };
  }
  const line = lineBreaks.exec(text)?.index;
  if (line === undefined) return undefined;
  const message = `the character ${character(text, line)} ends a line for kubectl: write it as an escape in double quotes`;
  return { code: 'LINE_END', message, offset: line };
};
