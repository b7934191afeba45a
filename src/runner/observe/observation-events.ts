import { litmusMessage } from '../../../machines/experiment/litmus-message.ts';
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

/** What an observation means to the experiment machine; `LOST` and `START_FAILED` end the step. */
export const eventsOf = (seen: Observation, dates: Dates): readonly ToExperiment[] => {
  switch (seen.is) {
    case 'NoPod':
      return seen.refused
        ? [
            {
              type: 'START_FAILED',
              reason: `The Job was refused its pod. ${because(seen.refused.reason, seen.refused.message)}`,
            },
          ]
        : [
            {
              type: 'POD_WAITING',
              reason: seen.held ? because(seen.held.reason, seen.held.message) : litmusMessage.noPodYet,
            },
          ];
    case 'Starting': {
      const told: ToExperiment = { type: 'POD_SEEN', pod: seen.pod };
      if (seen.waiting === undefined) return [told];
      const reason = because(seen.waiting.reason, seen.waiting.message);
      return seen.waiting.immediate
        ? [told, { type: 'START_FAILED', pod: seen.pod, reason: `The pod cannot start. ${reason}` }]
        : [told, { type: 'POD_WAITING', pod: seen.pod, reason }];
    }
    case 'Started':
      return [{ type: 'MAIN_STARTED', pod: seen.pod, startedAt: dateOf(seen.startedAt, dates) }];
    case 'Ended': {
      const reason = because(seen.reason, seen.message);
      return seen.started
        ? [
            { type: 'POD_SEEN', pod: seen.pod },
            {
              type: 'MAIN_ENDED',
              pod: seen.pod,
              exitCode: seen.exitCode,
              endedAt: dateOf(seen.finishedAt, dates),
              reason,
            },
          ]
        : [
            { type: 'POD_SEEN', pod: seen.pod },
            { type: 'START_FAILED', pod: seen.pod, reason: `The main container could not be started. ${reason}` },
          ];
    }
    case 'JobEnded':
      return seen.succeeded
        ? [
            {
              type: 'MAIN_ENDED',
              pod: '',
              exitCode: 0,
              endedAt: dates.now,
              reason: 'the Job is complete and its pod is gone',
            },
          ]
        : [
            {
              type: 'LOST',
              started: true,
              reason: `The Job failed and its pod is gone. ${because(seen.reason, seen.message)}`,
            },
          ];
    case 'NoJob':
      return [
        {
          type: 'LOST',
          started: seen.started,
          reason: 'The Job was deleted by somebody else.',
          ...(seen.pod === undefined ? {} : { pod: seen.pod }),
        },
      ];
    case 'Suspended':
      return [
        {
          type: 'LOST',
          pod: seen.pod,
          started: seen.started,
          reason:
            'The Job was suspended by somebody else (spec.suspend) after it had begun: resumed, it would inject again.',
        },
      ];
    case 'PodDeleted':
      return [
        {
          type: 'LOST',
          pod: seen.pod,
          started: seen.started,
          reason: `The pod ${seen.pod} was deleted by somebody else.`,
        },
      ];
    case 'SecondPod':
      return [
        {
          type: 'LOST',
          started: seen.started,
          reason: `The Job has more than one pod (${seen.pods.join(', ')}): the fault may have been injected twice.`,
        },
      ];
    case 'Evicted':
      return [
        {
          type: 'LOST',
          pod: seen.pod,
          started: seen.started,
          reason: `The pod ${seen.pod} was evicted. ${because(seen.reason, seen.message)}`,
        },
      ];
    case 'Lost':
      return [
        {
          type: 'LOST',
          pod: seen.pod,
          started: seen.started,
          reason: `The node of the pod ${seen.pod} does not answer any more. ${because(seen.reason, seen.message)}`,
        },
      ];
    case 'PodFailed':
      return [
        {
          type: 'LOST',
          pod: seen.pod,
          started: seen.started,
          reason: `The pod ${seen.pod} failed. ${because(seen.reason, seen.message)}`,
        },
      ];
  }
};

/** Whether an event ends the step because of something that an abort by somebody else also looks like. */
export const mayBeAnAbort = (events: readonly ToExperiment[]): boolean => events.some(({ type }) => type === 'LOST');
