import { tryAgainForMs } from './bounds.ts';
import type { ProcessEnd, RunnerContext, RunnerEvent } from './runner-types.ts';

type On = { readonly context: RunnerContext; readonly event: RunnerEvent };

const endsAs =
  (is: ProcessEnd['is']) =>
  ({ context }: On): boolean =>
    context.end?.is === is;

/** A failure after which something of the run may be there is no end that a last try may turn into a rejection. */
const leavesNothing = ({ event }: On): boolean =>
  (event.type === 'UNFINISHED' || event.type === 'HINDERED') && event.left === undefined;

/** The guards of the runner machine: what it asks of what it knows and of what it was told. */
export const guards = {
  isUntouched: ({ event }: On): boolean => event.type === 'UNREADABLE' && event.untouched === true,
  engineEnds: ({ event }: On): boolean => (event.type === 'UNUSABLE' || event.type === 'ENGINE_ASKED') && event.ending,
  nothingRuns: ({ event }: On): boolean =>
    event.type === 'IDENTIFIED' && event.run === 'New' && event.nothing !== undefined,
  cannotRun: ({ context }: On): boolean => context.problems !== undefined,
  resumes: ({ context }: On): boolean => context.run?.is === 'Resume',
  adopts: ({ context }: On): boolean => context.run?.is === 'Adopt',
  wantsAbort: ({ context }: On): boolean => context.abort !== undefined,
  hasOrphans: ({ event }: On): boolean => event.type === 'ITERATION_AWAITED' && event.orphans.length > 0,
  /** Whoever has launched something, or has tried for long enough, leaves nothing to another process. */
  mayNotTryAgain: ({ context, event }: On): boolean =>
    event.type === 'HINDERED' &&
    (event.launched || event.at - (context.run?.startedAt ?? context.drivesSince ?? event.at) > tryAgainForMs),
  /** Of a new run that has launched nothing, nothing can be there. */
  launchedNothing: (on: On): boolean => on.context.run?.is === 'New' && leavesNothing(on),
  wasTold: ({ context }: On): boolean => context.told !== undefined,
  triedForLong: ({ event }: On): boolean => event.type === 'AGE_READ' && (event.triedForMs ?? 0) > tryAgainForMs,
  endsFinished: endsAs('Finished'),
  endsRejected: endsAs('Rejected'),
};
