/** What the pods of experiments run: experiments by their behaviour, and their helpers. */

import { defined, type JsonRecord } from '../../../src/model/json/json-object.ts';
import { litmusApiVersion } from '../../../src/model/kube/kinds.ts';
import { engineLabel } from '../../../src/model/litmus/engine-label.ts';
import type { Controller, ControllerContext } from '../../controllers/context.ts';
import { endless, faultAt, type PodScript } from '../../controllers/programs.ts';
import { annotationsOf, labelsOf, namespaceOf, records, specOf, textMap } from '../../controllers/views.ts';
import type { Extension } from '../../extension.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { readBehaviour } from './behaviour.ts';
import type { Behaviour } from './behaviour-keys.ts';
import { type ExperimentFacts, factsOf, isHelper, literal } from './facts.ts';
import { createHelpers } from './helpers.ts';
import { createInjections, type InjectedFault } from './injections.ts';
import { experimentProgram } from './program.ts';
import { finalStatus, resultName } from './result-writer.ts';

/** The container that a simulated service mesh adds. */
const meshContainer: JsonRecord = {
  name: 'istio-proxy',
  image: 'istio/proxyv2:1.20.0',
  imagePullPolicy: 'IfNotPresent',
};

/** `script` and `admission` are about the pods of experiments and helpers, and undefined for any other. */
export interface Scripts extends Pick<Extension, 'script' | 'admission' | 'launched' | 'recall'> {
  /** Reports annotations that cannot be read, seeds stale results, forgets Jobs that are gone. */
  readonly handle: Controller;
  /** How often each step has been launched, by `namespace/engine/experiment/step`. */
  launches(): ReadonlyMap<string, number>;
  /** The faults that are in place in truth, whatever results and pods say, the oldest first. */
  injected(): readonly InjectedFault[];
}

/** Why a quota does not admit a pod of a Job of this age, in milliseconds; undefined: it does. */
const refusalOf = (fault: Behaviour['failsToStart'], age: number): string | undefined => {
  const reason = faultAt(fault, age);
  if (reason === 'FailedCreate') return 'failed quota: simulated: must specify limits.cpu for: experiment';
  if (reason === 'QuotaExceeded') return 'exceeded quota: simulated, requested: pods=1, used: pods=1, limited: pods=1';
  return undefined;
};

const jobKey = (namespace: string, job: string, uid = ''): string => `${namespace}/${job}/${uid}`;

/** The scripts of all experiments. An attempt is counted by Jobs: a second pod of one Job belongs to the same attempt. */
export const createScripts = (
  context: Pick<ControllerContext, 'store' | 'clock' | 'ids' | 'recorder' | 'admit'>,
): Scripts => {
  const { store, clock, recorder } = context;
  const injections = createInjections(clock.now);
  const helpers = createHelpers(context, injections);
  /** The Jobs of each step. */
  const launched = new Map<string, readonly string[]>();
  const firstPods = new Map<string, string>();

  const attemptOf = ({ namespace, engine, experiment, step, job }: ExperimentFacts): number => {
    const key = [namespace, engine, experiment, step].join('/');
    const before = launched.get(key) ?? [];
    const jobs = before.includes(job) ? before : [...before, job];
    launched.set(key, jobs);
    return jobs.indexOf(job) + 1;
  };

  const behaviourOf = (facts: ExperimentFacts, podAnnotations: Readonly<Record<string, string>>): Behaviour => {
    const experiment = store.get('chaosexperiments', facts.namespace, facts.experiment);
    return readBehaviour(experiment ? annotationsOf(experiment) : {}, podAnnotations).at(attemptOf(facts));
  };

  /** How long its Job has been there, in milliseconds. */
  const jobAge = ({ namespace, job }: ExperimentFacts): number =>
    clock.now() - Date.parse(store.get('jobs', namespace, job)?.metadata.creationTimestamp ?? '');

  const isFirstPod = (pod: KubeObject, { namespace, job }: ExperimentFacts): boolean => {
    const key = jobKey(namespace, job, labelsOf(pod)['controller-uid']);
    const first = firstPods.get(key) ?? pod.metadata.uid;
    firstPods.set(key, first);
    return first === pod.metadata.uid;
  };

  const experimentScript = (pod: KubeObject, facts: ExperimentFacts): PodScript => {
    const behaviour = behaviourOf(facts, annotationsOf(pod));
    const program = experimentProgram({ context, helpers, injections }, facts, behaviour, isFirstPod(pod, facts));
    return {
      mainContainer: facts.main,
      pullTime: behaviour.pullTime,
      ...defined({ startFault: behaviour.failsToStart }),
      program: ({ name }) => (name === facts.main ? program : endless),
    };
  };

  const seedStale = (engine: KubeObject): void => {
    for (const entry of records(specOf(engine).experiments)) {
      const name = stringOf(entry.name) ?? '';
      const namespace = namespaceOf(engine);
      const experiment = store.get('chaosexperiments', namespace, name);
      const result = experiment && readBehaviour(annotationsOf(experiment)).at(1).result;
      if (!experiment || result?.is !== 'stale') continue;
      const env = [
        ...records(objectOf(specOf(experiment).definition).env),
        ...records(objectOf(objectOf(entry.spec).components).env),
      ];
      const instance = literal(env, 'INSTANCE_ID') ?? '';
      const ofEngine = { [engineLabel]: engine.metadata.uid };
      store.create('chaosresults', {
        apiVersion: litmusApiVersion,
        kind: 'ChaosResult',
        metadata: {
          name: resultName({ engine: engine.metadata.name, experiment: name, instance }),
          namespace,
          labels: result.verdict === 'Stopped' ? ofEngine : { ...ofEngine, 'job-name': `${name}-earlier` },
        },
        spec: { engine: engine.metadata.name, experiment: name },
        status: { experimentStatus: finalStatus(result.verdict, 'an earlier run'), history: { passedRuns: 1 } },
      });
    }
  };

  const handle: Controller = (change) => {
    helpers.handle(change);
    const { type, resource, object } = change;
    if (resource === 'jobs' && type === 'DELETED') {
      firstPods.delete(jobKey(namespaceOf(object), object.metadata.name, object.metadata.uid));
    }
    if (resource === 'chaosengines' && type === 'ADDED') seedStale(object);
    if (resource === 'chaosexperiments' && type !== 'DELETED') {
      for (const problem of readBehaviour(annotationsOf(object)).problems) {
        recorder.by('simulator')(object, 'Warning', 'InvalidBehaviour', problem);
      }
      if (type === 'ADDED') for (const engine of store.list('chaosengines', namespaceOf(object))) seedStale(engine);
    }
  };

  return {
    script: (pod) => {
      const facts = factsOf(pod);
      if (facts) return experimentScript(pod, facts);
      return isHelper(pod) ? { program: () => helpers.program(pod) } : undefined;
    },
    handle,
    admission: (pod) => {
      const facts = factsOf(pod);
      if (!facts) return undefined;
      const behaviour = behaviourOf(facts, textMap(pod.metadata.annotations));
      const refusal = refusalOf(behaviour.failsToStart, jobAge(facts));
      return {
        injected: behaviour.sidecar === 'injected' ? [meshContainer] : [],
        injectedFirst: behaviour.sidecar === 'native' ? [{ ...meshContainer, restartPolicy: 'Always' }] : [],
        ...defined({ refusal }),
      };
    },
    launches: () => new Map([...launched].map(([key, jobs]) => [key, jobs.length])),
    launched: () => Object.fromEntries(launched),
    recall: (before) => {
      for (const [key, jobs] of Object.entries(before)) launched.set(key, jobs);
    },
    injected: injections.list,
  };
};
