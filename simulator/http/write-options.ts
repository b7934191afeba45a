/** The options that every write has in its query: try only, and what becomes of fields that nobody knows. */
import * as E from 'fp-ts/Either';
import { type FieldError, literal, unsupported } from '../validation/field-error.ts';
import { yamlPrefix } from './exchange.ts';
import type { ObjectRequest, Rest } from './rest.ts';
import { type ApiError, badRequest, invalid } from './status.ts';

const directives = ['Ignore', 'Strict', 'Warn'] as const;

/** What happens to unknown and repeated fields. They are dropped in any case. */
export type FieldValidation = (typeof directives)[number];

export interface WriteOptions {
  /** The write shall only be tried. */
  readonly dry: boolean;
  readonly fieldValidation: FieldValidation;
}

const dryRunValues = (request: ObjectRequest): readonly string[] =>
  request.query.getAll('dryRun').filter((one) => one !== '');

const dryRunErrors = ({ kubernetes }: Rest, values: readonly string[]): readonly FieldError[] => {
  if (values.every((one) => one === 'All')) return [];
  const list = values.map((one) => `"${one}"`);
  const shown = kubernetes.currentTexts ? `[${list.join(',')}]` : `[]string{${list.join(', ')}}`;
  return [unsupported('dryRun', literal(shown), ['All'])];
};

/** Reads the options; the error names the kind `options`, such as `CreateOptions`. */
export const writeOptions = (rest: Rest, request: ObjectRequest, options: string): E.Either<ApiError, WriteOptions> => {
  const values = dryRunValues(request);
  const wanted = rest.kubernetes.fieldValidation ? request.query.get('fieldValidation') || 'Warn' : 'Ignore';
  const fieldValidation = directives.find((one) => one === wanted);
  const errors = [
    ...dryRunErrors(rest, values),
    ...(fieldValidation === undefined ? [unsupported('fieldValidation', wanted, ['', ...directives])] : []),
  ];
  if (fieldValidation === undefined || errors.length > 0) return E.left(invalid(options, 'meta.k8s.io', '', errors));
  return E.right({ dry: values.length > 0, fieldValidation });
};

/** Whether a deletion shall only be tried. */
export const dryDeletion = (rest: Rest, request: ObjectRequest): E.Either<ApiError, boolean> => {
  const values = dryRunValues(request);
  const errors = dryRunErrors(rest, values);
  return errors.length > 0 ? E.left(invalid('DeleteOptions', 'meta.k8s.io', '', errors)) : E.right(values.length > 0);
};

/** The complaints about unknown and repeated fields, as one error. */
const strictError = (complaints: readonly string[]): string => `strict decoding error: ${complaints.join(', ')}`;

const linesOf = (complaint: string): readonly string[] =>
  complaint.startsWith(yamlPrefix)
    ? complaint
        .slice(yamlPrefix.length + 1)
        .split('\n')
        .map((line) => line.trim())
    : [complaint];

/** Says what is to be said about fields that were dropped: in warnings, or by the refusal that is returned. */
export const complain = (
  request: ObjectRequest,
  fieldValidation: FieldValidation,
  complaints: readonly string[],
  refuse: (why: string) => ApiError = (why) => {
    const { kind, version } = request.type;
    return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
  },
): ApiError | undefined => {
  if (complaints.length === 0 || fieldValidation === 'Ignore') return undefined;
  if (fieldValidation === 'Strict') return refuse(strictError(complaints));
  for (const complaint of complaints.flatMap(linesOf)) request.warn(complaint);
  return undefined;
};
