import type { Finding } from './finding.ts';
import { networkFault } from './trial.ts';

/** Longest time from the stop's PATCH until the operator's only worker is free again, in seconds. */
const workerSeconds = 12;
/** Whom the end meets while it still injects, litmus-go takes 10 s for its own end in place of 6. */
const stillInjectingSeconds = 4;
/** With CPU limits: so much more than the slowest helper's revert; a helper reverts until it ends, a second apart. */
const workerMargin = 15;

/**
 * What is wrong with what was found, in sentences; empty: nothing. An operator that has several engines to abort at once
 * takes one after the other: then the time that it needed for one of them says nothing.
 */
export function problemsOf(found: Finding): readonly string[] {
  if (found.broken !== undefined) return [found.broken];
  const here = [faults, leftovers, marks, repetitions, words].flatMap((look) => look(found));
  return found.shops === 1 ? [...here, ...worker(found)] : here;
}

/** That the fault was in place at all is the trial's own condition; at its birth there is nothing yet. */
function faults({ after, injected, targets, stay, kind }: Finding): readonly string[] {
  const meant = after !== 'birth' && after !== 'first' && kind !== 'end' && injected < targets;
  return [
    ...(meant
      ? [`only ${injected} of ${targets} targets were injected when the end came: the trial says nothing`]
      : []),
    ...stay.map((line) => `a fault stays: ${line}`),
  ];
}

const leftovers = ({ left }: Finding): readonly string[] => left.map((name) => `${name} is left`);

/** What these delete or kill comes back without them: litmus-go has nothing to revert. */
const irreversible = ['pod-delete', 'container-kill'];

/** The network fault of the trials is told to take all pods; the others take one, pod or node or Deployment. */
const markedBy = ({ fault, targets }: Finding): number => (fault === networkFault ? targets : 1);

/** With these the runner names targets whose mark says that the fault may still be in place. */
const namesTargets = ['TargetsStillInjected', 'LeftBehind'];

/**
 * Where the helper was never born, no target has a mark. Whom the end meets while it still injects, litmus-go may mark as
 * injected after it has reverted it: the runner can only read the mark, and has to name the target.
 */
function marks(found: Finding): readonly string[] {
  const meant = irreversible.includes(found.fault) ? 'targeted' : 'reverted';
  const early = found.after === 'birth' || found.after === 'first';
  const named = found.told.some(({ reason }) => namesTargets.includes(reason));
  const { [meant]: right = 0, ...others } = found.marks;
  const wrong = Object.entries(others)
    .filter(([mark]) => !(early && mark === 'injected' && named))
    .map(([mark, count]) => `${count} targets are marked ${mark || 'with nothing'}`);
  const missing = right < markedBy(found) && !early && wrong.length === 0;
  return missing ? [`${right} of ${markedBy(found)} targets are marked ${meant}`] : wrong;
}

function repetitions({ jobs, helpers, kind }: Finding): readonly string[] {
  const expected = kind === 'cancel' ? 2 : 1;
  return [
    ...(jobs > expected ? [`${jobs} Jobs were created`] : []),
    ...(helpers > 1 ? [`${helpers} helpers were created`] : []),
  ];
}

/** What dashboards read of a step that ended by itself. */
const reasons = ['ExperimentDependencyCheck', 'ExperimentJobCreate', 'ExperimentJobCleanUp'];

const endedByItself = { status: 'Completed', verdict: 'Pass' };
const ended = { status: 'Forcefully Aborted', verdict: 'Stopped' };

function words({ kind, rows, engineStatus, verdict, told, fault }: Finding): readonly string[] {
  const itself = kind === 'end' || kind === 'kill' || kind === 'lose';
  const expected = itself ? endedByItself : ended;
  const row = rows.find(({ name }) => name === fault);
  const shown = row && `${row.status}/${row.verdict}`;
  const wanted = kind === 'delete' ? undefined : kind === 'stop' ? 'stopped' : 'completed';
  return [
    ...(kind !== 'delete' && shown !== `${expected.status}/${expected.verdict}` ? [`the row says ${shown}`] : []),
    ...(engineStatus !== wanted ? [`the engine is ${engineStatus}`] : []),
    ...(itself && verdict !== 'Pass' ? [`the verdict is ${verdict}`] : []),
    ...(itself ? reasons.filter((reason) => !told.some((one) => one.reason === reason)) : []).map(
      (reason) => `no event ${reason}`,
    ),
    ...(itself ? told.filter(({ type }) => type === 'Warning').map(({ message }) => `warned of: ${message}`) : []),
  ];
}

function worker({ kind, after, cpu, done, helperEnded = 0, reverted = 0 }: Finding): readonly string[] {
  if (kind !== 'stop' && kind !== 'delete') return [];
  const usual = after === 'first' ? workerSeconds + stillInjectingSeconds : workerSeconds;
  const bound = cpu === undefined ? usual : Math.max(usual, reverted + workerMargin, helperEnded + workerMargin);
  if (done !== undefined && done <= bound) return [];
  return [`the operator had finished after ${done ?? 'no'} seconds, more than ${bound}`];
}
