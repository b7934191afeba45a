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
  /** Metadata that are too long say it in other words than fields. */
  | { readonly type: 'TooLong' | 'TooMuch'; readonly field: string; readonly limit: number }
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
      return `Too long: must have at most ${error.limit} bytes`;
    case 'TooMuch':
      return `Too long: may not be more than ${error.limit} bytes`;
    case 'Wrong':
      return `Invalid value: ${error.detail}`;
  }
};

/** The `reason` of the cause in the Status: `FieldValueInvalid` and its siblings. */
export const causeReason = ({ type }: FieldError): string =>
  `FieldValue${type === 'TooMuch' ? 'TooLong' : type === 'Wrong' ? 'Invalid' : type}`;
