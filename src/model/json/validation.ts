import * as E from 'fp-ts/Either';
import { getSemigroup } from 'fp-ts/ReadonlyArray';

/** For validations beside one another: what is wrong with any of them is said at once, in their order. */
export const validation = <P>() => E.getApplicativeValidation(getSemigroup<P>());
