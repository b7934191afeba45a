import type { KubeObject } from '../../cluster/port.ts';
import { identityLabels, labelSafe } from '../../job/identity.ts';
import { jobHasEnded } from '../../model/kube/job-manager.ts';
import { isHelperPod, podHasEnded } from '../../model/kube/pod-removal.ts';
import { cleanUpPolicy } from '../../model/litmus/engine.ts';
import { helperGraceSeconds } from '../../model/litmus/helper-grace.ts';
import type { Run } from '../run/run-context.ts';
import { unseenOf } from './orphan-sweep.ts';
import { sweepObjects } from './sweep-objects.ts';

export type LookMeans = Pick<Run, 'cluster' | 'clock' | 'identity' | 'signal' | 'log' | 'plan' | 'engine' | 'endsAt'>;

/** What takes longer has had its time in the clean-up of its step; in milliseconds. */
const boundMs = 10_000;

/**
 * Looks for the last time, for some seconds, after steps of which something had not gone when they were cleaned up: it may
 * have gone since, or may be told to now. What has ended injects no more, and what `retain` keeps is not told to go. `steps`:
 * their ids. Resolves with what was not seen to be gone, each in words.
 */
export const lookAtStaying = async (run: LookMeans, steps: readonly string[]): Promise<readonly string[]> => {
  const latest = run.clock.elapsed() + boundMs;
  const engine = run.engine.current();
  const isKept = cleanUpPolicy(engine) === 'retain';
  return unseenOf(
    await sweepObjects({
      ...run,
      helperGraceSeconds: helperGraceSeconds(engine),
      endsAt: () => Math.min(latest, run.endsAt() ?? latest),
      only: mayInject(run, steps),
      spares: (object) => isKept && !isHelper(object) && object.metadata.deletionTimestamp === undefined,
    }),
  );
};

const isHelper = (object: KubeObject): boolean => object.kind !== 'Job' && isHelperPod(object);

/** Objects of these steps that have not ended, helpers of litmus-go before 2.8 included, which carry the name of their experiment only. */
const mayInject = ({ identity, plan }: LookMeans, ids: readonly string[]): ((object: KubeObject) => boolean) => {
  const steps = new Set(ids.map(labelSafe));
  const experiments = plan.steps.filter(({ id }) => ids.includes(id)).map(({ experiment }) => experiment);
  const run = labelSafe(identity.runId);
  return (object) => {
    if (object.kind === 'Job' ? jobHasEnded(object) : podHasEnded(object)) return false;
    const { labels = {} } = object.metadata;
    const step = labels[identityLabels.step];
    if (step !== undefined) return steps.has(step) && labels[identityLabels.run] === run;
    return isHelper(object) && experiments.some((name) => labels.app?.startsWith(`${name}-helper`));
  };
};
