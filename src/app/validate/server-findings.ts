import type { ClusterError } from '../../cluster/error.ts';
import type { Finding, Severity } from '../../model/json/diagnostic.ts';
import { readFieldPath } from '../../model/json/field-path.ts';
import type { Path } from '../../model/json/problem.ts';

/** Something that a server was asked about, and where in the files what it says of it is shown. */
export interface Subject {
  /** `it` for what stands in the file itself, else such as `its Job`. */
  readonly whose: string;
  /** The place of a path of the object; one that is made of several parts of the files has only one. */
  readonly at: (path: Path) => Pick<Finding, 'file' | 'line' | 'column' | 'path'>;
}

const isInFile = ({ whose }: Subject): boolean => whose === 'it';

/** `field`: as the server writes it, '' where it names none. */
const finding = (
  subject: Subject,
  severity: Severity,
  { field, says, text }: { readonly field: string; readonly says: string; readonly text: string },
): Finding => {
  const named = field === '' || text.includes(field);
  const of = isInFile(subject) ? '' : ` ${subject.whose}`;
  const said = isInFile(subject) || named ? text : `${field}: ${text}`;
  return { ...subject.at(readFieldPath(field)), severity, message: `the server ${says}${of}: ${said}` };
};

/** The field that a warning is about: Kubernetes names it in front, or as the unknown one. */
const fieldOf = (text: string): string =>
  /^(?:unknown|duplicate) field "([^"]+)"/.exec(text)?.[1] ??
  /^((?:metadata|spec|status)[^\s:]*): /.exec(text)?.[1] ??
  '';

/** What a server warns of, as findings. */
export const warningsOf = (subject: Subject, texts: readonly string[]): readonly Finding[] =>
  texts.map((text) => {
    const says = isInFile(subject) ? 'warns' : 'warns of';
    return finding(subject, 'warning', { field: fieldOf(text), says, text });
  });

/** An admission webhook with side effects (400): whether it would take the object, nobody can try. */
const cannotBeTried = /admission webhook .* does not support dry run/;

/**
 * Why a server refuses an object, as findings; a right that is missing and a webhook that cannot be asked are notes, because
 * nothing was found. Undefined: the server did not answer the question.
 */
export const refusalsOf = (subject: Subject, error: ClusterError): readonly Finding[] | undefined => {
  const refused = (field: string, text: string): Finding =>
    finding(subject, 'error', { field, says: isInFile(subject) ? 'refuses it' : 'refuses', text });
  const unknown = (why: string): Finding => ({
    ...subject.at([]),
    severity: 'note',
    message: `the server could not be asked about ${subject.whose}: ${why}`,
  });
  switch (error.is) {
    case 'Invalid':
      if (cannotBeTried.test(error.message)) return [unknown(error.message)];
      return error.causes.length === 0
        ? [refused('', error.message)]
        : error.causes.map(({ field, message }) => refused(field, message));
    case 'QuotaExceeded':
      return [
        finding(subject, 'warning', {
          field: '',
          says: isInFile(subject) ? 'has no room for it now' : 'has no room now for',
          text: error.message,
        }),
      ];
    case 'Forbidden':
      return [unknown(`the rule "${error.rule}" is missing`)];
    case 'NotFound':
    case 'AlreadyExists':
    case 'Conflict':
    case 'Gone':
      return [refused('', error.message)];
    case 'Unavailable':
    case 'Unauthorized':
    case 'Withdrawn':
    case 'Unserved':
    case 'Cancelled':
    case 'Malformed':
      return undefined;
    default:
      return error satisfies never;
  }
};
