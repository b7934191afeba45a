import { litmusMessage } from '../../../machines/experiment/litmus-message.ts';
import { defined } from '../../model/json/json-object.ts';
import type { Observation } from '../../model/kube/pod-facts.ts';
import type { ToExperiment } from '../run/loop.ts';

/** What an observation is dated by, in milliseconds since the epoch. */
export interface Dates {
  readonly now: number;
  /** By our clock, what the node has dated. */
  readonly byOurClock: (at: number) => number;
}

/** When the node says that something was, by our clock; now, where it does not say. */
export const dateOf = (text: string | undefined, { now, byOurClock }: Dates): number => {
  const at = Date.parse(text ?? '');
  return Number.isFinite(at) ? byOurClock(at) : now;
};

const because = (reason: string, message: string): string =>
  [reason, message].filter((part) => part !== '').join(': ') || 'no reason was given';

/** What was seen of a pod that nothing more can be said of. */
interface Vanished {
  readonly started: boolean;
  readonly pod?: string;
}

const lost = ({ pod, started }: Vanished, reason: string): readonly ToExperiment[] => [
  { type: 'LOST', ...defined({ pod }), started, reason },
];

/** What an observation means to the experiment machine; `LOST` and `START_FAILED` end the step. */
export const eventsOf = (seen: Observation, dates: Dates): readonly ToExperiment[] => {
  switch (seen.is) {
    case 'NoPod': {
      const { refused, held } = seen;
      if (refused) {
        const reason = `The Job was refused its pod. ${because(refused.reason, refused.message)}`;
        return [{ type: 'START_FAILED', reason }];
      }
      return [{ type: 'POD_WAITING', reason: held ? because(held.reason, held.message) : litmusMessage.noPodYet }];
    }
    case 'Starting': {
      const { pod, waiting } = seen;
      const told: ToExperiment = { type: 'POD_SEEN', pod };
      if (waiting === undefined) return [told];
      const reason = because(waiting.reason, waiting.message);
      return waiting.immediate
        ? [told, { type: 'START_FAILED', pod, reason: `The pod cannot start. ${reason}` }]
        : [told, { type: 'POD_WAITING', pod, reason }];
    }
    case 'Started':
      return [{ type: 'MAIN_STARTED', pod: seen.pod, startedAt: dateOf(seen.startedAt, dates) }];
    case 'Ended': {
      const { pod, exitCode, started } = seen;
      const told: ToExperiment = { type: 'POD_SEEN', pod };
      const reason = because(seen.reason, seen.message);
      return started
        ? [told, { type: 'MAIN_ENDED', pod, exitCode, endedAt: dateOf(seen.finishedAt, dates), reason }]
        : [told, { type: 'START_FAILED', pod, reason: `The main container could not be started. ${reason}` }];
    }
    case 'JobEnded': {
      if (!seen.succeeded)
        return lost({ started: true }, `The Job failed and its pod is gone. ${because(seen.reason, seen.message)}`);
      const reason = 'the Job is complete and its pod is gone';
      return [{ type: 'MAIN_ENDED', pod: '', exitCode: 0, endedAt: dates.now, reason }];
    }
    case 'NoJob':
      return lost(seen, 'The Job was deleted by somebody else.');
    case 'Suspended':
      return lost(
        seen,
        'The Job was suspended by somebody else (spec.suspend) after it had begun: resumed, it would inject again.',
      );
    case 'PodDeleted':
      return lost(seen, `The pod ${seen.pod} was deleted by somebody else.`);
    case 'SecondPod': {
      const pods = seen.pods.join(', ');
      return lost(seen, `The Job has more than one pod (${pods}): the fault may have been injected twice.`);
    }
    case 'Evicted':
      return lost(seen, `The pod ${seen.pod} was evicted. ${because(seen.reason, seen.message)}`);
    case 'Lost':
      return lost(
        seen,
        `The node of the pod ${seen.pod} does not answer any more. ${because(seen.reason, seen.message)}`,
      );
    case 'PodFailed':
      return lost(seen, `The pod ${seen.pod} failed. ${because(seen.reason, seen.message)}`);
  }
};

/** Whether an event ends the step because of something that an abort by somebody else also looks like. */
export const mayBeAnAbort = (events: readonly ToExperiment[]): boolean => events.some(({ type }) => type === 'LOST');
