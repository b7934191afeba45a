import * as E from 'fp-ts/Either';
import * as t from 'io-ts';
import { PathReporter } from 'io-ts/PathReporter';

/**
 * What is kept of a suite's run, as one small JSON file in `test/reports/`. Two kinds: a suite of vitest, and trials
 * on the real LitmusChaos, whose runs are measured as well as judged. `docs/compatibility.md` is made from these files
 * and says nothing else.
 */

const matching = (name: string, pattern: RegExp): t.Type<string> =>
  new t.Type<string>(
    name,
    (input): input is string => typeof input === 'string' && pattern.test(input),
    (input, context) =>
      typeof input === 'string' && pattern.test(input) ? t.success(input) : t.failure(input, context, name),
    t.identity,
  );

const from = (least: number, name: string, isRight: (value: number) => boolean): t.Type<number> =>
  new t.Type<number>(
    name,
    (input): input is number => typeof input === 'number' && isRight(input) && input >= least,
    (input, context) =>
      typeof input === 'number' && isRight(input) && input >= least
        ? t.success(input)
        : t.failure(input, context, name),
    t.identity,
  );
const count = from(0, 'a whole number from 0', Number.isSafeInteger);
const quantity = from(0, 'a number from 0', Number.isFinite);

const run = {
  /** The npm script. */
  suite: t.string,
  passed: count,
  failed: count,
  /** How long it took, in minutes. */
  minutes: quantity,
  /** The day on which it began, in UTC. */
  date: matching('a day such as 2026-01-31', /^\d{4}-\d\d-\d\d$/),
  /** What was tested. One that ends in `-dirty` had changes that no commit holds. */
  commit: matching('a commit', /^[0-9a-f]{7,40}(-dirty)?$/),
};
/** The server's own word, such as 1.37.2; absent where a suite needs no cluster. */
const kubernetes = matching('a version such as 1.37.2', /^\d+\.\d+\.\d+$/);

const suiteReport = t.intersection([
  t.readonly(t.type({ kind: t.literal('suite'), ...run })),
  t.readonly(
    t.partial({
      kubernetes,
      /** On a cluster: by the path of the test file from the root of the repository. */
      files: t.readonly(t.record(t.string, t.readonly(t.type({ passed: count, failed: count })))),
    }),
  ),
]);

/** Something that was taken part in: a build of one commit. */
const part = t.readonly(
  t.type({
    commit: matching('a full commit', /^[0-9a-f]{40}$/),
    /** Of the image's manifest. */
    digest: matching('a digest', /^sha256:[0-9a-f]{64}$/),
  }),
);

const measure = t.intersection([
  t.readonly(
    t.type({
      /** Such as `stop to last revert`. */
      what: t.string,
      unit: t.string,
      median: quantity,
      most: quantity,
    }),
  ),
  /** The 99th percentile, of fifty values or more. */
  t.readonly(t.partial({ p99: quantity })),
]);

const trial = t.readonly(
  t.type({
    /** What was done to which fault, such as `engineState: stop, pod-network-latency, 20 targets, 50m CPU`. */
    name: t.string,
    /** Who ran the experiments: ours, or the Go runner beside it. */
    runner: t.union([t.literal('chaos-runner'), t.literal('go-runner')]),
    /** How many times. */
    trials: count,
    /** In how many of them everything held that the suite asks for. */
    held: count,
    /** Targets on which a fault was found in place afterwards, over all trials. */
    faultsLeft: count,
    measures: t.readonlyArray(measure),
  }),
);

const trialsReport = t.intersection([
  t.readonly(
    t.type({
      kind: t.literal('trials'),
      ...run,
      kubernetes,
      /** What was compared; passed and failed count trials. */
      compared: t.readonly(t.type({ 'chaos-operator': part, 'litmus-go': part, 'go-runner': part })),
      trials: t.readonlyArray(trial),
    }),
  ),
  /** Of which parts of the suite not all trials are in it, such as `40 of the 100 trials of x`; absent where all are. */
  t.readonly(t.partial({ incomplete: t.readonlyArray(t.string) })),
]);

const keptReport = t.union([suiteReport, trialsReport]);

export type SuiteReport = t.TypeOf<typeof suiteReport>;
export type TrialsReport = t.TypeOf<typeof trialsReport>;
export type KeptReport = t.TypeOf<typeof keptReport>;

/** The report that a file's text holds, or what is wrong with it. */
export const readReport = (text: string): E.Either<string, KeptReport> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return E.left(String(error));
  }
  const decoded = keptReport.decode(value);
  return E.isRight(decoded) ? decoded : E.left(PathReporter.report(decoded).join('\n'));
};

/** As it stands in its file. */
export const reportText = (report: KeptReport): string => `${JSON.stringify(report, null, 2)}\n`;

/** The file that holds the report of this suite on this minor version; a later run of it takes its place. */
export const reportFile = ({ suite, kubernetes: version }: KeptReport): string => {
  const minor = version === undefined ? '' : `-${version.split('.').slice(0, 2).join('.')}`;
  return `${suite.replace(/^test:/, '').replaceAll(':', '-')}${minor}.json`;
};
