import type { Hands } from '../effects/execute-effect.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { Strays } from '../removal/orphaned-jobs.ts';
import type { Closed } from './close-run.ts';
import type { Journal } from './journal.ts';
import type { Loop } from './loop.ts';
import type { RunContext } from './run-context.ts';
import type { ToRunner } from './runner-loop.ts';
import type { Keeper } from './step-ledger.ts';
import type { Timers } from './timers.ts';
import type { Trouble } from './trouble.ts';

/** What has happened to a run beside its machines, for as long as a process drives it. */
export interface RunState {
  /** Another runner holds it. */
  taken: boolean;
  aborting: boolean;
  /** When the process has to have ended, by the clock's elapsed time; undefined: nobody has told it to. */
  endsAt: number | undefined;
  /** Why the server does not take the status. */
  refusal: string;
  /** What the last look has seen to be left. */
  closed: Closed;
}

/** The parts of a run that is being driven. */
export interface RunParts {
  readonly run: RunContext;
  readonly hands: Hands;
  readonly loop: Loop;
  readonly keeper: Keeper;
  readonly strays: Strays;
  readonly timers: Timers;
  readonly publisher: Publisher;
  readonly journal: Journal;
  readonly trouble: Trouble;
  readonly state: RunState;
  /** Ends every request, wait and timer of the run. */
  readonly stop: AbortController;
  /** The grace in seconds with which our pod is being deleted; undefined: it is not, or nobody knows. */
  readonly podGraceSeconds: () => Promise<number | undefined>;
  readonly askRights: () => void;
  readonly send: (event: ToRunner) => void;
}
