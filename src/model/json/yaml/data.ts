import * as E from 'fp-ts/Either';
import { parse } from 'fp-ts/Json';
import { parseYaml } from './parse.ts';
import { placeIn } from './place-in.ts';

/** The value of a JSON or YAML text with one document. Left: why it cannot be read, and where. */
export const readData = (text: string): E.Either<string, unknown> => {
  const json = parse(text);
  if (E.isRight(json)) return json;
  const { value, problems, repeated } = parseYaml(text, 'kubectl');
  const [wrong] = [...problems, ...repeated];
  if (wrong === undefined) return E.right(value);
  const { line, column } = placeIn(text)(wrong.offset);
  return E.left(`line ${line}, column ${column}: not readable as JSON or YAML: ${wrong.message}`);
};
