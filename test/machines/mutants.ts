import { type AnyStateMachine, createMachine } from 'xstate';

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

/** A machine's configuration, as far as mistakes change it. */
export interface Config {
  states: Record<string, Config>;
  on: Record<string, unknown>;
  entry: unknown;
  always: unknown;
  target: string;
  guard: unknown;
  actions: unknown;
  [key: string]: unknown;
}

const copied = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copied(part)]));
};

/** A machine made of a changed copy of another one's configuration, with the same guards. */
export const changed = (machine: AnyStateMachine, change: (config: Config) => void): AnyStateMachine => {
  const config = copied(machine.config) as Config;
  change(config);
  return createMachine(config as never, machine.implementations as never) as unknown as AnyStateMachine;
};
