import { isLeft } from 'fp-ts/Either';
import { parse } from 'fp-ts/Json';

/** A part of a file that holds one document. */
export interface Chunk {
  readonly text: string;
  /** Where it begins in the file. */
  readonly offset: number;
  /** Why kubectl reads no document there. */
  readonly problem?: string;
}

const byteOrderMark = '\ufeff';

/** The line of a separator that kubectl refuses. */
const brokenSeparator = (line: string): boolean => !/^---\s*(?:#.*)?$/s.test(line);

/** Whether `%YAML` or the like stands before any content. */
const hasDirective = (part: string): boolean => /^(?:[ \t\r]*(?:#.*)?\n)*%/.test(part);

/**
 * The documents of a file, cut where kubectl cuts them: at lines of `---`, with nothing but a comment behind them; and one
 * JSON object after another where the file begins with one. Parts without a word are left out.
 */
export const chunksOf = (text: string): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  let begin = 0;
  const close = (end: number): void => {
    const marked = text.startsWith(byteOrderMark, begin) ? begin + 1 : begin;
    const part = text.slice(marked, end);
    if (part.trim() === '') return;
    const problem = 'a directive stands for nothing, because the --- behind it ends its document: leave the line out';
    chunks.push({ text: part, offset: marked, ...(hasDirective(part) ? { problem } : {}) });
  };
  for (let at = 0; at < text.length; ) {
    const newLine = text.indexOf('\n', at);
    const end = newLine === -1 ? text.length : newLine + 1;
    if (text.startsWith('---', at)) {
      close(at);
      begin = end;
      const line = text.slice(at, end);
      if (brokenSeparator(line)) {
        const problem = 'a line that begins with --- separates documents: nothing but a comment can stand behind it';
        chunks.push({ text: line, offset: at, problem });
      }
    }
    at = end;
  }
  close(text.length);
  return /^\s*\{/.test(text) ? chunks.flatMap(jsonObjects) : chunks;
};

/** Where the JSON object that begins at `from` ends; undefined where it does not. */
const endOfObject = (text: string, from: number): number | undefined => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    } else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
};

/** The JSON objects of a part that holds several, and what follows them; any other part is itself. */
const jsonObjects = (chunk: Chunk): readonly Chunk[] => {
  const { text, offset } = chunk;
  if (chunk.problem !== undefined) return [chunk];
  const parts: Chunk[] = [];
  let at = 0;
  for (;;) {
    const begin = at + (text.slice(at).search(/\S/) + 1 || 1) - 1;
    const end = text[begin] === '{' ? endOfObject(text, begin) : undefined;
    if (end === undefined || isLeft(parse(text.slice(begin, end)))) break;
    parts.push({ text: text.slice(begin, end), offset: offset + begin });
    at = end;
  }
  const rest = text.slice(at);
  if (rest.trim() !== '') parts.push({ text: rest, offset: offset + at });
  return parts;
};
