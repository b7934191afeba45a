import * as E from 'fp-ts/Either';

/** A place in an expression that is wrong. `column` counts from 1. */
export interface ExpressionProblem {
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

export interface Token {
  readonly is: 'and' | 'or' | 'not' | 'open' | 'close' | 'word' | 'end';
  readonly text: string;
  readonly column: number;
}

const signs: ReadonlyMap<string, Token['is']> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
  ['(', 'open'],
  [')', 'close'],
]);

const shape = /\s+|&&|\|\||[!()]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/y;

/** The expression in pieces, with an `end` behind the last; or the first sign that has no place in an expression. */
export const tokensOf = (text: string): E.Either<ExpressionProblem, readonly Token[]> => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    shape.lastIndex = at;
    const found = shape.exec(text)?.[0];
    if (found === undefined) return E.left(unknownSign(text, at));
    if (found.trim() !== '') tokens.push({ is: signs.get(found) ?? 'word', text: found, column: at + 1 });
    at += found.length;
  }
  return E.right([...tokens, { is: 'end', text: '', column: text.length + 1 }]);
};

const unknownSign = (text: string, at: number): ExpressionProblem => {
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const problem = { column: at + 1, message: `"${sign}" has no meaning here` };
  if (sign === '&') return { ...problem, hint: 'write && for and' };
  if (sign === '|') return { ...problem, hint: 'write || for or' };
  if (sign === '=') return { ...problem, hint: 'an outcome is asked for with a dot: a.Pass' };
  if (sign === ',') return { ...problem, hint: 'write && between steps that are all needed' };
  return problem;
};

/** The expression with a caret under the column, two lines; a long expression is cut around it. */
export const withCaret = (text: string, column: number): string => {
  const from = Math.max(0, column - 1 - 60);
  const shown = text.slice(from, column - 1 + 40).replaceAll(/[\n\r\t]/g, ' ');
  return `${from > 0 ? '…' : ''}${shown}\n${' '.repeat(column - 1 - from + (from > 0 ? 1 : 0))}^`;
};
