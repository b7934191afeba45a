/** The marks that experiments leave on their targets: annotations `<kind>/<name>` of a result, later in its history. */
import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { records } from '../../controllers/views.ts';
import { stringOf } from '../../json.ts';

const marks = ['injected', 'reverted', 'targeted'] as const;
export type Mark = (typeof marks)[number];

type Annotations = Readonly<Record<string, string>>;

const isMark = ([, value]: readonly [string, string]): boolean => marks.some((one) => one === value);

/** The annotations that are no marks. */
export const withoutMarks = (annotations: Annotations): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).filter((entry) => !isMark(entry)));

/** The targets of a history with the marks of annotations among them. `keyOf`: by what a target is found again. */
export const markedTargets = (
  targets: unknown,
  annotations: Annotations,
  keyOf: (kind: string | undefined, name: string | undefined) => string,
): readonly JsonRecord[] => {
  const marked = new Map(records(targets).map((one) => [keyOf(stringOf(one.kind), stringOf(one.name)), one]));
  for (const [target, chaosStatus] of Object.entries(annotations).filter(isMark)) {
    const [kind = '', name = ''] = target.split('/');
    const key = keyOf(kind, name);
    marked.set(key, { ...marked.get(key), name, kind, chaosStatus });
  }
  return [...marked.values()];
};
