import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isForbidden, isNotFound } from '../../cluster/error-predicates.ts';
import { patience, type Run } from '../run/run-context.ts';

/** What launches may depend on. */
export type DependencyKind = 'ConfigMap' | 'Secret';

/** Right: it exists, or nobody may look, which a sentence then says. Left: it does not exist, or nobody knows. */
export type Existence = E.Either<ClusterError, string | undefined>;

/** Steps that are validated together often mount the same things: an answer so young, in milliseconds, serves them all. */
const sharedMs = 1_000;

export interface ExistsMeans extends Pick<Run, 'cluster' | 'identity' | 'launched' | 'signal' | 'clock'> {
  /** What was looked for last, as `<kind>/<name>`, and when, by the clock's elapsed time. */
  readonly existing: Map<string, Asked>;
}

interface Asked {
  readonly askedAt: number;
  readonly answer: Promise<Existence>;
  /** What the answer is, once it is there. */
  known?: Existence;
}

const sharedBy = (run: ExistsMeans, kind: DependencyKind, name: string): Asked | undefined => {
  const asked = run.existing.get(`${kind}/${name}`);
  return asked !== undefined && run.clock.elapsed() - asked.askedAt < sharedMs ? asked : undefined;
};

/** Whether another step has just been told that it does not exist: who needs it has to ask for nothing else. */
export const isKnownToLack = (run: ExistsMeans, kind: DependencyKind, name: string): boolean => {
  const known = sharedBy(run, kind, name)?.known;
  return known !== undefined && E.isLeft(known) && isNotFound(known.left);
};

/** Looks whether a ConfigMap or Secret exists, in one request for all steps that ask within a second. */
export const exists = (run: ExistsMeans, kind: DependencyKind, name: string): Promise<Existence> => {
  const shared = sharedBy(run, kind, name);
  if (shared !== undefined) return shared.answer;
  const asked: Asked = { askedAt: run.clock.elapsed(), answer: ask(run, kind, name) };
  run.existing.set(`${kind}/${name}`, asked);
  void asked.answer.then((known) => {
    asked.known = known;
  });
  return asked.answer;
};

const ask = async (run: ExistsMeans, kind: DependencyKind, name: string): Promise<Existence> => {
  const { namespace } = run.identity;
  const answer = await run.cluster.getMetadata(kind, { namespace, name }, patience(run));
  if (E.isRight(answer)) return E.right(undefined);
  if (isForbidden(answer.left))
    return E.right(
      `Whether the ${kind} ${name} exists could not be checked: the service account may not ${answer.left.rule}. ` +
        'The experiment is launched all the same; if it is missing, its pod will not start and the step will say so.',
    );
  if (isNotFound(answer.left))
    return E.left({
      is: 'NotFound',
      message: `There is no ${kind} ${name} in namespace ${namespace}, which the experiment mounts or reads. Create it and start the engine again.`,
    });
  return answer;
};
