import { chunksOf } from 'fp-ts/ReadonlyArray';
import type { ClusterError } from '../../cluster/error.ts';
import { isRefusal } from '../../cluster/error-predicates.ts';
import { identityLabels, launchLabels, stepsSelector } from '../../job/identity.ts';
import type { LaunchIdentity } from '../../job/name.ts';
import type { ChaosResult } from '../../model/litmus/result.ts';
import { resultVerdicts } from '../../model/litmus/row.ts';

/** Whose ChaosResult is to be read. */
export interface Wish {
  readonly launch: LaunchIdentity;
  readonly experiment: string;
  /** Undefined: the pod alone knows it. */
  readonly resultName: string | undefined;
}

/** What earlier readings of this process have taught. It changes what a reading costs, never what it says. */
export interface Lessons {
  /** Lists of ChaosResults are not permitted. */
  readonly isRefused: boolean;
  /** Experiments that do not copy the labels of their pod to their result, as litmus-go before 1.9. */
  readonly unlabelled: ReadonlySet<string>;
}

export const noLessons: Lessons = { isRefused: false, unlabelled: new Set() };

/** One request: for one result by its name, or for those of several launches by their labels. */
export type ResultRequest<W extends Wish> =
  | { readonly is: 'Get'; readonly wish: W }
  | { readonly is: 'List'; readonly labels: string; readonly wishes: readonly W[] };

/**
 * Steps that one list asks for: with 63 characters at most for each, the address stays below the 4 KiB that every proxy lets
 * through. A list for the whole run would bring the results of all steps that have ended before, again and again.
 */
const mostSteps = 50;

/** Whether a list may bring what is wished for. */
export const mayBeListed = ({ experiment, resultName }: Wish, { isRefused, unlabelled }: Lessons): boolean =>
  resultName !== undefined && !isRefused && !unlabelled.has(experiment);

/** The fewest requests for wishes of one run: what can be listed is asked for together, a single one and all others by name. */
export const requestsFor = <W extends Wish>(wishes: readonly W[], lessons: Lessons): readonly ResultRequest<W>[] => {
  const { listed = [], alone = [] } = Object.groupBy(wishes, (wish) =>
    mayBeListed(wish, lessons) ? 'listed' : 'alone',
  );
  return [...alone.map(getOf), ...chunksOf(mostSteps)(listed).flatMap(together)];
};

const getOf = <W extends Wish>(wish: W): ResultRequest<W> => ({ is: 'Get', wish });

const together = <W extends Wish>(wishes: readonly W[]): readonly ResultRequest<W>[] => {
  const [first, second] = wishes;
  if (first === undefined) return [];
  if (second === undefined) return [getOf(first)];
  const steps = wishes.map(({ launch }) => launch.step);
  return [{ is: 'List', labels: stepsSelector(first.launch.runId, steps), wishes }];
};

/**
 * What a list has brought of a wish. It is taken at its word only where it ends the search: a result of the name, whose labels
 * name the launch, with a final verdict. Of everything else (another launch's, not ended, not in the list) it says nothing,
 * because a list may come from a server that lags behind: that is asked for by name.
 */
export const broughtFor = (
  { launch, resultName }: Wish,
  listed: readonly (ChaosResult | undefined)[],
): ChaosResult | undefined => {
  const own = Object.entries(launchLabels(launch));
  return listed.find(
    (result) =>
      result?.metadata.name === resultName &&
      own.every(([name, value]) => result?.metadata.labels?.[name] === value) &&
      resultVerdicts.some((verdict) => verdict === result?.verdict),
  );
};

/** After a result was read by its name: whether its experiment copies labels. None, or one of another run, teaches as well. */
export const learnedFrom = (lessons: Lessons, { experiment }: Wish, result: ChaosResult | undefined): Lessons => {
  if (result === undefined) return lessons;
  const isLabelled = result.metadata.labels?.[identityLabels.run] !== undefined;
  if (isLabelled !== lessons.unlabelled.has(experiment)) return lessons;
  const others = [...lessons.unlabelled].filter((one) => one !== experiment);
  return { ...lessons, unlabelled: new Set(isLabelled ? others : [...others, experiment]) };
};

/** After a list has failed. What may pass teaches nothing. */
export const learnedFromFailure = (lessons: Lessons, error: ClusterError): Lessons =>
  isRefusal(error) ? { ...lessons, isRefused: true } : lessons;
