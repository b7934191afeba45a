import type { Effect } from '../src/model/progress/record.ts';

/** What an action asks for: one effect with these parameters, or one for each of the list, which may be empty. */
export type Asked<Params> = Params | readonly Params[];

/** Declares the effects of a machine to XState as named actions. They have no implementation: the shell executes them. */
export type EffectActions<E extends { readonly type: string; readonly params?: unknown }> = {
  [One in E as One['type']]: (
    arguments_: unknown,
    params: One extends { readonly params: infer Params } ? Asked<Params> : undefined,
  ) => void;
};

/**
 * The effects that a transition asks the shell for, in their order. An action with a list of parameters stands for as many
 * effects: a chart names every effect that there may be, and none is recorded that has nothing to do.
 */
export const effectsOf = (
  actions: readonly { readonly type: string; readonly params?: unknown }[],
): readonly Effect[] =>
  actions
    .filter(({ type }) => !type.startsWith('xstate.'))
    .flatMap(({ type, params }) =>
      (Array.isArray(params) ? params : [params ?? {}]).map((one: Effect['params']) => ({ type, params: one })),
    );
