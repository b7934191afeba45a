import { isRecord, type JsonRecord } from '../json/json-object.ts';
import type { Path, Problem } from '../json/problem.ts';

/** A spelling of an older generation that is understood; `path` leads to it as it is written. */
export interface OldSpelling extends Pick<Problem, 'path' | 'message' | 'hint'> {
  /** Whether a server with the CRDs of 3.18 refuses it; others it takes, and its own runner overlooks them. */
  readonly refused: boolean;
}

/** A document in the words of the current generation. */
export interface CurrentWords {
  /** The document as it was given where nothing in it is old. */
  readonly value: unknown;
  readonly old: readonly OldSpelling[];
}

type Say = (spelling: OldSpelling) => void;
type Edit = (owner: JsonRecord, path: Path, say: Say) => JsonRecord;

const byServer = (refused: boolean): string =>
  refused ? 'a 3.18 server refuses it' : 'a 3.18 server takes it, and the runner of 3.18 overlooks it';

/** A key that has another name since. Maps and lists of both names are joined, the current name wins. */
const renamed =
  (older: string, current: string, until: string): Edit =>
  (owner, path, say) => {
    const { [older]: given, ...rest } = owner;
    if (given === undefined) return owner;
    const message = `is what operators up to ${until} called ${current}: it counts, but ${byServer(false)}`;
    say({ path: [...path, older], message, hint: `call it ${current}`, refused: false });
    return given === null ? rest : { ...rest, [current]: joined(given, rest[current]) };
  };

const joined = (older: unknown, current: unknown): unknown => {
  if (current === undefined || current === null) return older;
  if (Array.isArray(older) && Array.isArray(current)) return [...older, ...current];
  return isRecord(older) && isRecord(current) ? { ...older, ...current } : current;
};

/** A key that has no meaning any more. */
const obsolete =
  (key: string, why: string, refused: boolean): Edit =>
  (owner, path, say) => {
    const { [key]: given, ...rest } = owner;
    if (given === undefined) return owner;
    say({ path: [...path, key], message: `${why}, and ${byServer(refused)}`, hint: 'leave it out', refused });
    return rest;
  };

/** The same edits one after the other. */
const all =
  (...edits: readonly Edit[]): Edit =>
  (owner, path, say) =>
    edits.reduce((edited, edit) => edit(edited, path, say), owner);

/** An edit of the object at a key. */
const inside =
  (key: string, edit: Edit): Edit =>
  (owner, path, say) => {
    const member = owner[key];
    if (!isRecord(member)) return owner;
    const edited = edit(member, [...path, key], say);
    return edited === member ? owner : { ...owner, [key]: edited };
  };

/** An edit of every object of the list at a key. */
const each =
  (key: string, edit: Edit): Edit =>
  (owner, path, say) => {
    const members = owner[key];
    if (!Array.isArray(members)) return owner;
    const edited = members.map((member: unknown, index) =>
      isRecord(member) ? edit(member, [...path, key, index], say) : member,
    );
    return edited.every((member, index) => member === members[index]) ? owner : { ...owner, [key]: edited };
  };

/** Up to 1.0 the components of an entry were its environment. */
const componentsAsList: Edit = (owner, path, say) => {
  const { components } = owner;
  if (!Array.isArray(components)) return owner;
  const message = `is a list, as up to operator 1.0: it counts as the environment, but ${byServer(true)}`;
  say({ path: [...path, 'components'], message, hint: 'put the list below components.env', refused: true });
  return { ...owner, components: { env: components as readonly unknown[] } };
};

/** Up to 2.14 a text, which an operator leaves out where it is empty. */
const healthCheckAsText: Edit = (owner, path, say) => {
  const { defaultHealthCheck: given, ...rest } = owner;
  const word = typeof given === 'string' ? given.trim().toLowerCase() : undefined;
  if (word !== 'true' && word !== 'false' && word !== '') return owner;
  const meant = word === '' ? {} : { defaultHealthCheck: word === 'true' };
  const message = `is text, as up to operator 2.14: it counts${word === '' ? ' as not given' : ''}, but ${byServer(true)}`;
  const hint = word === '' ? 'leave it out' : `write it without quotes: ${word}`;
  say({ path: [...path, 'defaultHealthCheck'], message, hint, refused: true });
  return { ...rest, ...meant };
};

const rank = (refused: boolean): Edit =>
  obsolete('rank', 'orders nothing: no operator ever obeyed it (a batch has dependsOn)', refused);

const engine: Edit = inside(
  'spec',
  all(
    healthCheckAsText,
    obsolete('chaosType', 'means nothing since operator 1.1', false),
    inside('components', inside('runner', renamed('runnerannotation', 'runnerAnnotations', '1.13.2'))),
    each(
      'experiments',
      inside(
        'spec',
        all(
          rank(true),
          componentsAsList,
          inside('components', all(rank(false), renamed('experimentannotation', 'experimentAnnotations', '1.13.2'))),
        ),
      ),
    ),
  ),
);

const experiment: Edit = inside(
  'spec',
  inside(
    'definition',
    all(
      renamed('configmaps', 'configMaps', '1.13.2'),
      renamed('experimentannotations', 'experimentAnnotations', '1.13.2'),
    ),
  ),
);

const inCurrentWords = (edit: Edit, raw: unknown): CurrentWords => {
  if (!isRecord(raw)) return { value: raw, old: [] };
  const old: OldSpelling[] = [];
  const value = edit(raw, [], (spelling) => void old.push(spelling));
  return { value, old };
};

/** A ChaosEngine of any generation since 0.6 in the words of 3.18. */
export const engineInCurrentWords = (raw: unknown): CurrentWords => inCurrentWords(engine, raw);

/** A ChaosExperiment of any generation since 0.6 in the words of 3.18. */
export const experimentInCurrentWords = (raw: unknown): CurrentWords => inCurrentWords(experiment, raw);

/** An object of any kind in the words of 3.18, as servers of today take it. */
export const objectInCurrentWords = (object: unknown): CurrentWords => {
  const kind = isRecord(object) ? object.kind : undefined;
  if (kind === 'ChaosEngine') return engineInCurrentWords(object);
  return kind === 'ChaosExperiment' ? experimentInCurrentWords(object) : { value: object, old: [] };
};
