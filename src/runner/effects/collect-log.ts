import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { KubeObject } from '../../cluster/port.ts';
import type { BuiltJob } from '../../job/build-job.ts';
import { identityLabels } from '../../job/identity.ts';
import { defined, recordsAt, textAt } from '../../model/json/json-object.ts';
import { isMainPod } from '../../model/kube/pod.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../run/loop.ts';
import type { Run } from '../run/run-context.ts';
import { maskedTails, type WantedTail } from './masked-tail.ts';
import { type AttemptMeans, builtJobOf } from './result-name.ts';

/** An event's message holds 1,024 characters; this much of it is the logs'. */
const eventCharacters = 600;
/** The tails are a courtesy: they never hold up the clean-up for longer, in milliseconds. */
const boundMs = 5_000;
/** Of so many failed helpers the logs are read. */
const mostHelpers = 3;

type Params = AttemptParams & { readonly job: string; readonly pod: string };

/** Works for so many milliseconds at the most, or until the process ends; nothing has come of it then. */
const within = async <A>(
  { clock, signal }: Pick<Run, 'clock' | 'signal'>,
  ms: number,
  work: (signal: AbortSignal) => Promise<readonly A[]>,
): Promise<readonly A[]> => {
  const bound = new AbortController();
  try {
    const both = AbortSignal.any([bound.signal, signal]);
    return await Promise.race([work(both), sleep(clock, ms, both).then(() => [])]);
  } finally {
    bound.abort();
  }
};

/**
 * Copies the last lines of a failed main container's log into the log of the run, and those of helper pods that have failed:
 * why a fault could not be injected stands there only, and the helpers are about to be deleted. All of it masked.
 */
export const collectLog = async (run: AttemptMeans, params: Params): Promise<ToExperiment> => {
  const tails = await within(run, boundMs, (signal) => tailsOf(run, params, signal));
  for (const { pod, text } of tails)
    run.log.info(
      { job: params.job, pod, tail: text.split('\n') },
      pod === params.pod ? 'last lines of the main container' : 'last lines of a helper that has failed',
    );
  const ofMain = tails.find(({ pod }) => pod === params.pod)?.text;
  const ofHelper = tails.find(({ pod }) => pod !== params.pod)?.text;
  const room = ofMain !== undefined && ofHelper !== undefined ? eventCharacters / 2 : eventCharacters;
  const [tail, helperTail] = [ofMain, ofHelper].map((text) => text && endOfText(text, room));
  return { type: 'LOG_COLLECTED', ...defined({ tail, helperTail }) };
};

/** What is being removed is waited for no longer because of its log, in milliseconds. */
const meanwhileMs = 2_000;

/** The last lines of a main container that is ending, masked; undefined: they could not be read in time, or there are none. */
export const lastLines = async (
  run: AttemptMeans,
  params: AttemptParams & { readonly job: string },
  pod: string,
): Promise<string | undefined> => {
  const [text] = await within(run, meanwhileMs, (signal) => {
    const call = { signal, patienceMs: meanwhileMs, urgent: true };
    const read = (built: BuiltJob | undefined) => maskedTails(run, built, [{ pod, container: params.job }], call);
    // At once where that is possible: the log may go with the pod.
    const known = run.built.get(params.job);
    return known === undefined ? builtJobOf(run, params, params.job).then(read) : read(known);
  });
  if (text === undefined) return undefined;
  run.log.info({ job: params.job, pod, tail: text.split('\n') }, 'last lines of the main container');
  return endOfText(text, eventCharacters);
};

const endOfText = (text: string, characters: number): string =>
  text.length > characters ? `…${text.slice(-characters)}` : text;

interface Tail {
  readonly pod: string;
  readonly text: string;
}

const tailsOf = async (run: AttemptMeans, params: Params, signal: AbortSignal): Promise<readonly Tail[]> => {
  const call = { signal, patienceMs: boundMs };
  const [built, helpers] = await Promise.all([
    builtJobOf(run, params, params.job),
    run.cluster.list('Pod', run.identity.namespace, { labels: `${identityLabels.job}=${params.job}` }, call),
  ]);
  const failed = E.isRight(helpers) ? failedHelpers(helpers.right.items, params.job) : [];
  const wanted: readonly WantedTail[] = [{ pod: params.pod, container: params.job }, ...failed];
  const texts = await maskedTails(run, built, wanted, call);
  return wanted.flatMap(({ pod }, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ pod, text }];
  });
};

const failedHelpers = (pods: readonly KubeObject[], job: string): readonly WantedTail[] =>
  pods
    .filter((pod) => !isMainPod(pod, job) && textAt(pod.status, 'phase') === 'Failed')
    .slice(0, mostHelpers)
    .flatMap((pod) => {
      const container = textAt(recordsAt(pod.spec, 'containers')[0], 'name');
      return container === undefined ? [] : [{ pod: pod.metadata.name, container }];
    });
