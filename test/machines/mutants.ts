import type { AnyStateMachine } from 'xstate';

interface Action {
  readonly type: string;
  readonly params?: unknown;
}

interface Scope {
  actionExecutor: (action: Action) => void;
}

/** The same machine, but for some of its effects, which are swallowed. */
export const withoutEffects = <M extends AnyStateMachine>(machine: M, swallows: (action: Action) => boolean): M => {
  const muted = (scope: Scope): Scope => {
    const execute = scope.actionExecutor;
    scope.actionExecutor = (action) => (swallows(action) ? undefined : execute(action));
    return scope;
  };
  const mutant = Object.create(machine) as Record<string, unknown>;
  mutant.transition = (snapshot: never, event: never, scope: never) =>
    machine.transition(snapshot, event, muted(scope) as never);
  mutant.getInitialSnapshot = (scope: never, input: never) => machine.getInitialSnapshot(muted(scope) as never, input);
  return mutant as unknown as M;
};
