import type { RunnerEffect } from '../../../machines/runner/runner-types.ts';
import type { Finished } from './finish.ts';
import type { createHoldUps } from './hold-ups.ts';
import type { Run } from './run-context.ts';
import type { ToRunner } from './runner-loop.ts';

export type ParamsOf<Type extends RunnerEffect['type']> =
  Extract<RunnerEffect, { readonly type: Type }> extends { readonly params: infer Params } ? Params : undefined;

/** What carries out effects of the runner machine, by name; what an effect answers is its event. None of them rejects. */
export type Handlers<Type extends RunnerEffect['type']> = {
  readonly [E in Type]: (params: ParamsOf<E>) => Promise<ToRunner | undefined> | undefined;
};

/** Effects on a run that is being driven. */
export type RunEffect =
  | 'abortRun'
  | 'closeLatch'
  | 'askEngine'
  | 'armTimer'
  | 'handOver'
  | 'rewriteStatus'
  | 'rejectStep'
  | 'removeOrphans'
  | 'armNext'
  | 'closeRun'
  | 'finishRun'
  | 'haltRun';

/** A run that is being driven. */
export interface Drive extends ReturnType<typeof createHoldUps>, Pick<Run, 'endUnfinished'> {
  readonly effects: Handlers<RunEffect>;
  /** How it has ended. */
  readonly finished: () => Finished;
}

/** Effects of the process, before a run is driven and after its end. */
export type ProcessEffect = Exclude<RunnerEffect['type'], RunEffect>;

/** Carries out an effect of the runner machine by the first of the handlers that know it. */
export const executeBy =
  (
    handlers: () => Partial<Handlers<RunnerEffect['type']>>,
    send: (event: ToRunner) => void,
  ): ((effect: RunnerEffect) => void) =>
  (effect) => {
    const handler = handlers()[effect.type] as
      | ((params: unknown) => Promise<ToRunner | undefined> | undefined)
      | undefined;
    if (handler === undefined) throw new Error(`nothing carries out ${effect.type} now`);
    void handler('params' in effect ? effect.params : undefined)?.then((event) => {
      if (event !== undefined) send(event);
    });
  };
