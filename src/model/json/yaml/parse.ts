import { type Document, parseAllDocuments } from 'yaml';
import { aliasesOf } from './aliases.ts';
import { type Places, placesOf } from './places.ts';
import { unprintable } from './unprintable.ts';
import { type Composed, compose, type KeyRule, type YamlProblem } from './value.ts';

/** A document as it was read. With a problem it has no value. */
export interface YamlDocument extends Composed, Places {
  /** Everything in the text that follows this document's end, but comments: where it begins. */
  readonly next?: number;
}

const nothing: Pick<YamlDocument, keyof Places | 'repeated' | 'unknownTags' | 'value'> = {
  value: undefined,
  repeated: [],
  unknownTags: [],
  offsetOf: () => 0,
  blockAt: () => undefined,
  writtenAt: () => undefined,
};

const hopeless = (problem: YamlProblem): YamlDocument => ({ ...nothing, problems: [problem] });

const isEmpty = ({ contents, errors }: Document.Parsed): boolean => contents === null && errors.length === 0;

/** A parser's sentence without the names of its own functions. */
const inWords = (message: string): string => message.split('; please use ')[0] ?? message;

/** Reads the first document of a text by the rules of kubectl. An empty text is a document whose value is null. */
export const parseYaml = (text: string, keys: KeyRule): YamlDocument => {
  // A lone carriage return ends a line in YAML, and the parser does not know it. Offsets stay what they are.
  const readable = text.replace(/\r(?!\n)/g, '\n');
  const wrong = unprintable(readable);
  return wrong === undefined ? parseReadable(readable, keys) : hopeless(wrong);
};

const parseReadable = (text: string, keys: KeyRule): YamlDocument => {
  try {
    const parsed = parseAllDocuments(text, {
      // Every scalar stays the text that it is written as: what it is to kubectl is decided here.
      schema: 'failsafe',
      resolveKnownTags: false,
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [first, ...rest] = Array.isArray(parsed) ? parsed : [];
    if (first === undefined) return { ...nothing, value: null, problems: [] };
    const next = rest.find((one) => !isEmpty(one))?.range[0];
    return { ...documentOf(first, keys), ...(next === undefined ? {} : { next }) };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return hopeless({ code: 'DEPTH', message: 'is nested too deep', offset: 0 });
  }
};

const documentOf = (document: Document.Parsed, keys: KeyRule): YamlDocument => {
  const broken = document.errors.map(({ code, message, pos }) => ({ code, message: inWords(message), offset: pos[0] }));
  if (broken.length > 0) return { ...nothing, problems: broken };
  const aliases = aliasesOf(document);
  return { ...compose(document, aliases, keys), ...placesOf(document, aliases, keys) };
};
