import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import type {
  AttemptEnd,
  ExperimentContext,
  JobIdentity,
  Launch,
} from '../../../machines/experiment/experiment-types.ts';
import type { SupervisorContext } from '../../../machines/supervisor/supervisor-types.ts';
import { type Problem, showProblem } from '../../model/json/problem.ts';
import {
  anyList,
  boundedText,
  exactly,
  numberWithin,
  oneOf,
  reading,
  strictProblems,
  strictRecord,
  such,
  wholeNumber,
} from '../../model/json/strict.ts';
import { endings } from '../../model/litmus/ended-row.ts';
import { type Outcome, outcomes } from '../../model/litmus/outcome.ts';
import { batchLimits } from '../../model/plan/batch-limits.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { decodePlan } from '../../model/plan/plan-codec.ts';
import type { Progress, Retrying } from '../../model/progress/progress.ts';
import { actors } from '../../model/progress/record.ts';
import type { AttemptState, SupervisorState } from '../run/machine-state.ts';
import type { AttemptFacts, StepFacts } from '../run/step-facts.ts';
import { type Checkpoint, shape } from './checkpoint.ts';
import { keptRights } from './kept-rights.ts';

/** The states in which the experiment machine rests until somebody tells it something: others are in no checkpoint. */
export const restingStates = [
  'Validating',
  'Launching.Creating',
  'Launching.Held',
  'Launching.Settling',
  'Launching.Adopting',
  'Running.Starting',
  'Running.Observing',
  'Running.ReadingResult',
  'CleaningUp.CollectingLog',
  'CleaningUp.Recording',
  'CleaningUp.Deferring',
  'CleaningUp.Deleting',
] as const;

/** The states of the supervisor machine, in all of which it may be found. */
export const supervisorStates = [
  'Opening',
  'Iterating.Running',
  'Iterating.Paused',
  'Iterating.CuttingShort',
  'Iterating.Draining',
  'Waiting',
  'Aborting',
  'Closing',
  'Completed',
  'Aborted',
] as const;

/** The last moment that a date can name, in milliseconds since the epoch. */
const lastMoment = 8.64e15;
const moment = numberWithin(0, lastMoment);
const span = numberWithin(0, Number.MAX_SAFE_INTEGER);
const count = wholeNumber(0, Number.MAX_SAFE_INTEGER - 1);
const positive = wholeNumber(1, Number.MAX_SAFE_INTEGER - 1);
const step = wholeNumber(0, batchLimits.steps - 1);
const iteration = wholeNumber(0, batchLimits.iterations);
const attempt = wholeNumber(0, batchLimits.retries + 1);
const text = boundedText(65_536);
/** Names and uids of Kubernetes, ids of runs and steps. */
const name = boundedText(512);
const flag = such('true or false', (value): value is boolean => typeof value === 'boolean');
const outcome = oneOf(outcomes);

const job = strictRecord<JobIdentity>('a Job', { name, uid: name }, ['uid']);

const launch = strictRecord<Launch>(
  'the launch of an attempt',
  { job, baseline: name, validatedAt: moment, startTimeoutMs: span, expectedMs: span, launchedAt: moment },
  ['validatedAt', 'startTimeoutMs', 'expectedMs', 'launchedAt'],
);

const end = strictRecord<AttemptEnd>(
  'the end of an attempt',
  { ending: oneOf(endings), outcome, reason: text, by: oneOf(actors), verdict: name, warning: name },
  ['verdict', 'warning'],
);

const context = strictRecord<ExperimentContext>(
  'the context of an attempt',
  {
    version: exactly(2),
    ...{ step, id: name, experiment: name, iteration, attempt },
    timeoutMs: span,
    cleanUp: oneOf(['delete', 'retain']),
    launch,
    ...{ takenOverAt: moment, startedAt: moment, endedAt: moment },
    ...{ pod: name, exit: text, waiting: text },
    unclean: flag,
    end,
    injected: anyList('a list of targets', text),
    stays: flag,
  },
  [
    ...(['timeoutMs', 'launch', 'takenOverAt', 'startedAt', 'endedAt', 'pod', 'exit', 'waiting'] as const),
    ...(['unclean', 'end', 'injected', 'stays'] as const),
  ],
);

const attemptState = strictRecord<AttemptState>('an attempt', { state: oneOf<string>(restingStates), context }, []);

const orNull = <A>(inner: t.Type<A, unknown, unknown>): t.Type<A | null, unknown, unknown> =>
  reading(
    `${inner.name}, or null`,
    (value): value is A | null => value === null || inner.is(value),
    (value) => {
      if (value === null) return E.right(null);
      const decoded = inner.decode(value);
      return E.isRight(decoded) ? decoded : E.left(problemText(strictProblems(decoded.left)));
    },
  );

const steps = anyList('a list of steps', step);

const progress = strictRecord<Progress>(
  'progress',
  {
    iteration,
    iterationStartedAt: moment,
    outcomes: anyList<Outcome | null>('a list of outcomes', orNull(outcome)),
    attempts: anyList('a list of numbers of attempts', attempt),
    ...{ ready: steps, running: steps, leaving: steps },
    retrying: anyList('a list of retries', strictRecord<Retrying>('a retry', { step, outcome, due: moment }, [])),
    open: wholeNumber(0, batchLimits.steps),
    worst: outcome,
  },
  ['leaving'],
);

const problemText = (problems: readonly Problem[]): string => {
  const [first] = problems;
  return first === undefined ? 'something is wrong' : showProblem(first);
};

const plan: t.Type<Plan, unknown, unknown> = reading(
  'a plan',
  (value): value is Plan => E.isRight(decodePlan(value)),
  (value) => E.mapLeft(problemText)(decodePlan(value)),
);

const supervisor = strictRecord<SupervisorState>(
  'the supervisor',
  {
    state: oneOf<string>(supervisorStates),
    context: strictRecord<SupervisorContext>(
      'the context of the supervisor',
      {
        version: exactly(2),
        ...{ runId: name, plan, startedAt: moment, progress },
        aborted: strictRecord<NonNullable<SupervisorContext['aborted']>>(
          'an abort',
          { by: oneOf(actors), reason: text },
          [],
        ),
        pausedAt: orNull(moment),
      },
      ['aborted', 'pausedAt'],
    ),
  },
  [],
);

const factsOfEnd = strictRecord<NonNullable<AttemptFacts['end']>>(
  'how an attempt has ended',
  { ending: oneOf(endings), outcome, verdict: name, reason: text },
  ['verdict', 'reason'],
);

const attemptFacts = strictRecord<AttemptFacts>(
  'the facts of an attempt',
  {
    ...{ iteration, attempt, pod: name, job: name, end: factsOfEnd },
    ...{ launchedAt: moment, injected: count, stays: flag, at: moment },
  },
  ['pod', 'job', 'end', 'launchedAt', 'injected', 'stays'],
);

const stepFacts = strictRecord<StepFacts>(
  'the facts of a step',
  { current: attemptFacts, worst: attemptFacts, injectedBefore: count, stayedBefore: flag },
  ['current', 'worst', 'injectedBefore', 'stayedBefore'],
);

const isDigest = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const digest = such('a SHA-256 in hex', isDigest);

/** Read by itself, because a run goes on without it. */
const history = such('anything', (_): _ is unknown => true);

const checkpoint = strictRecord<Checkpoint>(
  'a checkpoint',
  {
    shape: exactly(shape),
    ...{ runId: name, engineUid: name, holder: name, segment: positive, sequence: count, head: digest },
    supervisor,
    attempts: anyList('a list of attempts', attemptState),
    facts: anyList<StepFacts | null>('a list of facts', orNull(stepFacts)),
    closed: flag,
    rights: keptRights,
    history,
  },
  ['closed', 'rights', 'history'],
);

/** The parts of a checkpoint one by one, whether or not they fit together. Left: the first thing that is wrong with them. */
export const decodeParts = (value: unknown): E.Either<string, Checkpoint> => {
  const decoded = checkpoint.decode(value);
  return E.isRight(decoded) ? decoded : E.left(problemText(strictProblems(decoded.left)));
};
