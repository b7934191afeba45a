import { setup } from 'xstate';
import type { EffectActions } from '../effects-of.ts';
import { runnerAssigns } from './assigns.ts';
import { guards } from './guards.ts';
import type { ProcessEnd, RunnerContext, RunnerEffect, RunnerEvent, RunnerInput } from './runner-types.ts';

/** What the states of the runner machine are made with: its effects, its guards, and what it keeps in its context. */
export const runnerSetup = setup({
  types: {} as { context: RunnerContext; events: RunnerEvent; input: RunnerInput },
  actions: { ...({} as EffectActions<RunnerEffect>), ...runnerAssigns },
  guards,
});

export type InContext = { readonly context: RunnerContext };
export type On<Type extends RunnerEvent['type']> = InContext & {
  readonly event: Extract<RunnerEvent, { readonly type: Type }>;
};

/** How the process ends, as it is known in advance. */
export const endAs = (is: ProcessEnd['is'], reason?: string): { type: 'endAs'; params: ProcessEnd } => ({
  type: 'endAs',
  params: reason === undefined ? { is } : { is, reason },
});
