import { assign, setup } from 'xstate';
import type { EffectActions } from '../effects-of.ts';
import { guards } from './guards.ts';
import type { ProcessEnd, RunnerContext, RunnerEffect, RunnerEvent, RunnerInput } from './runner-types.ts';

/** What the states of the runner machine are made with: its effects, its guards, and what it keeps in its context. */
export const runnerSetup = setup({
  types: {} as { context: RunnerContext; events: RunnerEvent; input: RunnerInput },
  actions: {
    ...({} as EffectActions<RunnerEffect>),
    keepRun: assign((_, run: NonNullable<RunnerContext['run']>) => ({ run })),
    keepStart: assign((_, { at }: { at: number }) => ({ drivesSince: at })),
    keepProblems: assign((_, { problems }: { problems: readonly string[] }) => ({ problems })),
    keepAbort: assign((_, abort: NonNullable<RunnerContext['abort']>) => ({ abort })),
    keepTold: assign((_, told: NonNullable<RunnerContext['told']>) => ({ told })),
    keepNext: assign((_, next: NonNullable<RunnerContext['next']>) => ({ next })),
    keepEnd: assign((_, end: ProcessEnd) => ({ end })),
  },
  guards,
});

export type InContext = { readonly context: RunnerContext };
export type On<Type extends RunnerEvent['type']> = InContext & {
  readonly event: Extract<RunnerEvent, { readonly type: Type }>;
};

type Failure = On<
  'UNREADABLE' | 'NOT_CLEARED' | 'RESULTS_UNREAD' | 'HINDERED' | 'UNFINISHED' | 'NOT_REJECTED' | 'UNPROVEN'
>;

/** Another process may have more luck. */
export const tryAgain = {
  type: 'keepEnd',
  params: ({ event: { reason, left } }: Failure): ProcessEnd => ({
    is: 'TryAgain',
    reason,
    ...(left === undefined ? {} : { left }),
  }),
} as const;

/** How the process ends, as it is known in advance. */
export const endAs = (is: ProcessEnd['is'], reason?: string): { type: 'keepEnd'; params: ProcessEnd } => ({
  type: 'keepEnd',
  params: reason === undefined ? { is } : { is, reason },
});

export const keepProblems = {
  type: 'keepProblems',
  params: ({ event: { problems } }: On<'UNUSABLE' | 'NOT_PLANNED'>) => ({ problems }),
} as const;
