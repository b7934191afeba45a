/** The annotations that script a simulated experiment: one table of keys, their values and what they mean. */
import * as E from 'fp-ts/Either';
import { parseDuration } from '../../../src/model/text/duration.ts';
import { type StartFault, startFaults } from '../../controllers/programs.ts';

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

const resultMode = (text: string): E.Either<string, ResultMode> => {
  const [mode = '', more] = text.split(':', 2);
  if (mode === 'slow') {
    return E.map((milliseconds: number): ResultMode => ({ is: mode, milliseconds }))(parseDuration(more ?? '3s'));
  }
  if (mode === 'stale')
    return E.map((verdict: Verdict): ResultMode => ({ is: mode, verdict }))(oneOf(...verdicts)(more ?? 'Pass'));
  return E.map((plain: 'written' | 'none' | 'awaited'): ResultMode => ({ is: plain }))(
    E.mapLeft(() => `"${text}" is none of written, none, awaited, stale, stale:VERDICT, slow:DURATION`)(
      oneOf('written', 'none', 'awaited')(text),
    ),
  );
};

export interface ScriptedFault {
  readonly reason: StartFault;
  readonly milliseconds?: number;
}

const startFault = (text: string): E.Either<string, ScriptedFault | undefined> => {
  const [name = '', limit] = text.split(':', 2);
  const reason = oneOf(...startFaults)(name);
  if (E.isLeft(reason) || limit === undefined) return E.map((known: StartFault) => ({ reason: known }))(reason);
  return E.map((milliseconds: number) => ({ reason: reason.right, milliseconds }))(parseDuration(limit));
};

const lines = (text: string): E.Either<string, readonly string[]> =>
  E.right(text.split('\n').filter((line) => line !== ''));

export interface Target {
  readonly kind: string;
  readonly name: string;
}

const targets = (text: string): E.Either<string, readonly Target[]> => {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = parts.find((part) => !/^[^/]+\/[^/]+$/.test(part));
  if (wrong !== undefined) return E.left(`"${wrong}" is no target: write it like deployment/nginx`);
  return E.right(parts.map((part) => ({ kind: part.split('/')[0] ?? '', name: part.split('/')[1] ?? '' })));
};

const key = <A>(parse: Key<A>['parse'], fallback: A, values: string, meaning: string, perAttempt = true): Key<A> => ({
  parse,
  fallback,
  values,
  meaning,
  perAttempt,
});

const moment = (meaning: string): Key<number | undefined> => key(parseDuration, undefined, 'a duration', meaning);

/** Every key, by its name in {@link Behaviour}; the annotation is the same name in kebab-case after the prefix. */
export const behaviourKeys = {
  pace: key(
    oneOf(...paces),
    'quick' as Pace,
    paces.join(', '),
    'the defaults of the times below: as short as can be, or as litmus-go 3.31 was measured',
  ),
  duration: key(
    parseDuration,
    200,
    'a duration',
    'how long the fault takes: from the end of the preparation, or from the injection of each helper',
  ),
  preparation: key(
    parseDuration,
    0,
    'a duration',
    'from the start of the main container until its first result is written; before, SIGTERM ends it at once',
  ),
  verdict: key(oneOf(...verdicts), 'Pass' as Verdict, verdicts.join(', '), 'the verdict of the result'),
  result: key(
    resultMode,
    { is: 'written' } as ResultMode,
    'written, none, awaited, stale, stale:VERDICT, slow:DURATION',
    'whether and when the result is written: never, left at Awaited, left as an earlier run wrote it, or this long after the container has ended',
  ),
  resultLabels: key(
    oneOf('none', 'name', 'pod', 'pod+chaosUID'),
    'pod+chaosUID' as 'none' | 'name' | 'pod' | 'pod+chaosUID',
    'none, name, pod, pod+chaosUID',
    'the labels of the result, as litmus-go to 1.6, to 1.8, to 1.13.5 and since 1.13.6 writes them; with the last a Stopped result has chaosUID only',
  ),
  exitCode: key(integer, 0, 'a number', 'the exit code of the main container'),
  failsToStart: key(
    startFault,
    undefined as ScriptedFault | undefined,
    `${startFaults.join(', ')}; each also with :DURATION`,
    'why the pod does not start, or is refused to its Job; with a duration it does when that has passed since its creation, or its Job’s',
  ),
  pullTime: key(parseDuration, 0, 'a duration', 'how long the image pull takes beyond the usual'),
  evictAfter: moment('the kubelet evicts the pod so long after the start'),
  deletePodAfter: moment('somebody deletes the pod so long after the start'),
  loseNodeAfter: moment('the pod’s node dies so long after the start'),
  oomAfter: moment('the main container is killed for its memory so long after the start'),
  sidecar: key(
    oneOf('none', 'injected', 'native'),
    'none' as 'none' | 'injected' | 'native',
    'none, injected, native',
    'whether a service mesh adds a container to the pod that never ends by itself; native: an init container that stays and is ended with the pod',
  ),
  helpers: key(
    integer,
    0,
    'a number',
    'how many helper pods the experiment starts, without owner references: then they inject and revert, each its share of the targets',
  ),
  helperBirth: key(
    parseDuration,
    0,
    'a duration',
    'from the start of the main container until it creates its helpers, also where it was told to stop before',
  ),
  helperInjects: key(parseDuration, 0, 'a duration', 'from the start of a helper until it injects'),
  helperRevert: key(
    parseDuration,
    0,
    'a duration',
    'how long a helper takes to revert its targets, one after the other; what is not reverted when its grace is over stays for ever',
  ),
  helperExitCode: key(
    integer,
    0,
    'a number',
    'the exit code of helpers that cannot inject, and end instead; 0: they inject',
  ),
  helperLabels: key(
    oneOf('copied', 'app'),
    'copied' as 'copied' | 'app',
    'copied, app',
    'whether helper pods carry the labels of the experiment’s pod, as since litmus-go 2.8, or only `app` and chaosUID',
  ),
  targets: key(
    targets,
    [] as readonly Target[],
    'KIND/NAME, several with commas or spaces',
    'what the experiment, or its helpers, marks in the result as injected and later as reverted',
    false,
  ),
  reverts: key(
    oneOf('yes', 'no', 'at-end'),
    'yes' as 'yes' | 'no' | 'at-end',
    'yes, no, at-end',
    'whether targets are reverted: always, never, or only when the experiment is not stopped',
  ),
  onSigterm: key(
    oneOf('stopped', 'silent', 'ignored'),
    'stopped' as 'stopped' | 'silent' | 'ignored',
    'stopped, silent, ignored',
    'what SIGTERM does: a Stopped result and the end, the end alone, nothing until SIGKILL',
  ),
  stopTime: key(parseDuration, 0, 'a duration', 'how long the main container takes to end after SIGTERM'),
  stopResult: moment('the Stopped result is written so long after SIGTERM; at the end of stop-time unless given'),
  sigtermExitCode: key(integer, 1, 'a number', 'the exit code after SIGTERM'),
  logs: key(
    lines,
    [] as readonly string[],
    'lines',
    'further lines of the log; `$(NAME)` is replaced by the variable',
    false,
  ),
  stopEngineAfter: moment(
    'a probe with stopOnFailure fails: the experiment sets engineState: stop by an unretried PUT',
  ),
  stopEngineTakes: key(parseDuration, 20, 'a duration', 'the time between the GET and the PUT of stop-engine-after'),
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
