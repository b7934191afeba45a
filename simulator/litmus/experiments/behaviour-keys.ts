/** The annotations that script a simulated experiment: one table of keys, their values and what they mean. */
import * as E from 'fp-ts/Either';
import { parseDuration } from '../../../src/model/text/duration.ts';
import { type PodScript, startFaults } from '../../controllers/programs.ts';

/** The prefix of every annotation that the simulator reads. */
export const behaviourPrefix = 'simulator.litmuschaos.io/';

const verdicts = ['Pass', 'Fail', 'Error', 'Stopped'] as const;
export type Verdict = (typeof verdicts)[number];

const paces = ['quick', 'litmus'] as const;
type Pace = (typeof paces)[number];

/** How the result of an experiment appears; `stale` leaves one of an earlier run, `slow` comes after the container's end. */
export type ResultMode =
  | { readonly is: 'written' | 'none' | 'awaited' }
  | { readonly is: 'slow'; readonly milliseconds: number }
  | { readonly is: 'stale'; readonly verdict: Verdict };

interface Key<A> {
  readonly parse: (text: string) => E.Either<string, A>;
  readonly fallback: A;
  /** The possible values, for people. */
  readonly values: string;
  readonly meaning: string;
  /** Whether a comma separates the values of successive attempts; without, the whole text is one value. */
  readonly perAttempt: boolean;
}

const oneOf =
  <A extends string>(...words: readonly A[]) =>
  (text: string): E.Either<string, A> => {
    const found = words.find((word) => word === text);
    return found === undefined ? E.left(`"${text}" is none of ${words.join(', ')}`) : E.right(found);
  };

const integer = (text: string): E.Either<string, number> =>
  /^\d{1,6}$/.test(text) ? E.right(Number(text)) : E.left(`"${text}" is no whole number`);

const resultModes = 'written, none, awaited, stale, stale:VERDICT, slow:DURATION';

const resultMode = (text: string): E.Either<string, ResultMode> => {
  const [mode = '', more] = text.split(':', 2);
  if (mode === 'slow')
    return E.map((milliseconds: number) => ({ is: 'slow' as const, milliseconds }))(parseDuration(more ?? '3s'));
  if (mode === 'stale')
    return E.map((verdict: Verdict) => ({ is: 'stale' as const, verdict }))(oneOf(...verdicts)(more ?? 'Pass'));
  if (text === 'written' || text === 'none' || text === 'awaited') return E.right({ is: text });
  return E.left(`"${text}" is none of ${resultModes}`);
};

const startFault = (text: string): E.Either<string, PodScript['startFault']> => {
  const [name = '', limit] = text.split(':', 2);
  const reason = oneOf(...startFaults)(name);
  if (E.isLeft(reason)) return reason;
  const known = { reason: reason.right };
  return limit === undefined
    ? E.right(known)
    : E.map((milliseconds: number) => ({ ...known, milliseconds }))(parseDuration(limit));
};

const lines = (text: string): E.Either<string, readonly string[]> =>
  E.right(text.split('\n').filter((line) => line !== ''));

/** `<kind>/<name>` each. */
const targets = (text: string): E.Either<string, readonly string[]> => {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = parts.find((part) => !/^[^/]+\/[^/]+$/.test(part));
  return wrong === undefined ? E.right(parts) : E.left(`"${wrong}" is no target: write it like deployment/nginx`);
};

const key = <A>(parse: Key<A>['parse'], fallback: A, values: string, meaning: string): Key<A> => {
  return { parse, fallback, values, meaning, perAttempt: true };
};
const list = (parse: Key<readonly string[]>['parse'], values: string, meaning: string): Key<readonly string[]> => {
  return { parse, fallback: [], values, meaning, perAttempt: false };
};

const choice = <A extends string>(words: readonly A[], fallback: NoInfer<A>, meaning: string): Key<A> =>
  key(oneOf(...words), fallback, words.join(', '), meaning);
const count = (fallback: number, meaning: string): Key<number> => key(integer, fallback, 'a number', meaning);
const time = (fallback: number, meaning: string): Key<number> => key(parseDuration, fallback, 'a duration', meaning);
const moment = (meaning: string): Key<number | undefined> => key(parseDuration, undefined, 'a duration', meaning);

/** Every key, by its name in {@link Behaviour}; the annotation is the same name in kebab-case after the prefix. */
export const behaviourKeys = {
  pace: choice(
    paces,
    'quick',
    'the defaults of the times below: as short as can be, or as litmus-go 3.31 was measured',
  ),
  duration: time(
    200,
    'how long the fault takes: from the end of the preparation, or from the injection of each helper',
  ),
  preparation: time(
    0,
    'from the start of the main container until its first result is written; before, SIGTERM ends it at once',
  ),
  verdict: choice(verdicts, 'Pass', 'the verdict of the result'),
  result: key(
    resultMode,
    { is: 'written' } as ResultMode,
    resultModes,
    'whether and when the result is written: never, left at Awaited, left as an earlier run wrote it, or this long after the container has ended',
  ),
  resultLabels: choice(
    ['none', 'name', 'pod', 'pod+chaosUID'],
    'pod+chaosUID',
    'the labels of the result, as litmus-go to 1.6, to 1.8, to 1.13.5 and since 1.13.6 writes them; with the last a Stopped result has chaosUID only',
  ),
  exitCode: count(0, 'the exit code of the main container'),
  failsToStart: key(
    startFault,
    undefined as PodScript['startFault'],
    `${startFaults.join(', ')}; each also with :DURATION`,
    'why the pod does not start, or is refused to its Job; with a duration it does when that has passed since its creation, or its Job’s',
  ),
  pullTime: time(0, 'how long the image pull takes beyond the usual'),
  evictAfter: moment('the kubelet evicts the pod so long after the start'),
  deletePodAfter: moment('somebody deletes the pod so long after the start'),
  loseNodeAfter: moment('the pod’s node dies so long after the start'),
  oomAfter: moment('the main container is killed for its memory so long after the start'),
  sidecar: choice(
    ['none', 'injected', 'native'],
    'none',
    'whether a service mesh adds a container to the pod that never ends by itself; native: an init container that stays and is ended with the pod',
  ),
  helpers: count(
    0,
    'how many helper pods the experiment starts, without owner references: then they inject and revert, each its share of the targets',
  ),
  helperBirth: time(
    0,
    'from the start of the main container until it creates its helpers, also where it was told to stop before',
  ),
  helperInjects: time(0, 'from the start of a helper until it injects'),
  helperRevert: time(
    0,
    'how long a helper takes to revert its targets, one after the other; what is not reverted when its grace is over stays for ever',
  ),
  helperExitCode: count(0, 'the exit code of helpers that cannot inject, and end instead; 0: they inject'),
  helperLabels: choice(
    ['copied', 'app'],
    'copied',
    'whether helper pods carry the labels of the experiment’s pod, as since litmus-go 2.8, or only `app` and chaosUID',
  ),
  targets: list(
    targets,
    'KIND/NAME, several with commas or spaces',
    'what the experiment, or its helpers, marks in the result as injected and later as reverted',
  ),
  reverts: choice(
    ['yes', 'no', 'at-end'],
    'yes',
    'whether targets are reverted: always, never, or only when the experiment is not stopped',
  ),
  onSigterm: choice(
    ['stopped', 'silent', 'ignored'],
    'stopped',
    'what SIGTERM does: a Stopped result and the end, the end alone, nothing until SIGKILL',
  ),
  stopTime: time(0, 'how long the main container takes to end after SIGTERM'),
  stopResult: moment('the Stopped result is written so long after SIGTERM; at the end of stop-time unless given'),
  sigtermExitCode: count(1, 'the exit code after SIGTERM'),
  logs: list(lines, 'lines', 'further lines of the log; `$(NAME)` is replaced by the variable'),
  stopEngineAfter: moment(
    'a probe with stopOnFailure fails: the experiment sets engineState: stop by an unretried PUT',
  ),
  stopEngineTakes: time(20, 'the time between the GET and the PUT of stop-engine-after'),
} as const;

/** The keys that script an experiment; as annotations they are written in kebab-case after the prefix. */
export type BehaviourKey = keyof typeof behaviourKeys;

/** What one attempt of a simulated experiment does; times are in milliseconds. */
export type Behaviour = { readonly [K in BehaviourKey]: (typeof behaviourKeys)[K]['fallback'] };

/** The defaults that a pace changes. Those of `litmus` were measured with litmus-go 3.31 without CPU limits. */
export const paceDefaults: { readonly [P in Pace]: Partial<Behaviour> } = {
  quick: {},
  litmus: {
    preparation: 6_000,
    helperBirth: 10_000,
    helperInjects: 5_000,
    helperRevert: 2_000,
    stopTime: 6_000,
    stopResult: 4_000,
  },
};

/** The annotation of a key: `evictAfter` is `simulator.litmuschaos.io/evict-after`. */
export const annotationOf = (name: BehaviourKey): string =>
  behaviourPrefix + name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
