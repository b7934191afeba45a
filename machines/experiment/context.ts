import { hasJudged } from '../../src/model/litmus/outcome.ts';
import { known } from '../known.ts';
import type { AttemptEnd, ExperimentContext, Launch } from './experiment-types.ts';

/** Its Job, where the chart has one. */
export const launchOf = ({ launch }: ExperimentContext): Launch => known(launch, 'the Job');
/** How it has ended, where the chart has come to that. */
export const endOf = ({ end }: ExperimentContext): AttemptEnd => known(end, 'the outcome');

/** Whether its Job was created, as far as is known. */
export const wasLaunched = ({ launch }: ExperimentContext): boolean => launch?.launchedAt !== undefined;

/**
 * Whether there never was anything of it that could be at work: nothing is to be removed, and nothing is lost if the next process
 * finds it as it was before.
 */
export const launchedNothing = ({ launch, takenOverAt, unclean }: ExperimentContext): boolean =>
  launch === undefined || (launch.launchedAt === undefined && takenOverAt === undefined && unclean !== true);

/** Whether the Job goes when the step has ended: always after anything but a clean end, else as the policy says. */
export const removesJob = (context: ExperimentContext): boolean =>
  context.unclean === true || (wasLaunched(context) && context.cleanUp === 'delete');

/** Targets that the ChaosResult still marks as injected. */
export const staysInjected = ({ injected = [] }: ExperimentContext): boolean => injected.length > 0;

/**
 * litmus-go removes its helpers when it ends by itself with a verdict of its own; after anything else they may still inject, and
 * so they may where its result says that a target is not reverted.
 */
export const removesHelpers = (context: ExperimentContext): boolean =>
  context.unclean === true ||
  (wasLaunched(context) && (context.end === undefined || !hasJudged(context.end.outcome) || staysInjected(context)));

/** It was launched and has passed, and nothing that it has begun may be at work any more. */
export const hasPassed = (context: ExperimentContext): boolean =>
  wasLaunched(context) && context.end?.outcome === 'Pass' && !removesHelpers(context);
