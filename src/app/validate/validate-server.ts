import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isNotFound } from '../../cluster/error-predicates.ts';
import type { Cluster, KubeObject, WriteCall } from '../../cluster/port.ts';
import { podOf, trialJob } from '../../job/trial-job.ts';
import type { Finding } from '../../model/json/diagnostic.ts';
import { defined, isRecord, withoutNulls } from '../../model/json/json-object.ts';
import { showProblem } from '../../model/json/problem.ts';
import { pairedExperiment } from '../../model/lint/pairing.ts';
import type { Validation } from '../../model/lint/validate-documents.ts';
import type { ChaosEngine, ExperimentEntry } from '../../model/litmus/engine.ts';
import { type ChaosExperiment, decodeExperiment } from '../../model/litmus/experiment.ts';
import { decodeEnvironment, environmentFromEngine } from '../../model/litmus/runner-environment.ts';
import { applyObject, prepareOne, type Where } from '../apply.ts';
import { type ClusterFlags, openCluster } from '../open-cluster.ts';
import { logWarnings } from '../server-warnings.ts';
import type { Terminal } from '../terminal.ts';
import { viewLog } from '../view-log.ts';
import { refusalsOf, type Subject, warningsOf } from './server-findings.ts';

/** What a cluster says of files. */
export interface ServerAnswer {
  readonly server: string;
  /** Jobs that it was asked about. */
  readonly jobs: number;
  readonly findings: readonly Finding[];
  /** Why some of it was not answered. */
  readonly unanswered?: string;
}

/** What all questions have in common. */
interface Asking extends Where {
  readonly cluster: Cluster;
  readonly validation: Validation;
  readonly say: (findings: readonly Finding[]) => void;
  /** The server gave no answer. */
  readonly fail: (error: ClusterError) => void;
}

/**
 * Asks a cluster what it would say to the experiments and engines of the files and to the Jobs and pods that their entries
 * would become: its own decoding and validation, quotas, admission, Pod Security. All of it is only tried, nothing is changed.
 * Left: the cluster cannot be reached.
 */
export const askServer = async (
  validation: Validation,
  flags: ClusterFlags,
  terminal: Terminal,
): Promise<E.Either<string, ServerAnswer>> => {
  const log = viewLog({ note: (sentence) => terminal.stderr(`${sentence}\n`) });
  const open = await openCluster(flags, logWarnings(log));
  if (E.isLeft(open)) return open;
  const { cluster, namespace } = open.right;
  const findings: Finding[] = [];
  const failures: string[] = [];
  const asking: Asking = {
    cluster,
    validation,
    asked: flags.namespace,
    usual: namespace,
    say: (more) => findings.push(...more),
    fail: ({ message }) => failures.push(message),
  };
  const { engines, experiments } = validation;
  const entries = engines.flatMap((engine) =>
    engine.spec.experiments.map((entry, index) => ({ engine, entry, index })),
  );
  const asked = await Promise.all([
    ...experiments.map((experiment) => askAboutObject(asking, 'ChaosExperiment', experiment)),
    ...engines.map((engine) => askAboutObject(asking, 'ChaosEngine', engine)),
    ...entries.map(({ engine, entry, index }) => askAboutEntry(asking, engine, entry, index)),
  ]);
  await cluster.close();
  const [unanswered] = failures;
  return E.right({
    server: cluster.describe().server,
    jobs: asked.filter((one) => one === 'Job').length,
    findings: oncePerRight(findings),
    ...defined({ unanswered }),
  });
};

/** A right that is missing is missing for all objects of its kind. */
const oncePerRight = (findings: readonly Finding[]): readonly Finding[] => {
  const said = new Set<string>();
  return findings.filter(({ severity, message }) => {
    if (severity !== 'note') return true;
    const isNew = !said.has(message);
    said.add(message);
    return isNew;
  });
};

/** Makes one request of which nothing stays, and says what came of it. The warnings are the answer; undefined: refused. */
const tried = async (
  asking: Asking,
  subject: Subject,
  request: (call: WriteCall) => Promise<E.Either<ClusterError, KubeObject>>,
  known: (warning: string) => boolean = () => false,
): Promise<readonly string[] | undefined> => {
  const warnings: string[] = [];
  const answer = await request({ dryRun: true, onWarning: (text) => warnings.push(text) });
  const news = warnings.filter((text) => !known(text));
  asking.say(warningsOf(subject, news));
  if (E.isRight(answer)) return warnings;
  sayRefusal(asking, subject, answer.left);
  return undefined;
};

const sayRefusal = ({ say, fail }: Asking, subject: Subject, error: ClusterError): void => {
  const refusals = refusalsOf(subject, error);
  if (refusals === undefined) fail(error);
  else say(refusals);
};

const askAboutObject = async (
  asking: Asking,
  kind: 'ChaosEngine' | 'ChaosExperiment',
  value: ChaosEngine | ChaosExperiment,
): Promise<typeof kind> => {
  const source = asking.validation.sources.get(value);
  if (source === undefined) return kind;
  const subject: Subject = { whose: 'it', at: (path) => ({ file: source.file, path, ...source.placeOf(path) }) };
  if (!isRecord(source.value)) return kind;
  const prepared = prepareOne(source.value, asking.validation.objects.filter(isRecord), asking);
  if (E.isLeft(prepared)) {
    const at = subject.at(['metadata', 'namespace']);
    asking.say(prepared.left.map((message) => ({ ...at, severity: 'error', message })));
    return kind;
  }
  for (const applicable of prepared.right) {
    const object = withoutNulls(applicable.object) as KubeObject;
    await tried(asking, subject, (call) => applyObject(asking.cluster, { ...applicable, object }, call));
  }
  return kind;
};

const askAboutEntry = async (
  asking: Asking,
  engine: ChaosEngine,
  entry: ExperimentEntry,
  index: number,
): Promise<'Job' | undefined> => {
  const { cluster, validation, usual, say } = asking;
  const source = validation.sources.get(engine);
  const environment = E.chain(decodeEnvironment)(environmentFromEngine(engine, usual));
  // What is wrong with the engine itself has been said without the cluster.
  if (source === undefined || E.isLeft(environment)) return undefined;
  const path = ['spec', 'experiments', index, 'name'];
  const at = () => ({ file: source.file, path, ...source.placeOf(path) });
  const inFiles = pairedExperiment(entry.name, engine.metadata, validation.experiments, ({ metadata }) => metadata);
  const experiment =
    inFiles ??
    (await experimentOf(asking, { whose: 'its ChaosExperiment', at }, environment.right.namespace, entry.name));
  if (experiment === undefined) return undefined;
  const built = trialJob(engine, entry, index, experiment, environment.right);
  if (E.isLeft(built)) {
    const problems = inFiles === undefined ? built.left : [];
    say(
      problems.map((problem) => ({
        ...at(),
        severity: 'error',
        message: `its ChaosExperiment: ${showProblem(problem)}`,
      })),
    );
    return undefined;
  }
  const { job } = built.right;
  const warned = await tried(asking, { whose: 'its Job', at }, (call) =>
    cluster.create('Job', job as KubeObject, call),
  );
  // Of a Job Kubernetes only warns: what is refused is its pod, once the Job is there.
  if (warned === undefined) return undefined;
  const known = new Set(warned.map(ofTemplate));
  await tried(
    asking,
    { whose: 'its pod', at },
    (call) => cluster.create('Pod', podOf(job) as KubeObject, call),
    (text) => known.has(text),
  );
  return 'Job';
};

/** A warning of a Job as its pod would get it. */
const ofTemplate = (warning: string): string => warning.replaceAll('spec.template.', '');

/** A ChaosExperiment that no file holds, as the cluster has it. */
const experimentOf = async (
  asking: Asking,
  subject: Subject,
  namespace: string,
  name: string,
): Promise<ChaosExperiment | undefined> => {
  const { cluster, say } = asking;
  const warnings: string[] = [];
  const answer = await cluster.get(
    'ChaosExperiment',
    { namespace, name },
    { onWarning: (text) => warnings.push(text) },
  );
  say(warningsOf(subject, warnings));
  const missing = (message: string): void => say([{ ...subject.at([]), severity: 'error', message }]);
  if (E.isLeft(answer)) {
    if (isNotFound(answer.left))
      missing(`neither the files nor namespace ${namespace} hold the ChaosExperiment ${name}`);
    else sayRefusal(asking, subject, answer.left);
    return undefined;
  }
  const decoded = decodeExperiment(answer.right);
  if (E.isRight(decoded)) return decoded.right;
  missing(`the ChaosExperiment ${name} of namespace ${namespace}: ${decoded.left.map(showProblem).join('; ')}`);
  return undefined;
};
