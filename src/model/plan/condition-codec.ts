import type * as t from 'io-ts';
import { failure, identity, Type } from 'io-ts';
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

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'is' in value ? value.is : undefined;

const kinds = strict('a condition', { is: oneOf(['outcome', 'all', 'any', 'not']) }, {});

/** A condition as data. Depth is bounded, so that nothing which walks it can exhaust the stack. */
export const conditionCodec: t.Type<Condition, unknown, unknown> = new Type(
  'a condition',
  (value): value is Condition => validateAt(0)(value, [])._tag === 'Right',
  (value, context) => validateAt(0)(value, context),
  identity,
);

const validateAt =
  (depth: number): t.Validate<unknown, Condition> =>
  (value, context) => {
    if (depth > deepestCondition) return failure(value, context, `nested deeper than ${deepestCondition} levels`);
    switch (kindOf(value)) {
      case 'outcome':
        return atom.validate(value, context);
      case 'not':
        return strict('a condition', { is: oneOf(['not']), of: partAt(depth + 1) }, {}).validate(value, context);
      case 'all':
      case 'any':
        return strict(
          'a condition',
          { is: oneOf(['all', 'any']), of: anyList('a list of conditions', partAt(depth + 1)) },
          {},
        ).validate(value, context);
      default:
        return kinds.validate(value, context) as t.Validation<Condition>;
    }
  };

const partAt = (depth: number): t.Type<Condition, unknown, unknown> => {
  const validate = validateAt(depth);
  return new Type(
    'a condition',
    (value): value is Condition => validate(value, [])._tag === 'Right',
    validate,
    identity,
  );
};
