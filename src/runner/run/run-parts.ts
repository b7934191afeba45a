import type { Closed } from './close-run.ts';

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
