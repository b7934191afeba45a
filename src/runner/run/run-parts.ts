import type { InFlight } from '../effects/create-job.ts';
import type { ExistsMeans } from '../effects/existence.ts';
import type { ResultReader } from '../effects/result-reader.ts';
import type { WarnOnceMeans } from '../effects/warn-once.ts';
import type { Observer } from '../observe/observer.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { Deferral } from '../removal/deferral.ts';
import type { JointDeletion } from '../removal/joint-deletion.ts';
import type { Strays } from '../removal/orphaned-jobs.ts';
import type { Closed } from './close-run.ts';
import type { Journal } from './journal.ts';
import type { Loop } from './loop.ts';
import type { Run } from './run-context.ts';
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
  /** Why the server does not take the status; undefined: it does, as far as is known. */
  refusal: string | undefined;
  /** What the last look has seen to be left. */
  closed: Closed;
}

/** A run that is being driven, with all that drives it. */
export interface DrivenRun extends Run, ExistsMeans, WarnOnceMeans {
  readonly state: RunState;
  readonly loop: Loop;
  readonly journal: Journal;
  readonly keeper: Keeper;
  readonly writer: StatusWriter;
  readonly publisher: Publisher;
  readonly observer: Observer;
  readonly timers: Timers;
  readonly strays: Strays;
  readonly deferral: Deferral;
  readonly jointDeletion: JointDeletion;
  readonly trouble: Trouble;
  readonly inFlight: InFlight;
  readonly results: ResultReader;
  /** Ends every request, wait and timer of the run. */
  readonly stop: AbortController;
  /** The grace in seconds with which our pod is being deleted; undefined: it is not, or nobody knows. */
  readonly podGraceSeconds: () => Promise<number | undefined>;
  readonly askRights: () => void;
}
