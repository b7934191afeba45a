import * as E from 'fp-ts/Either';
import type { ClusterError } from './error.ts';

/**
 * What an error says about the request that it answers. `passing`: nothing, whether it was done is unknown, and it may
 * be answered later. `denied`: it was never permitted. `absent`: there is no such object. `overtaken`: somebody else was
 * first, so a fresh read is due. `refused`: the same request gets the same answer. `cancelled`: we gave it up ourselves.
 */
export type Meaning = 'passing' | 'denied' | 'absent' | 'overtaken' | 'refused' | 'cancelled';

interface Traits {
  readonly meaning: Meaning;
  /** It stays until somebody acts: gives a right back, renews a token, changes an object or a definition. */
  readonly lasts?: true;
  /** Who follows objects by watches has to find another way to see them. */
  readonly endsWatch?: true;
  /** The place in the stream of changes is no good any more, or not known. */
  readonly losesPlace?: true;
}

const traits = {
  NotFound: { meaning: 'absent', endsWatch: true },
  Forbidden: { meaning: 'denied', lasts: true, endsWatch: true },
  Unauthorized: { meaning: 'passing', lasts: true, endsWatch: true },
  Withdrawn: { meaning: 'passing', lasts: true },
  AlreadyExists: { meaning: 'overtaken' },
  Conflict: { meaning: 'overtaken' },
  Invalid: { meaning: 'refused', lasts: true, endsWatch: true },
  // Who creates Jobs waits for room.
  QuotaExceeded: { meaning: 'refused', endsWatch: true },
  Gone: { meaning: 'passing', losesPlace: true },
  // Whether the objects are gone, only who reads them one by one finds out.
  Unserved: { meaning: 'passing', lasts: true, endsWatch: true },
  Unavailable: { meaning: 'passing' },
  Cancelled: { meaning: 'cancelled' },
  Malformed: { meaning: 'passing', losesPlace: true },
} as const satisfies Readonly<Record<ClusterError['is'], Traits>>;

const traitsOf = ({ is }: ClusterError): Traits => traits[is];

/** For who answers each meaning otherwise; whoever asks for one thing only asks one of the predicates below. */
export const meaningOf = (error: ClusterError): Meaning => traitsOf(error).meaning;

type Of<Is extends ClusterError['is']> = Extract<ClusterError, { readonly is: Is }>;

const only =
  <Is extends ClusterError['is']>(is: Is) =>
  (error: ClusterError): error is Of<Is> =>
    error.is === is;

/** There is no such object. */
export const isNotFound = only('NotFound');
/** The right that `rule` names is missing, and always was. */
export const isForbidden = only('Forbidden');
/** A right or a token that was there was taken away. */
export const isWithdrawn = only('Withdrawn');
/** On a creation: an object of this name is there, perhaps our own, by an attempt whose answer was lost. */
export const isAlreadyExists = only('AlreadyExists');
/** On a write that names a version or a uid: the object is another one by now. */
export const isConflict = only('Conflict');
/** There may be room later. */
export const isQuotaExceeded = only('QuotaExceeded');
/** A list or a watch has to begin anew. */
export const isExpired = only('Gone');
/** The server does not know the kind any more. */
export const isUnserved = only('Unserved');
/** We gave the request up ourselves. */
export const isCancelled = only('Cancelled');

/** Nobody knows: a write may have been done, an object may be there; asked once more, the server may say. */
export const isUnanswered = (error: ClusterError): boolean => meaningOf(error) === 'passing';

/** The same request gets the same answer: it is not permitted, or the object is refused. */
export const isRefusal = (error: ClusterError): boolean =>
  meaningOf(error) === 'denied' || meaningOf(error) === 'refused';

/** Who we are, or what we may, is not accepted. */
export const isAccessDenied = (error: ClusterError): boolean => error.is === 'Forbidden' || error.is === 'Unauthorized';

/** It stays until somebody acts, as a role that was taken away does. */
export const lasts = (error: ClusterError): boolean => traitsOf(error).lasts === true;

/** Who follows objects by watches has to find another way to see them. */
export const endsWatch = (error: ClusterError): boolean => traitsOf(error).endsWatch === true;

/** Who follows objects has to list them again before the next watch. */
export const losesPlace = (error: ClusterError): boolean => traitsOf(error).losesPlace === true;

/** On a deletion: the object is not there, or is not any more what it was when it was read. */
export const isDeletionVoid = (error: ClusterError): boolean =>
  meaningOf(error) === 'absent' || meaningOf(error) === 'overtaken';

/**
 * A deletion by uid has found another object under the name: the one that was meant is gone. The texts are those of the API
 * server's precondition, before it reads the storage and in it; a webhook may answer 409 too.
 */
export const isOtherUid = (error: ClusterError): boolean =>
  isConflict(error) && /\bUID in (?:the )?precondition\b/i.test(error.message);

/** An answer of which an object that is not there is no failure: Right with undefined. */
export const orAbsent = <A>(answer: E.Either<ClusterError, A>): E.Either<ClusterError, A | undefined> =>
  E.isLeft(answer) && isNotFound(answer.left) ? E.right(undefined) : answer;
