import type * as t from 'io-ts';
import { failure, identity, Type } from 'io-ts';
import { isRecord } from '../json/json-object.ts';
import { anyList, oneOf, strict, wholeNumber } from '../json/strict.ts';
import type { Condition } from './condition.ts';
import { askable, deepest } from './condition-parser.ts';

/** A condition that the parser accepts is at most this deep: an `any`, an `all` and a `not` for each level. */
const deepestCondition = 3 * (deepest + 1);

const atom = strict(
  'a condition',
  { is: oneOf(['outcome']), step: wholeNumber(0, Number.MAX_SAFE_INTEGER), outcome: oneOf(askable) },
  {},
);

const kinds = strict('a condition', { is: oneOf(['outcome', 'all', 'any', 'not']) }, {});

const conditionAt = (depth: number): t.Type<Condition, unknown, unknown> => {
  const validate: t.Validate<unknown, Condition> = (value, context) => {
    if (depth > deepestCondition) return failure(value, context, `nested deeper than ${deepestCondition} levels`);
    const part = conditionAt(depth + 1);
    switch (isRecord(value) && value.is) {
      case 'outcome':
        return atom.validate(value, context);
      case 'not':
        return strict('a condition', { is: oneOf(['not']), of: part }, {}).validate(value, context);
      case 'all':
      case 'any': {
        const parts = anyList('a list of conditions', part);
        return strict('a condition', { is: oneOf(['all', 'any']), of: parts }, {}).validate(value, context);
      }
      default:
        return kinds.validate(value, context) as t.Validation<Condition>;
    }
  };
  const is = (value: unknown): value is Condition => validate(value, [])._tag === 'Right';
  return new Type('a condition', is, validate, identity);
};

/** A condition as data. Depth is bounded, so that nothing which walks it can exhaust the stack. */
export const conditionCodec = conditionAt(0);
