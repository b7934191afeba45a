/** What the schema of a custom resource refuses, in the words of the API server. */
import type { Path } from '../../src/model/json/problem.ts';
import { type Schema, typeName, type Violation, violations } from '../../src/model/json/structural-schema.ts';
import { bad, badType, type FieldError, required, unsupported } from './field-error.ts';

/** Old servers left the indices of lists out of their paths, and did not tell wrong types from wrong values. */
export type ErrorStyle = 'current' | 'old';

/** A path as the server writes it: `spec.experiments[0].name`. */
export const fieldOf = (path: Path, style: ErrorStyle = 'current'): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return style === 'current' ? `${text}[${part}]` : text;
    return text === '' ? part : `${text}.${part}`;
  }, '');

const fieldError = ({ rule, path, schema, value }: Violation, style: ErrorStyle): FieldError => {
  const field = fieldOf(path, style);
  switch (rule) {
    case 'type': {
      const found = typeName(value);
      const detail = `${field} in body must be of type ${schema.type}: "${found}"`;
      return (style === 'current' ? badType : bad)(field, found, detail);
    }
    case 'enum':
      return unsupported(field, value, (schema.enum ?? []).map(String));
    case 'pattern':
      return bad(field, value, `${field} in body should match '${schema.pattern}'`);
    case 'minLength':
      return bad(field, value, `${field} in body should be at least ${schema.minLength} chars long`);
    case 'minProperties':
      return bad(field, value, `${field} in body should have at least ${schema.minProperties} properties`);
    case 'required':
      return required(field);
    case 'oneOf':
      return bad(field, '', `"${field}" must validate one and only one schema (oneOf). Found none valid`);
  }
};

/** Everything that the schema refuses. */
export const schemaErrors = (schema: Schema, value: unknown, style: ErrorStyle = 'current'): readonly FieldError[] =>
  violations(schema, value).map((violation) => fieldError(violation, style));
