/** Litmus in a simulated cluster: its custom resources, what the pods of its experiments run, and if wanted its operator. */
import * as E from 'fp-ts/Either';
import type { ControllerContext } from '../controllers/context.ts';
import { shellProgram } from '../controllers/shell-program.ts';
import { containersOf } from '../controllers/views.ts';
import type { Extend, Extension } from '../extension.ts';
import type { KubeObject, Store } from '../store.ts';
import { annotationOf, type BehaviourKey } from './experiments/behaviour-keys.ts';
import type { InjectedFault } from './experiments/injections.ts';
import { createScripts } from './experiments/scripts.ts';
import { litmusDefinitions } from './litmus-definitions.ts';
import { createOperator, type OperatorOptions } from './operator/operator.ts';
import { runnerContainer } from './operator/runner-pod.ts';
import { runnerProgram, type StartRunner, type TokenFor } from './operator/runner-program.ts';

/** What Litmus adds to a simulated cluster. */
export interface LitmusControls {
  /** Scripts an experiment that exists: its annotations are replaced by these keys. False when there is none. */
  behave(namespace: string, experiment: string, behaviour: Partial<Record<BehaviourKey, string>>): boolean;
  /** How often each step has been launched, by `namespace/engine/experiment/step`. */
  launches(): ReadonlyMap<string, number>;
  /** The faults that are in place in truth, whatever results and pods say, the oldest first. */
  injected(): readonly InjectedFault[];
}

export interface LitmusExtensionOptions {
  /** Plays the Litmus operator; undefined: nobody touches engines. */
  readonly operator?: OperatorOptions;
  /** What runs in containers called `chaos-runner`, and the tokens that it gets. Without it they run until they are stopped. */
  readonly runner?: { readonly start: StartRunner; readonly tokenFor: TokenFor };
}

const behaveIn =
  (store: Store): LitmusControls['behave'] =>
  (namespace, experiment, behaviour) => {
    const annotations = Object.entries(behaviour).map(([key, value]) => [annotationOf(key as BehaviourKey), value]);
    return E.isRight(
      store.update('chaosexperiments', namespace, experiment, (now) => ({
        ...now,
        metadata: { ...now.metadata, annotations: Object.fromEntries(annotations) },
      })),
    );
  };

/** Litmus as an extension of a cluster. Runners are apart, so that an experiment that loses its node does not take its runner along. */
export const litmusExtension =
  ({ operator, runner }: LitmusExtensionOptions): Extend<Extension & LitmusControls> =>
  (context: ControllerContext) => {
    const scripts = createScripts(context);
    const shell = shellProgram(context.clock);
    const runs = runner && runnerProgram(runner.start, runner.tokenFor);
    const isRunner = (pod: KubeObject): boolean => containersOf(pod)[0]?.name === runnerContainer;
    return {
      definitions: litmusDefinitions,
      script: (pod) =>
        scripts.script(pod) ??
        (runs && { program: (container) => (container.name === runnerContainer ? runs : shell) }),
      admission: scripts.admission,
      isApart: isRunner,
      controllers: [scripts.handle, ...(operator ? [createOperator(context, operator)] : [])],
      launched: scripts.launched,
      recall: scripts.recall,
      behave: behaveIn(context.store),
      launches: scripts.launches,
      injected: scripts.injected,
    };
  };
