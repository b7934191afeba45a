/** The program of a simulated experiment: what litmus-go would do, as its behaviour says. */
import type { Behaviour } from '../behaviour-keys.ts';
import { scopedClock } from '../clock.ts';
import type { ControllerContext } from '../controllers/context.ts';
import type { ContainerContext, Program } from '../controllers/programs.ts';
import type { ExperimentFacts } from './facts.ts';
import type { Helpers } from './helpers.ts';
import { createResultWriter } from './result-writer.ts';
import { requestStop } from './stop-request.ts';

export interface ExperimentDeps {
  readonly context: Pick<ControllerContext, 'store' | 'clock' | 'recorder'>;
  readonly helpers: Helpers;
}

const reasons = {
  Pass: '',
  Fail: 'probe "availability" failed: the application did not answer',
  Error: 'the fault could not be injected',
  Stopped: 'Chaos injection stopped!',
} as const;

const expand = (line: string, env: Readonly<Record<string, string>>): string =>
  line.replace(/\$\((\w+)\)/g, (whole, name: string) => env[name] ?? whole);

/** A program for one attempt. `disturbed` says whether eviction, deletion and the like apply: to a Job's first pod only. */
export const experimentProgram =
  (deps: ExperimentDeps, facts: ExperimentFacts, behaviour: Behaviour, disturbed: boolean): Program =>
  (container: ContainerContext) => {
    const { store, clock: cluster, recorder } = deps.context;
    const clock = scopedClock(cluster);
    const { pod, env, log } = container;
    const { namespace } = facts;
    const subject = {
      namespace,
      engine: facts.engine,
      experiment: facts.experiment,
      instance: env.INSTANCE_ID ?? '',
      chaosUID: env.CHAOS_UID ?? '',
      pod,
    };
    const { mode } = behaviour.result;
    const writes = mode === 'written' || mode === 'slow' || mode === 'awaited';
    const results = createResultWriter(store, behaviour.resultLabels, subject);
    const after = (milliseconds: number | undefined, fn: () => void): void => {
      if (milliseconds !== undefined) clock.setTimer(clock.now() + milliseconds, fn);
    };
    let helpers: readonly string[] = [];

    const leave = (code: number): void => {
      clock.close();
      container.exit(code);
    };

    const summary = (text: string, type: 'Normal' | 'Warning'): void => {
      const engine = store.get('chaosengines', namespace, facts.engine);
      if (engine) recorder.record(engine, type, 'Summary', text, pod.metadata.name);
    };

    const finish = (): void => {
      const { verdict } = behaviour;
      const end = (): void => {
        if (behaviour.reverts !== 'no') results.mark(behaviour.targets, 'reverted');
        results.end(verdict, reasons[verdict]);
      };
      if (behaviour.result.mode === 'slow') cluster.setTimer(cluster.now() + behaviour.result.milliseconds, end);
      else if (mode === 'written') end();
      deps.helpers.release(namespace, helpers, env.JOB_CLEANUP_POLICY === 'delete');
      log(`[The End]: The ${facts.experiment} experiment has ended, verdict: ${verdict}`);
      summary(`${facts.experiment} experiment has been ${verdict}ed`, verdict === 'Pass' ? 'Normal' : 'Warning');
      leave(behaviour.exitCode);
    };

    const stop = (): void => {
      if (behaviour.onSigterm === 'stopped' && writes) {
        if (behaviour.reverts === 'yes') results.mark(behaviour.targets, 'reverted');
        results.end('Stopped', reasons.Stopped);
      }
      leave(behaviour.sigtermExitCode);
    };

    log(`[PreReq]: Starting the ${facts.experiment} experiment for the engine ${facts.engine}`);
    if (writes) results.begin();
    if (writes) results.mark(behaviour.targets, 'injected');
    for (const line of behaviour.logs) log(expand(line, env));
    helpers = deps.helpers.spawn(pod, facts.experiment, subject.chaosUID, behaviour);

    after(behaviour.duration, finish);
    after(behaviour.stopEngineAfter, () =>
      requestStop(deps.context, namespace, facts.engine, behaviour.stopEngineTakes, (accepted) => {
        log(
          accepted
            ? '[Probe]: the engine was stopped'
            : '[Probe]: the engine could not be stopped, its version was old',
        );
      }),
    );
    if (disturbed) {
      after(behaviour.oomAfter, () => {
        clock.close();
        container.exit(137, 'OOMKilled');
      });
      after(behaviour.evictAfter, () => container.evict('The node was low on resource: memory.'));
      after(behaviour.loseNodeAfter, () => container.loseNode());
      after(behaviour.deletePodAfter, () =>
        store.remove('pods', namespace, pod.metadata.name, { propagation: 'Background', uid: pod.metadata.uid }),
      );
    }

    let stopping = false;
    let killed = (): void => {};
    return {
      terminate: () => {
        if (stopping || behaviour.onSigterm === 'ignored') return;
        stopping = true;
        clock.close();
        log('[Chaos]: Chaos Experiment Abortion started because of terminated signal received');
        if (behaviour.stopTime === 0) {
          stop();
          return;
        }
        killed = cluster.setTimer(cluster.now() + behaviour.stopTime, stop);
      },
      kill: () => {
        clock.close();
        killed();
      },
    };
  };
