/** One complaint about one field, in the words of the API server. */

export type FieldError =
  | { readonly type: 'Invalid'; readonly field: string; readonly value: unknown; readonly detail: string }
  | { readonly type: 'Required'; readonly field: string; readonly detail?: string }
  | { readonly type: 'Duplicate'; readonly field: string; readonly value: unknown }
  | { readonly type: 'NotFound'; readonly field: string; readonly value: unknown }
  | {
      readonly type: 'NotSupported';
      readonly field: string;
      readonly value: unknown;
      readonly supported: readonly string[];
    }
  | { readonly type: 'Forbidden'; readonly field: string; readonly detail: string }
  /** The value is not shown. */
  | { readonly type: 'TooLong'; readonly field: string; readonly detail: string }
  | { readonly type: 'TooMany'; readonly field: string; readonly count: number; readonly limit: number }
  /** Invalid by its type. */
  | { readonly type: 'TypeInvalid'; readonly field: string; readonly value: unknown; readonly detail: string }
  /** Invalid as a whole: the value is not shown. */
  | { readonly type: 'Wrong'; readonly field: string; readonly detail: string };

/** A value that breaks a rule, and the rule. */
export const bad = (field: string, value: unknown, detail: string): FieldError => ({
  type: 'Invalid',
  field,
  value,
  detail,
});

/** A field that is missing. */
export const required = (field: string, detail?: string): FieldError =>
  detail === undefined ? { type: 'Required', field } : { type: 'Required', field, detail };

/** A value that is there twice. */
export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'Duplicate', field, value });

/** A value that is none of those that may be. */
export const unsupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  type: 'NotSupported',
  field,
  value,
  supported,
});

/** A number below zero; none where there is no number. */
export const atLeastZero = (field: string, value: unknown): readonly FieldError[] =>
  typeof value === 'number' && value < 0 ? [bad(field, value, 'must be greater than or equal to 0')] : [];

/** A text of more bytes than may be; old servers say it in other words. */
export const tooLong = (field: string, limit: number, isCurrent = true): FieldError => ({
  type: 'TooLong',
  field,
  detail: `${isCurrent ? 'may not be more than' : 'must have at most'} ${limit} bytes`,
});

/** A list of more items than may be; none where it has no more. */
export const tooMany = (field: string, list: readonly unknown[], limit: number): readonly FieldError[] =>
  list.length > limit ? [{ type: 'TooMany', field, count: list.length, limit }] : [];

/** A value that is shown as it is written, as Go prints numbers in hexadecimal or lists with their type. */
export const literal = (text: string): { readonly goLiteral: string } => ({ goLiteral: text });

const shown = (value: unknown): string => {
  const written = typeof value === 'object' && value !== null && 'goLiteral' in value ? value.goLiteral : undefined;
  if (typeof written === 'string') return written;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === undefined) return 'null';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The message of an error without its field. */
export const fieldMessage = (error: FieldError): string => {
  switch (error.type) {
    case 'Invalid':
    case 'TypeInvalid':
      return `Invalid value: ${shown(error.value)}: ${error.detail}`;
    case 'Required':
      return error.detail === undefined ? 'Required value' : `Required value: ${error.detail}`;
    case 'Duplicate':
      return `Duplicate value: ${shown(error.value)}`;
    case 'NotFound':
      return `Not found: ${shown(error.value)}`;
    case 'NotSupported':
      return `Unsupported value: ${shown(error.value)}: supported values: ${error.supported.map((one) => `"${one}"`).join(', ')}`;
    case 'Forbidden':
      return `Forbidden: ${error.detail}`;
    case 'TooLong':
      return `Too long: ${error.detail}`;
    case 'TooMany':
      return `Too many: ${error.count}: must have at most ${error.limit} items`;
    case 'Wrong':
      return `Invalid value: ${error.detail}`;
  }
};

/** The `reason` of the cause in the Status: `FieldValueInvalid` and its siblings. */
export const causeReason = ({ type }: FieldError): string => `FieldValue${type === 'Wrong' ? 'Invalid' : type}`;
