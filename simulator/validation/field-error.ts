/** One complaint about one field, in the words of the API server. */
export interface FieldError {
  readonly field: string;
  /** The `reason` of the cause in the Status. */
  readonly reason: `FieldValue${string}`;
  /** What is wrong, without the field. */
  readonly message: string;
}

/** A value that is shown as it is written, as Go prints numbers in hexadecimal or lists with their type. */
export const literal = (text: string): { readonly goLiteral: string } => ({ goLiteral: text });

const shown = (value: unknown): string => {
  const written = typeof value === 'object' && value !== null && 'goLiteral' in value ? value.goLiteral : undefined;
  if (typeof written === 'string') return written;
  if (value === undefined) return 'null';
  return typeof value === 'string' || typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const complaint = (reason: string, field: string, message: string): FieldError => ({
  field,
  reason: `FieldValue${reason}`,
  message,
});

/** Invalid as a whole: the value is not shown. */
export const wrong = (field: string, detail: string): FieldError =>
  complaint('Invalid', field, `Invalid value: ${detail}`);

/** A value that breaks a rule, and the rule. */
export const bad = (field: string, value: unknown, detail: string): FieldError =>
  wrong(field, `${shown(value)}: ${detail}`);

/** A value of the wrong type. */
export const badType = (field: string, value: unknown, detail: string): FieldError =>
  complaint('TypeInvalid', field, `Invalid value: ${shown(value)}: ${detail}`);

/** A field that is missing. */
export const required = (field: string, detail?: string): FieldError =>
  complaint('Required', field, detail === undefined ? 'Required value' : `Required value: ${detail}`);

/** A value that is there twice. */
export const duplicate = (field: string, value: unknown): FieldError =>
  complaint('Duplicate', field, `Duplicate value: ${shown(value)}`);

/** The name of something that there is not. */
export const unknownName = (field: string, name: string): FieldError =>
  complaint('NotFound', field, `Not found: ${shown(name)}`);

/** A value that is none of those that may be. */
export const unsupported = (field: string, value: unknown, supported: readonly string[]): FieldError => {
  const list = supported.map((one) => `"${one}"`).join(', ');
  return complaint('NotSupported', field, `Unsupported value: ${shown(value)}: supported values: ${list}`);
};

/** A field that may not be set, or not so. */
export const forbidden = (field: string, detail: string): FieldError =>
  complaint('Forbidden', field, `Forbidden: ${detail}`);

/** A text of more bytes than may be; old servers say it in other words. */
export const tooLong = (field: string, limit: number, isCurrent = true): FieldError =>
  complaint('TooLong', field, `Too long: ${isCurrent ? 'may not be more than' : 'must have at most'} ${limit} bytes`);

/** A list of more items than may be. */
export const tooMany = (field: string, count: number, limit: number): FieldError =>
  complaint('TooMany', field, `Too many: ${count}: must have at most ${limit} items`);
