import * as E from 'fp-ts/Either';
import { checkPair } from '../../job/check-pair.ts';
import { batchAnnotation } from '../../model/batch/batch.ts';
import { type Finding, showFinding, toldOnce } from '../../model/json/diagnostic.ts';
import { defined } from '../../model/json/json-object.ts';
import type { AnnotationCheck } from '../../model/lint/check-annotations.ts';
import type { OperatorVersion } from '../../model/lint/schema/operators.ts';
import {
  inReadingOrder,
  type SourceFile,
  type Validation,
  validateDocuments,
} from '../../model/lint/validate-documents.ts';
import { atOnceText } from '../../model/plan/at-once-text.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { counted } from '../../model/text/counted.ts';
import { badInput, complain } from '../complain.ts';
import { beforeCluster, readSources } from '../input-files.ts';
import { offlinePlan } from '../offline-plan.ts';
import type { ClusterFlags } from '../open-cluster.ts';
import { type PlanFlags, readBatchFile } from '../plan-choice.ts';
import { drawSeed } from '../process.ts';
import type { Terminal } from '../terminal.ts';
import type { ServerAnswer } from './validate-server.ts';

export interface ValidateOptions extends ClusterFlags, Pick<PlanFlags, 'batch'> {
  readonly files: readonly string[];
  /** What a server of the operator refuses is an error, although the runner understands it. */
  readonly strict?: boolean;
  /** The operator by whose rules the files are judged. */
  readonly operator?: OperatorVersion;
  /** Ask the cluster as well. */
  readonly server?: boolean;
  readonly json?: boolean;
}

/** The exit code where the cluster could not be asked. */
const failure = 2;

/**
 * Checks files: every problem at once, without a cluster first, then where it is asked for with one. Exit code 0; 64 when
 * there is an error; 2 when there is none but the cluster gave no answer.
 */
export const validate = async (options: ValidateOptions, terminal: Terminal): Promise<number> => {
  const { kubeconfig, context, namespace, server = false } = options;
  if (!server && [kubeconfig, context, namespace].some((flag) => flag !== undefined))
    return complain(terminal, ['--kubeconfig, --context and --namespace say which cluster is asked: add --server.']);
  const sources = await readSources(options.files);
  if (E.isLeft(sources)) return complain(terminal, sources.left);
  const batch = await readBatchFile(options);
  if (E.isLeft(batch)) return complain(terminal, batch.left);
  const checkAnnotation = await simulatorAnnotations(sources.right);
  const { strict, operator } = options;
  const validation = validateDocuments(sources.right, {
    checkPair,
    ...defined({ batch: batch.right, strict, operator, checkAnnotation }),
  });
  const offline = server ? beforeCluster(validation.findings) : validation.findings;
  if (!options.json) print(offline, terminal);
  const asked = server ? await ask(validation, options, terminal) : undefined;
  const online = inReadingOrder(asked?.findings ?? [], sources.right);
  if (!options.json) print(online, terminal);
  const findings = inReadingOrder([...offline, ...online], sources.right);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const ok = errors === 0 && asked?.unanswered === undefined;
  if (options.json) terminal.stdout(`${JSON.stringify({ ok, findings }, null, 2)}\n`);
  else if (errors > 0) terminal.stdout(`${counted(errors, 'error')}.\n`);
  else if (ok)
    for (const line of [checked(validation, asked), ...(await batchLines(validation, batch.right))])
      terminal.stdout(`${line}\n`);
  if (asked?.unanswered !== undefined) terminal.stderr(`The cluster could not be asked: ${asked.unanswered}\n`);
  return errors > 0 ? badInput : ok ? 0 : failure;
};

/** What knows the annotations of the simulator: loaded only where there are any. */
const simulatorAnnotations = async (files: readonly SourceFile[]): Promise<AnnotationCheck | undefined> => {
  if (!files.some(({ text }) => text.includes('simulator.litmuschaos.io/'))) return undefined;
  const { readBehaviour } = await import('chaos-runner-simulator');
  return (name, value) => readBehaviour({ [name]: value }).problems[0]?.slice(`${name}: `.length);
};

/** Loads what speaks to clusters only when it is needed. */
const ask = async (
  validation: Validation,
  flags: ClusterFlags,
  terminal: Terminal,
): Promise<ServerAnswer | { readonly findings: readonly Finding[]; readonly unanswered: string }> => {
  const { askServer } = await import('./validate-server.ts');
  const answer = await askServer(validation, flags, terminal);
  return E.isRight(answer) ? answer.right : { findings: [], unanswered: answer.left };
};

const checked = ({ engines, experiments }: Validation, asked: Awaited<ReturnType<typeof ask>> | undefined): string => {
  const what = `${counted(engines.length, 'engine')} and ${counted(experiments.length, 'experiment')}`;
  if (asked === undefined || !('server' in asked)) return `${what}: no errors.`;
  return `${what}, and ${counted(asked.jobs, 'Job')} tried on ${asked.server}: no errors, nothing was changed.`;
};

/** For each engine with a batch how many of its steps run at once, and what keeps it from being more. */
const batchLines = async (
  { engines, experiments }: Validation,
  batch: SourceFile | undefined,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const engine of engines) {
    const { name, annotations = {} } = engine.metadata;
    if (batch === undefined && annotations[batchAnnotation] === undefined) continue;
    const choice = defined({ batchText: batch?.text });
    const plan = await offlinePlan({ engine, input: { experiments }, choice }, drawSeed());
    if (E.isRight(plan))
      lines.push(`${name}: ${counted(plan.right.steps.length, 'step')}, ${atOnceText(anyDraw(plan.right), name)}.`);
  }
  return lines;
};

/** With all steps in one iteration where another run draws others: no draw lets more of them run at once. */
const anyDraw = (plan: Plan): Plan =>
  plan.draws.some(({ what }) => what === 'pick')
    ? { ...plan, iterations: [{ order: [...plan.steps.keys()], intervalMs: 0 }] }
    : plan;

const print = (findings: readonly Finding[], terminal: Terminal): void => {
  for (const finding of toldOnce(findings)) terminal.stdout(`${lines(finding)}\n`);
};

/** The finding, with what was expected and found where its sentence does not say so. */
const lines = (finding: Finding): string => {
  const { message, expected, found } = finding;
  const more = [
    ...(expected === undefined || message.includes(expected) ? [] : [`    expected: ${expected}`]),
    ...(found === undefined || found === 'nothing' || message.includes(found) ? [] : [`    found: ${found}`]),
  ];
  return [showFinding(finding), ...more].join('\n');
};
