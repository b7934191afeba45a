import * as E from 'fp-ts/Either';
import { outcomes } from '../litmus/outcome.ts';
import { didYouMean } from '../text/nearest.ts';
import type { Condition } from './condition.ts';
import { type ExpressionProblem, type Token, tokensOf } from './condition-tokens.ts';

/** What may stand behind the dot of a step. */
export const askable = [...outcomes, 'Done'] as const;

/** Deeper nesting than a person can read; it also bounds the recursion of everything that walks a condition. */
export const deepest = 50;

interface Reader {
  readonly token: () => Token;
  readonly step: () => void;
  readonly problems: ExpressionProblem[];
  readonly indexOf: ReadonlyMap<string, number>;
}

/** Left as soon as the text makes no sense; unknown steps and outcomes are only noted, so that all are found. */
type Parsed = E.Either<ExpressionProblem, Condition>;

/**
 * Reads `a.Pass && (b.Fail || !c.Done)`. `!` binds closest, then `&&`, then `||`. `indexOf`: the index of each of the plan's
 * steps by its id. Step ids are names of Kubernetes and may contain dashes and dots, so a word is a step as a whole unless
 * what follows its last dot begins with a capital letter, which no such name does: `a.b.Pass` is the step `a.b` that passed,
 * `a.b` the step `a.b` that passed too, `a.Pass` the step `a`. Left: all problems, in order of their columns.
 */
export const parseCondition = (
  text: string,
  indexOf: ReadonlyMap<string, number>,
): E.Either<readonly ExpressionProblem[], Condition> => {
  const tokens = tokensOf(text);
  if (E.isLeft(tokens)) return E.left([tokens.left]);
  let at = 0;
  const last = tokens.right.length - 1;
  const reader: Reader = {
    token: () => tokens.right[Math.min(at, last)] ?? { is: 'end', text: '', column: text.length + 1 },
    step: () => {
      at += 1;
    },
    problems: [],
    indexOf,
  };
  const parsed = chain(reader, 'or', 0);
  if (E.isLeft(parsed)) return E.left([...reader.problems, parsed.left]);
  const rest = reader.token();
  if (rest.is !== 'end') return E.left([...reader.problems, unexpected(rest)]);
  return reader.problems.length > 0 ? E.left(reader.problems) : parsed;
};

/** Parts with `||` or `&&` between them, as one flat condition. */
const chain = (reader: Reader, sign: 'or' | 'and', depth: number): Parsed => {
  const parts: Condition[] = [];
  for (;;) {
    const part = sign === 'or' ? chain(reader, 'and', depth) : unary(reader, depth);
    if (E.isLeft(part)) return part;
    parts.push(part.right);
    if (reader.token().is !== sign) break;
    reader.step();
  }
  const [only] = parts;
  return E.right(parts.length === 1 && only ? only : { is: sign === 'or' ? 'any' : 'all', of: parts });
};

const unary = (reader: Reader, depth: number): Parsed => {
  const token = reader.token();
  if (depth > deepest) return E.left({ column: token.column, message: `nested deeper than ${deepest} levels` });
  if (token.is === 'not') {
    reader.step();
    return E.map((of: Condition): Condition => ({ is: 'not', of }))(unary(reader, depth + 1));
  }
  if (token.is === 'open') return parenthesised(reader, depth, token);
  if (token.is !== 'word') return E.left(unexpected(token));
  reader.step();
  return E.right(atom(reader, token));
};

const parenthesised = (reader: Reader, depth: number, opened: Token): Parsed => {
  reader.step();
  const inner = chain(reader, 'or', depth + 1);
  if (E.isLeft(inner)) return inner;
  const token = reader.token();
  if (token.is === 'end') return E.left({ column: opened.column, message: 'this parenthesis is never closed' });
  if (token.is !== 'close') return E.left(unexpected(token));
  reader.step();
  return inner;
};

const atom = (reader: Reader, token: Token): Condition => {
  const dot = token.text.lastIndexOf('.');
  const tail = token.text.slice(dot + 1);
  const asks = dot > 0 && /^[A-Z]/.test(tail);
  const id = asks ? token.text.slice(0, dot) : token.text;
  const step = reader.indexOf.get(id);
  if (step === undefined) reader.problems.push(unknownStep(reader, id, token.column));
  const outcome = asks ? askable.find((one) => one === tail) : 'Pass';
  if (outcome === undefined) reader.problems.push(unknownOutcome(tail, token.column + dot + 1));
  return { is: 'outcome', step: step ?? 0, outcome: outcome ?? 'Pass' };
};

const unknownStep = (reader: Reader, id: string, column: number): ExpressionProblem => {
  const problem = { column, message: `no step is called "${id}"` };
  const dot = id.lastIndexOf('.');
  const tail = id.slice(dot + 1).toLowerCase();
  const meant = askable.find((one) => one.toLowerCase() === tail);
  if (dot > 0 && meant && reader.indexOf.has(id.slice(0, dot))) {
    return { ...problem, hint: `outcomes begin with a capital letter: ${id.slice(0, dot)}.${meant}` };
  }
  return { ...problem, ...didYouMean(id, reader.indexOf.keys()) };
};

const unknownOutcome = (found: string, column: number): ExpressionProblem => ({
  column,
  message: `"${found}" is no outcome: there are ${askable.join(', ')}`,
  ...didYouMean(found, askable),
});

const unexpected = (token: Token): ExpressionProblem => {
  const { is, text, column } = token;
  if (is === 'word') return wordForSign(token);
  if (is === 'end') return { column, message: 'the expression ends where a step is expected' };
  if (is === 'close') return { column, message: 'this parenthesis was never opened, or nothing stands before it' };
  return { column, message: `"${text}" stands where a step is expected` };
};

const wordForSign = ({ text, column }: Token): ExpressionProblem => {
  const message = `"${text}" follows a step without && or || between them`;
  const [, sign] = [['and', '&&'] as const, ['or', '||'] as const].find(([word]) => word === text.toLowerCase()) ?? [];
  return sign === undefined ? { column, message } : { column, message, hint: `write ${sign} instead of ${text}` };
};
