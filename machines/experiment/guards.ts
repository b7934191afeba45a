import { hasPassed, removesHelpers, removesJob, staysInjected, wasLaunched } from './context.ts';
import type { ExperimentContext, ExperimentEvent } from './experiment-types.ts';

type On = { readonly context: ExperimentContext; readonly event: ExperimentEvent };

/** The conditions of the experiment machine's transitions, by the names that its charts show. */
export const experimentGuards = {
  isNewPod: ({ context, event }: On) => event.type === 'POD_SEEN' && event.pod !== context.pod,
  isTimer: ({ event }: On, params: { timer: string }) => 'timer' in event && event.timer === params.timer,
  logIsWanted: ({ context }: On) =>
    context.end?.outcome === 'Error' && context.pod !== undefined && context.startedAt !== undefined,
  hasFailed: ({ context }: On) => context.end?.warning !== undefined,
  isNewReason: ({ context, event }: On) =>
    (event.type === 'POD_WAITING' || event.type === 'JOB_HELD') && event.reason !== context.waiting,
  mayDefer: ({ context, event }: On) =>
    event.type === 'STATUS_RECORDED' && event.deferrable === true && hasPassed(context) && removesJob(context),
  mustCleanUp: ({ context }: On) => context.launch !== undefined && (removesJob(context) || removesHelpers(context)),
  jobWasRemoved: ({ context }: On) => removesJob(context),
  somethingStays: ({ context }: On) => context.stays === true,
  targetsStayInjected: ({ context }: On) => staysInjected(context),
  tellsOfItsStop: ({ context, event }: On) =>
    event.type === 'CLEANED' &&
    event.tail !== undefined &&
    context.end?.outcome === 'Stopped' &&
    context.end.warning === undefined,
  wasLaunched: ({ context }: On) => wasLaunched(context),
};
