/** Litmus in a simulated cluster: its custom resources, what the pods of its experiments run, and if wanted its operator. */
import * as E from 'fp-ts/Either';
import type { ControllerContext } from '../controllers/context.ts';
import { shellProgram } from '../controllers/shell-program.ts';
import { containersOf } from '../controllers/views.ts';
import type { Extend, Extension } from '../extension.ts';
import type { KubeObject } from '../store.ts';
import { annotationOf, type BehaviourKey } from './experiments/behaviour-keys.ts';
import { createScripts, type Scripts } from './experiments/scripts.ts';
import { litmusDefinitions } from './litmus-definitions.ts';
import { createOperator, type OperatorOptions } from './operator/operator.ts';
import { runnerContainer } from './operator/runner-pod.ts';
import { runnerProgram, type StartRunner, type TokenFor } from './operator/runner-program.ts';

/** What Litmus adds to a simulated cluster. */
export interface LitmusControls extends Pick<Scripts, 'launches' | 'injected'> {
  /** Scripts an experiment that exists: its annotations are replaced by these keys. False when there is none. */
  behave(namespace: string, experiment: string, behaviour: Partial<Record<BehaviourKey, string>>): boolean;
}

export interface LitmusExtensionOptions {
  /** Plays the Litmus operator; undefined: nobody touches engines. */
  readonly operator?: OperatorOptions;
  /** What runs in containers called `chaos-runner`, and the tokens that it gets. Without it they run until they are stopped. */
  readonly runner?: { readonly start: StartRunner; readonly tokenFor: TokenFor };
}

/** Litmus as an extension of a cluster. Runners are apart, so that an experiment that loses its node does not take its runner along. */
export const litmusExtension =
  ({ operator, runner }: LitmusExtensionOptions): Extend<Extension & LitmusControls> =>
  (context: ControllerContext) => {
    const { handle, script, ...scripts } = createScripts(context);
    const shell = shellProgram(context.clock);
    const runs = runner && runnerProgram(runner.start, runner.tokenFor);
    const isRunner = (pod: KubeObject): boolean => containersOf(pod)[0]?.name === runnerContainer;
    return {
      ...scripts,
      definitions: litmusDefinitions,
      script: (pod) =>
        script(pod) ?? (runs && { program: (container) => (container.name === runnerContainer ? runs : shell) }),
      isApart: isRunner,
      controllers: [handle, ...(operator ? [createOperator(context, operator)] : [])],
      behave: (namespace, experiment, behaviour) => {
        const entries = Object.entries(behaviour).map(([key, value]) => [annotationOf(key as BehaviourKey), value]);
        const annotations = Object.fromEntries(entries);
        const scripted = (now: KubeObject) => ({ ...now, metadata: { ...now.metadata, annotations } });
        return E.isRight(context.store.update('chaosexperiments', namespace, experiment, scripted));
      },
    };
  };
