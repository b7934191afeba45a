import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import type { Call } from '../../cluster/port.ts';
import type { ChaosResult } from '../../model/litmus/result.ts';
import { gatherWhileUnderWay } from '../gathering.ts';
import { patience, type Run } from '../run/run-context.ts';
import { findResult, readableResult } from './find-result.ts';
import {
  broughtFor,
  learnedFrom,
  learnedFromFailure,
  mayBeListed,
  noLessons,
  requestsFor,
  type Wish,
} from './result-requests.ts';

type Answer = E.Either<ClusterError, ChaosResult | undefined>;

/** Reads the ChaosResults of launches that have ended. */
export interface ResultReader {
  /**
   * The ChaosResult as it stands at this moment or later, as `findResult` tells it. One alone is read by its name at once; those
   * that are asked for while a request is under way are gathered, and read by one list when it has been answered.
   */
  readonly read: (wish: Wish) => Promise<Answer>;
}

export type ResultReaderMeans = Pick<Run, 'cluster' | 'clock' | 'identity' | 'launched' | 'signal'>;

interface OpenWish extends Wish {
  readonly answer: (answer: Answer) => void;
}

/** Makes the reader of a run. */
export const createResultReader = (run: ResultReaderMeans): ResultReader => {
  const { cluster, clock, identity } = run;
  let lessons = noLessons;

  // A step that has ended holds up those that wait for it: it passes those that have time.
  const call = (): Call => ({ ...patience(run), urgent: true });

  const get = async (wish: OpenWish): Promise<void> => {
    const read = await findResult(run, wish.experiment, wish.resultName, call());
    if (E.isRight(read)) lessons = learnedFrom(lessons, wish, read.right);
    wish.answer(read);
  };

  /** Resolves with the answer to the list; what it has not brought is asked for by name then, which nobody waits for here. */
  const list = async (labels: string, wishes: readonly OpenWish[]): Promise<void> => {
    const listed = await cluster.list('ChaosResult', identity.namespace, { labels }, { ...call(), patienceMs: 0 });
    if (E.isLeft(listed)) lessons = learnedFromFailure(lessons, listed.left);
    const results = E.isLeft(listed) ? [] : listed.right.items.map(readableResult);
    for (const wish of wishes) {
      const result = broughtFor(wish, results);
      if (result === undefined) void get(wish);
      else wish.answer(E.right(result));
    }
  };

  const ask = gatherWhileUnderWay<OpenWish>(clock, (wishes) =>
    Promise.all(
      requestsFor(wishes, lessons).map((request) =>
        request.is === 'Get' ? get(request.wish) : list(request.labels, request.wishes),
      ),
    ),
  );

  return {
    read: (wish) =>
      new Promise((answer) => {
        const open = { ...wish, answer };
        if (mayBeListed(wish, lessons)) ask(open);
        else void get(open);
      }),
  };
};
