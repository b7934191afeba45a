/** The program of a helper pod: it injects, waits, reverts, and notes both in the result by itself. */

import { type Clock, scopedClock } from '../../clock.ts';
import type { Program } from '../../controllers/programs.ts';
import type { Behaviour } from './behaviour-keys.ts';
import type { Injection } from './injections.ts';
import type { Mark } from './marks.ts';

/** What one helper has to do. Times are in milliseconds. */
export interface HelperPlan extends Pick<Behaviour, 'helperExitCode' | 'helperInjects' | 'helperRevert' | 'reverts'> {
  /** How long the fault stays; absent: until somebody ends the helper. */
  readonly duration?: number;
  /** Its share of the targets; where it has none it injects something without a name. */
  readonly targets: readonly string[];
  inject(helper: string, target: string | undefined): Injection;
  mark(targets: readonly string[], as: Mark): void;
}

interface Held {
  readonly target: string | undefined;
  readonly injection: Injection;
}

/** The exit code of a helper that was told to stop, as of litmus-go. */
const stoppedCode = 1;

/**
 * Plays a plan. SIGTERM begins the revert, one target after the other; SIGKILL leaves behind what is not reverted by then.
 * `isAuthorized` says whether the token of the helper's pod is still good: it is refused as soon as the pod's object is gone.
 */
export const helperProgram =
  (clock: Clock, isAuthorized: () => boolean, plan: HelperPlan): Program =>
  ({ pod, exit, log }) => {
    const timers = scopedClock(clock);
    let held: readonly Held[] = [];
    let code = 0;
    let phase: 'waiting' | 'injecting' | 'reverting' = 'waiting';

    const after = (milliseconds: number, fn: () => void): void => {
      if (milliseconds === 0) fn();
      else timers.setTimer(timers.now() + milliseconds, fn);
    };
    const note = (target: string | undefined, as: Mark): void => {
      if (target === undefined) return;
      if (isAuthorized()) plan.mark([target], as);
      else log(`unable to annotate the chaosresult, ${target} is ${as}: Unauthorized`);
    };
    const kill = (): void => {
      timers.close();
      for (const { injection } of held) injection.abandon();
    };
    const end = (): void => {
      kill();
      exit(code);
    };
    const revertNext = (each: number): void => {
      const [next, ...others] = held;
      if (!next) {
        log('Chaos Revert Completed');
        end();
        return;
      }
      after(each, () => {
        next.injection.revert();
        held = others;
        note(next.target, 'reverted');
        revertNext(each);
      });
    };
    const finish = (reverts: boolean): void => {
      if (phase === 'reverting') return;
      if (!reverts) {
        end();
        return;
      }
      phase = 'reverting';
      log('Chaos Revert Started');
      revertNext(plan.helperRevert / Math.max(1, held.length));
    };

    log('[PreReq]: Getting the ENV variables');
    after(plan.helperInjects, () => {
      if (plan.helperExitCode !== 0) {
        log('[Error]: helper pod failed: the fault could not be injected');
        code = plan.helperExitCode;
        end();
        return;
      }
      phase = 'injecting';
      const targets = plan.targets.length === 0 ? [undefined] : plan.targets;
      held = targets.map((target) => ({ target, injection: plan.inject(pod.metadata.name, target) }));
      for (const target of plan.targets) note(target, 'injected');
      log('[Inject]: the helper injects the fault');
      if (plan.duration !== undefined) after(Math.max(1, plan.duration), () => finish(plan.reverts !== 'no'));
    });

    return {
      terminate: () => {
        code = stoppedCode;
        if (phase === 'waiting') end();
        else finish(plan.reverts === 'yes');
      },
      kill,
    };
  };
