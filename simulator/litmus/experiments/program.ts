/** The program of a simulated experiment: what litmus-go would do, as its behaviour says. */

import { scopedClock } from '../../clock.ts';
import type { ControllerContext } from '../../controllers/context.ts';
import type { ContainerContext, Program } from '../../controllers/programs.ts';
import type { Behaviour, Verdict } from './behaviour-keys.ts';
import type { ExperimentFacts } from './facts.ts';
import type { Helpers } from './helpers.ts';
import type { Injection, Injections } from './injections.ts';
import type { Mark } from './marks.ts';
import { createResultWriter } from './result-writer.ts';
import { requestStop } from './stop-request.ts';
import { isAuthorized } from './token.ts';

export interface ExperimentDeps {
  readonly context: Pick<ControllerContext, 'store' | 'clock' | 'recorder'>;
  readonly helpers: Helpers;
  readonly injections: Injections;
}

const reasons = {
  Pass: '',
  Fail: 'probe "availability" failed: the application did not answer',
  Error: 'the fault could not be injected',
  Stopped: 'Chaos injection stopped!',
} as const;
const helperFailed = 'helper pod failed';

/** The exit code of a process that SIGTERM ends because it does not listen yet. */
const sigtermCode = 143;
/** How long litmus-go waits for pods, in seconds, where nobody tells it. */
const statusTimeout = 180;

const expand = (line: string, env: Readonly<Record<string, string>>): string =>
  line.replace(/\$\((\w+)\)/g, (whole, name: string) => env[name] ?? whole);

/** A program for one attempt. `disturbed` says whether eviction, deletion and the like apply: to a Job's first pod only. */
export const experimentProgram =
  (deps: ExperimentDeps, facts: ExperimentFacts, behaviour: Behaviour, disturbed: boolean): Program =>
  (container: ContainerContext) => {
    const { store, clock: cluster, recorder } = deps.context;
    const clock = scopedClock(cluster);
    // What goes on after SIGTERM, until the process ends.
    const beyond = scopedClock(cluster);
    const { pod, env, log, takenOver = false } = container;
    // What was taken over has been prepared, and its helpers are born.
    const preparation = takenOver ? 0 : behaviour.preparation;
    const helperBirth = takenOver ? 0 : behaviour.helperBirth;
    const { namespace, engine, experiment } = facts;
    const { targets } = behaviour;
    const chaosUID = env.CHAOS_UID ?? '';
    const subject = { namespace, engine, experiment, instance: env.INSTANCE_ID ?? '', chaosUID, pod };
    const { is: mode } = behaviour.result;
    const writes = mode === 'written' || mode === 'slow' || mode === 'awaited';
    const results = createResultWriter(store, behaviour.resultLabels, subject);
    const injectsItself = behaviour.helpers === 0;
    let isPrepared = false;
    let isStopping = false;
    let injected: readonly Injection[] = [];
    let helpers: readonly string[] = [];
    let forgetHelpers = (): void => {};

    const after = (milliseconds: number | undefined, fn: () => void): void => {
      if (milliseconds !== undefined) clock.setTimer(clock.now() + milliseconds, fn);
    };
    const later = (milliseconds: number, fn: () => void): void => {
      if (milliseconds === 0) fn();
      else beyond.setTimer(beyond.now() + milliseconds, fn);
    };
    const write = (fn: () => void): void => {
      if (writes && isAuthorized(store, pod)) fn();
    };

    const quit = (): void => {
      clock.close();
      beyond.close();
      forgetHelpers();
      for (const one of injected) one.abandon();
    };
    const leave = (code: number, reason?: string): void => {
      quit();
      container.exit(code, reason);
    };

    const summary = (text: string, type: 'Normal' | 'Warning'): void => {
      const object = store.get('chaosengines', namespace, engine);
      if (object) recorder.by(pod.metadata.name)(object, type, 'Summary', text);
    };

    const inject = (): void => {
      const injector = pod.metadata.name;
      injected = targets.map((target) => deps.injections.inject({ namespace, engine, experiment, injector, target }));
      write(() => results.mark(targets, 'injected'));
    };
    /** The end of the main container's own fault, if it has one, and how the result tells it. */
    const revert = (wanted: boolean): (() => void) => {
      if (!wanted || !injectsItself) return () => {};
      for (const one of injected) one.revert();
      injected = [];
      return () => results.mark(targets, 'reverted');
    };

    const finish = (verdict: Verdict, why: string): void => {
      const markReverted = revert(behaviour.reverts !== 'no');
      if (env.JOB_CLEANUP_POLICY === 'delete') deps.helpers.remove(namespace, helpers);
      const end = (): void => {
        markReverted();
        results.end(verdict, why);
      };
      if (behaviour.result.is === 'slow') cluster.setTimer(cluster.now() + behaviour.result.milliseconds, end);
      else if (mode === 'written') write(end);
      log(`[The End]: The ${experiment} experiment has ended, verdict: ${verdict}`);
      summary(`${experiment} experiment has been ${verdict}ed`, verdict === 'Pass' ? 'Normal' : 'Warning');
      leave(behaviour.exitCode);
    };
    const finishAsTold = (): void => finish(behaviour.verdict, reasons[behaviour.verdict]);

    const startHelpers = (): void => {
      if (!isAuthorized(store, pod)) {
        log('unable to create helper pod: Unauthorized');
        return;
      }
      const grace = Number.parseInt(env.TERMINATION_GRACE_PERIOD_SECONDS ?? '', 10) || 0;
      const mark = (some: typeof targets, as: Mark): void => {
        if (writes) results.mark(some, as);
      };
      helpers = deps.helpers.spawn({ pod, engine, experiment, chaosUID, grace, behaviour, mark, takenOver });
      if (isStopping) return;
      const failed = (): void => finish('Error', helperFailed);
      forgetHelpers = deps.helpers.whenEnded(namespace, helpers, (well) => after(0, well ? finishAsTold : failed));
      const patience = 2 * 1000 * (Number(env.STATUS_CHECK_TIMEOUT) || statusTimeout);
      after(helpers.length < behaviour.helpers ? 0 : behaviour.duration + patience, failed);
    };

    let said = false;
    const sayLines = (): void => {
      if (said) return;
      said = true;
      for (const line of behaviour.logs) log(expand(line, env));
    };

    const begin = (): void => {
      isPrepared = true;
      write(results.begin);
      if (injectsItself) inject();
      sayLines();
    };

    log(`[PreReq]: Starting the ${experiment} experiment for the engine ${engine}`);
    later(preparation, begin);
    if (injectsItself) after(preparation + behaviour.duration, finishAsTold);
    else later(Math.max(preparation, helperBirth), startHelpers);
    after(behaviour.stopEngineAfter, () => {
      // What failed a probe is said before the engine is stopped for it.
      sayLines();
      requestStop(deps.context, namespace, engine, behaviour.stopEngineTakes, (accepted) => {
        log(`[Probe]: the engine ${accepted ? 'was stopped' : 'could not be stopped, its version was old'}`);
      });
    });
    if (disturbed) {
      after(behaviour.oomAfter, () => leave(137, 'OOMKilled'));
      after(behaviour.evictAfter, () => container.evict('The node was low on resource: memory.'));
      after(behaviour.loseNodeAfter, () => container.loseNode());
      after(behaviour.deletePodAfter, () =>
        store.remove('pods', namespace, pod.metadata.name, { propagation: 'Background', uid: pod.metadata.uid }),
      );
    }

    const stop = (): void => {
      if (behaviour.onSigterm !== 'stopped') return;
      const markReverted = revert(behaviour.reverts === 'yes');
      write(() => {
        markReverted();
        results.end('Stopped', reasons.Stopped);
      });
    };

    return {
      terminate: () => {
        if (!isPrepared) {
          leave(sigtermCode);
          return;
        }
        if (isStopping || behaviour.onSigterm === 'ignored') return;
        isStopping = true;
        clock.close();
        forgetHelpers();
        log('[Chaos]: Chaos Experiment Abortion started because of terminated signal received');
        const { stopTime, stopResult = stopTime } = behaviour;
        later(Math.min(stopResult, stopTime), stop);
        later(stopTime, () => leave(behaviour.sigtermExitCode));
      },
      kill: quit,
    };
  };
