/** The options that every write has in its query: try only, and what becomes of fields that nobody knows. */
import * as E from 'fp-ts/Either';
import { literal, unsupported } from '../validation/field-error.ts';
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

/** Whether the write shall only be tried, and what is wrong with how that is said. */
const dryRun = ({ kubernetes }: Rest, { query }: ObjectRequest) => {
  const values = query.getAll('dryRun').filter((one) => one !== '');
  const list = values.map((one) => `"${one}"`);
  const shown = kubernetes.currentTexts ? `[${list.join(',')}]` : `[]string{${list.join(', ')}}`;
  const isWrong = values.some((one) => one !== 'All');
  return { dry: values.length > 0, errors: isWrong ? [unsupported('dryRun', literal(shown), ['All'])] : [] };
};

/** Reads the options; the error names the kind `options`, such as `CreateOptions`. */
export const writeOptions = (rest: Rest, request: ObjectRequest, options: string): E.Either<ApiError, WriteOptions> => {
  const { dry, errors } = dryRun(rest, request);
  const wanted = rest.kubernetes.fieldValidation ? request.query.get('fieldValidation') || 'Warn' : 'Ignore';
  const fieldValidation = directives.find((one) => one === wanted);
  if (fieldValidation === undefined) errors.push(unsupported('fieldValidation', wanted, ['', ...directives]));
  if (fieldValidation === undefined || errors.length > 0) return E.left(invalid(options, 'meta.k8s.io', '', errors));
  return E.right({ dry, fieldValidation });
};

/** Whether a deletion shall only be tried. */
export const dryDeletion = (rest: Rest, request: ObjectRequest): E.Either<ApiError, boolean> => {
  const { dry, errors } = dryRun(rest, request);
  return errors.length > 0 ? E.left(invalid('DeleteOptions', 'meta.k8s.io', '', errors)) : E.right(dry);
};

/** A complaint as warnings: of those about YAML each line is one. */
const linesOf = (complaint: string): readonly string[] => {
  const [head, ...lines] = complaint.split('\n');
  return head === yamlPrefix ? lines.map((line) => line.trim()) : [complaint];
};

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
  if (fieldValidation === 'Strict') return refuse(`strict decoding error: ${complaints.join(', ')}`);
  for (const complaint of complaints.flatMap(linesOf)) request.warn(complaint);
  return undefined;
};
