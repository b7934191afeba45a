/** Writes ChaosResults as litmus-go does: `Awaited` at the start, the verdict at the end, history and targets. */

import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { litmusApiVersion } from '../../../src/model/kube/kinds.ts';
import { engineLabel } from '../../../src/model/litmus/engine-label.ts';
import { labelsOf, number, statusOf } from '../../controllers/views.ts';
import { objectOf } from '../../json.ts';
import type { KubeObject, Store } from '../../store.ts';
import type { Behaviour, Verdict } from './behaviour-keys.ts';
import type { ExperimentFacts } from './facts.ts';
import { type Mark, markedTargets, withoutMarks } from './marks.ts';

export interface ResultSubject extends Pick<ExperimentFacts, 'namespace' | 'engine' | 'experiment'> {
  readonly instance: string;
  readonly chaosUID: string;
  readonly pod: KubeObject;
}

export interface ResultWriter {
  /** The result says Running and Awaited. */
  begin(): void;
  /** Marks targets by annotations `<kind>/<name>`. */
  mark(targets: readonly string[], as: Mark): void;
  /** The result has its verdict; marks move from the annotations into the history. */
  end(verdict: Verdict, why: string): void;
}

/** `<engine>-<experiment>[-<instance>]`. */
export const resultName = (of: Pick<ResultSubject, 'engine' | 'experiment' | 'instance'>): string =>
  [of.engine, of.experiment, of.instance].filter((part) => part !== '').join('-');

const labelsFor = (mode: Behaviour['resultLabels'], subject: ResultSubject, stopped: boolean) => {
  if (mode === 'none') return {};
  if (mode === 'name') return { labels: { name: resultName(subject) } };
  if (mode === 'pod') return { labels: { ...labelsOf(subject.pod) } };
  return { labels: { ...(stopped ? {} : labelsOf(subject.pod)), [engineLabel]: subject.chaosUID } };
};

const emptyHistory = { passedRuns: 0, failedRuns: 0, stoppedRuns: 0, targets: [] };

/** The history after a verdict, with the marks of the annotations in its list of targets. */
const nextHistory = (
  before: JsonRecord,
  verdict: Verdict,
  annotations: Readonly<Record<string, string>>,
): JsonRecord => {
  const count = (key: string, when: boolean) => (number(before[key]) ?? 0) + (when ? 1 : 0);
  return {
    passedRuns: count('passedRuns', verdict === 'Pass'),
    failedRuns: count('failedRuns', verdict === 'Fail'),
    stoppedRuns: count('stoppedRuns', verdict === 'Stopped'),
    targets: markedTargets(before.targets, annotations, (kind, name) => `${kind}/${name}`),
  };
};

const phases = { Pass: 'Completed', Fail: 'Completed_With_Probe_Failure', Error: 'Error', Stopped: 'Stopped' } as const;
const codes = { Fail: 'PROBE_FAILURE_ERROR', Error: 'GENERIC_ERROR', Stopped: 'EXPERIMENT_ABORTED' } as const;

/** The experimentStatus of a finished result. */
export const finalStatus = (verdict: Verdict, why: string): JsonRecord => ({
  phase: phases[verdict],
  verdict,
  probeSuccessPercentage: verdict === 'Pass' ? '100' : '0',
  failStep: verdict === 'Pass' ? 'N/A' : why,
  ...(verdict === 'Pass' ? {} : { errorOutput: { errorCode: codes[verdict], reason: why } }),
});

/** A writer of the result of one experiment run. */
export const createResultWriter = (
  store: Store,
  mode: Behaviour['resultLabels'],
  subject: ResultSubject,
): ResultWriter => {
  const name = resultName(subject);
  const { namespace } = subject;

  const create = (status: JsonRecord, stopped: boolean): void => {
    store.create('chaosresults', {
      apiVersion: litmusApiVersion,
      kind: 'ChaosResult',
      metadata: { name, namespace, ...labelsFor(mode, subject, stopped) },
      spec: {
        engine: subject.engine,
        experiment: subject.experiment,
        ...(subject.instance === '' ? {} : { instance: subject.instance }),
      },
      status: { experimentStatus: status, history: emptyHistory },
    });
  };

  /** Labels of the pod are written each time, the name alone only once. */
  const relabelled = (result: KubeObject, stopped: boolean): KubeObject['metadata'] => ({
    ...result.metadata,
    ...(mode === 'name' ? {} : labelsFor(mode, subject, stopped)),
  });

  return {
    begin: () => {
      const status = { phase: 'Running', verdict: 'Awaited', probeSuccessPercentage: 'Awaited', failStep: 'N/A' };
      if (!store.get('chaosresults', namespace, name)) {
        create(status, false);
        return;
      }
      store.update('chaosresults', namespace, name, (result) => ({
        ...result,
        metadata: relabelled(result, false),
        status: { ...statusOf(result), experimentStatus: status },
      }));
    },
    mark: (targets, as) => {
      if (targets.length === 0) return;
      const marked = Object.fromEntries(targets.map((target) => [target, as]));
      store.update('chaosresults', namespace, name, (result) => ({
        ...result,
        metadata: { ...result.metadata, annotations: { ...result.metadata.annotations, ...marked } },
      }));
    },
    end: (verdict, why) => {
      const stopped = verdict === 'Stopped';
      if (!store.get('chaosresults', namespace, name)) create({}, stopped);
      store.update('chaosresults', namespace, name, (result) => {
        const before = result.metadata.annotations ?? {};
        const status = statusOf(result);
        return {
          ...result,
          metadata: { ...relabelled(result, stopped), annotations: withoutMarks(before) },
          status: {
            ...status,
            experimentStatus: finalStatus(verdict, why),
            history: nextHistory(objectOf(status.history), verdict, before),
          },
        };
      });
    },
  };
};
