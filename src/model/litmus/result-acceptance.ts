import { engineLabel } from './engine-label.ts';
import type { ChaosResult } from './result.ts';
import { type ResultVerdict, resultVerdicts } from './row.ts';

/** What the ChaosResult was before the launch: absent, or this version of it. `unknown`: nobody remembers. */
export type Baseline = 'none' | 'unknown' | { readonly uid: string; readonly resourceVersion: string };

/** The baseline that a read before the launch gives; undefined: there was no such ChaosResult. */
export const baselineOf = (result: ChaosResult | undefined): Baseline => {
  if (result === undefined) return 'none';
  const { uid, resourceVersion } = result.metadata;
  return uid === undefined || resourceVersion === undefined ? 'unknown' : { uid, resourceVersion };
};

/** `<uid>/<resourceVersion>`, `none` or `unknown`: the baseline as an annotation of the Job. */
export const showBaseline = (baseline: Baseline): string =>
  typeof baseline === 'string' ? baseline : `${baseline.uid}/${baseline.resourceVersion}`;

/** The reverse of `showBaseline`; what cannot be read is `unknown`. */
export const readBaseline = (written: string | undefined): Baseline => {
  if (written === 'none') return 'none';
  const [uid, resourceVersion, ...rest] = (written ?? '').split('/');
  return uid && resourceVersion && rest.length === 0 ? { uid, resourceVersion } : 'unknown';
};

/** Whose result is looked for. */
export interface Launch {
  readonly jobName: string;
  readonly chaosUID: string;
  /** The labels that tell this launch from all others: litmus-go copies its pod's to the result. */
  readonly labels?: Readonly<Record<string, string>>;
}

export type Belief =
  | { readonly is: 'Believed'; readonly verdict: ResultVerdict }
  /** Not, or not yet, the result of this launch: `reason` is a sentence for people. */
  | { readonly is: 'Pending'; readonly reason: string };

/**
 * Whether a ChaosResult, read after the main container ended, is this launch's. It must have changed since the baseline
 * and have a final verdict; a `job-name` or `chaosUID` label that is present must match, an absent one never rejects,
 * because older litmus-go writes none and a Stopped result has `chaosUID` only. Where nobody knows the baseline, only a result
 * is believed that names this launch: by its Job, or by all of the launch's own labels.
 */
export const believe = (result: ChaosResult | undefined, baseline: Baseline, launch: Launch): Belief => {
  if (result === undefined) return pending('the experiment has written no ChaosResult');
  const { name, labels = {} } = result.metadata;
  const stale = staleness(result, baseline, launch);
  if (stale !== undefined) return pending(`ChaosResult ${name} ${stale}`);
  const job = labels['job-name'];
  if (job !== undefined && job !== launch.jobName) return pending(`ChaosResult ${name} belongs to the Job ${job}`);
  const uid = labels[engineLabel];
  if (uid !== undefined && uid !== launch.chaosUID)
    return pending(`ChaosResult ${name} belongs to another engine (${engineLabel} ${uid})`);
  if (result.verdict === undefined || result.verdict === 'Awaited')
    return pending(`ChaosResult ${name} has no verdict yet`);
  const verdict = resultVerdicts.find((known) => known === result.verdict);
  if (verdict === undefined)
    return pending(`ChaosResult ${name} has the unknown verdict ${JSON.stringify(result.verdict)}`);
  return { is: 'Believed', verdict };
};

const pending = (reason: string): Belief => ({ is: 'Pending', reason });

const staleness = (result: ChaosResult, baseline: Baseline, launch: Launch): string | undefined => {
  const { uid, resourceVersion, labels } = result.metadata;
  if (baseline === 'none') return undefined;
  if (baseline !== 'unknown')
    return baseline.uid === uid && baseline.resourceVersion === resourceVersion
      ? 'has not changed since the launch: it is of an earlier run'
      : undefined;
  return namesLaunch(labels, launch)
    ? undefined
    : 'may be of an earlier run: what it was before the launch is not known, and its labels do not name this launch';
};

const namesLaunch = (found: Readonly<Record<string, string>> = {}, { jobName, labels = {} }: Launch): boolean => {
  const own = Object.entries(labels);
  return found['job-name'] === jobName || (own.length > 0 && own.every(([name, value]) => found[name] === value));
};
