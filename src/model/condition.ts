import type { Outcome } from './outcome.ts';

/** A `dependsOn` expression over the outcomes of steps, by index into the plan's steps. `Done`: any outcome. */
export type Condition =
  | { readonly is: 'outcome'; readonly step: number; readonly outcome: Outcome | 'Done' }
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition };
