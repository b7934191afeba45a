/** Reads the behaviour of a simulated experiment from annotations. */
import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { nearest } from '../../../src/model/text/nearest.ts';
import {
  annotationOf,
  type Behaviour,
  type BehaviourKey,
  behaviourKeys,
  behaviourPrefix,
  paceDefaults,
} from './behaviour-keys.ts';

export interface Script {
  /** One sentence for each annotation that cannot be read; its key has the default then. */
  readonly problems: readonly string[];
  /** The behaviour of an attempt, counted from 1; the last value of a sequence counts for all later ones. */
  at(attempt: number): Behaviour;
}

const names = Object.keys(behaviourKeys) as readonly BehaviourKey[];
const byAnnotation = new Map(names.map((name) => [annotationOf(name), name]));

/** Stands for a key's default, which the pace may change. */
const unset = Symbol('unset');

/** The value for each attempt, or what is wrong with the text. */
const readKey = (name: BehaviourKey, text: string): E.Either<string, readonly unknown[]> => {
  const { parse, perAttempt, values } = behaviourKeys[name];
  const parts = perAttempt ? text.split(',').map((part) => part.trim()) : [text];
  const hint = perAttempt ? '; a comma separates attempts, - means the default' : '';
  return pipe(
    parts,
    E.traverseArray((part): E.Either<string, unknown> => (perAttempt && part === '-' ? E.right(unset) : parse(part))),
    E.mapLeft((why) => `${annotationOf(name)}: ${why}. Possible: ${values}${hint}`),
  );
};

const unknown = (annotation: string): string => {
  const meant = nearest(annotation, byAnnotation.keys());
  return `${annotation}: there is no such key${meant === undefined ? '' : `; did you mean ${meant}?`}`;
};

/** Reads the annotations of an experiment, the later records over the earlier ones; others than the simulator's are ignored. */
export const readBehaviour = (...sources: readonly Readonly<Record<string, string>>[]): Script => {
  const given = Object.entries(Object.assign({}, ...sources) as Record<string, string>).filter(([annotation]) =>
    annotation.startsWith(behaviourPrefix),
  );
  const problems: string[] = [];
  const read = new Map<BehaviourKey, readonly unknown[]>();
  for (const [annotation, text] of given) {
    const name = byAnnotation.get(annotation);
    if (name === undefined) {
      problems.push(unknown(annotation));
      continue;
    }
    const values = readKey(name, text);
    if (E.isRight(values)) read.set(name, values.right);
    else problems.push(values.left);
  }
  const at = (attempt: number): Behaviour => {
    const given = (name: BehaviourKey): unknown => {
      const values = read.get(name);
      return values ? values[Math.min(Math.max(attempt, 1), values.length) - 1] : unset;
    };
    const pace = given('pace');
    const fallbacks = paceDefaults[pace === 'litmus' ? pace : behaviourKeys.pace.fallback];
    const chosen = names.map((name) => {
      const value = given(name);
      return [name, value === unset ? (fallbacks[name] ?? behaviourKeys[name].fallback) : value] as const;
    });
    return Object.fromEntries(chosen) as unknown as Behaviour;
  };
  return { problems, at };
};
