import {
  endThatTrips,
  isAwaited,
  isIterationOver,
  isLastIteration,
  leavesPlace,
  tripsPolicy,
} from '../../src/model/progress/progress.ts';
import type { On } from './decisions.ts';
import { isPaused } from './run-end.ts';
import type { SupervisorTimer } from './supervisor-types.ts';

/** Whether the event is a timer of the iteration that goes on; `ahead`: of one that follows. */
const isTimer = ({ context, event }: On, timer: SupervisorTimer, ahead = 0): boolean =>
  event.type === 'TIMER' && event.timer === timer && event.iteration === context.progress.iteration + ahead;

/** The conditions of the supervisor's transitions, by the names that its charts show. */
export const supervisorGuards = {
  iterationIsOver: ({ context }: On) => isIterationOver(context.progress),
  moreIterations: ({ context }: On) =>
    isIterationOver(context.progress) && !isLastIteration(context.plan, context.progress),
  isAwaited: ({ context, event }: On) => event.type === 'STEP_ENDED' && isAwaited(context.progress, event),
  leavesPlace: ({ context, event }: On) =>
    event.type === 'STEP_PASSED' && leavesPlace(context.plan, context.progress, event),
  tripsPolicy: ({ context, event }: On) =>
    (event.type === 'STEP_ENDED' || event.type === 'OUTCOME_RECORDED') &&
    isAwaited(context.progress, event) &&
    tripsPolicy(context.plan, event),
  provenEndTripsPolicy: ({ context, event }: On) =>
    event.type === 'RESUME' && endThatTrips(context.plan, context.progress, event.proven ?? []) !== undefined,
  retryIsDue: (on: On) => isTimer(on, 'retry'),
  iterationTimedOut: (on: On) => isTimer(on, 'iteration'),
  onlyIterationTimedOut: (on: On) => isTimer(on, 'iteration') && on.context.plan.failurePolicy === 'continue',
  runTimedOut: ({ event }: On) => event.type === 'TIMER' && event.timer === 'run',
  nextIsDue: (on: On) => isTimer(on, 'next', 1),
  isPaused: ({ context }: On) => isPaused(context),
  isNotPaused: ({ context }: On) => !isPaused(context),
  wasAborted: ({ context, event }: On) =>
    context.aborted !== undefined && event.type === 'RUN_CLOSED' && event.aborted === true,
  wasNotAborted: ({ context }: On) => context.aborted === undefined,
};
