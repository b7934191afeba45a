import { Command, Option } from 'commander';
import type { PlanOptions } from '../app/plan.ts';
import { processTerminal } from '../app/terminal.ts';
import type { ValidateOptions } from '../app/validate/validate.ts';
import { currentOperator, operatorVersions } from '../model/lint/schema/operators.ts';
import { shared } from './option-values.ts';

const validateHelp = `
Reads ChaosEngines and ChaosExperiments as kubectl reads files (YAML or JSON, several documents and lists too) and says everything that is wrong
with them at once, as file:line:column, with what was expected, what was found and the nearest known key. The batch in an
engine's annotation is checked with the engine, and each engine with the experiments in the files. No cluster is needed.

What the CRDs and the operator 3.18 refuse is an error. What older operators took and the runner still understands (appkind: job,
probeTimeout: 5, rank) is a warning; --strict makes it an error, as kubectl apply would. --operator judges by an older operator.

With --server the cluster of the kubeconfig is asked next what it would say: to the experiments and engines, and to the Job
and the pod that each entry would become. So what an older CustomResourceDefinition drops is seen, a missing service account,
a full quota, Pod Security, an admission webhook's refusal or warning. Every such request is a dry run: nothing is changed.
A right that is missing is a note that names it. Before Kubernetes 1.25 unknown fields are dropped in silence.

Examples:
  chaos-runner validate engine.yaml
  chaos-runner validate engine.yaml experiments/*.yaml --batch nightly.yaml
  chaos-runner validate engine.yaml --strict
  chaos-runner validate engine.yaml --operator 2.14
  kubectl get chaosengine engine -o yaml | chaos-runner validate -
  chaos-runner validate engine.yaml experiments/*.yaml --server --namespace litmus

Exit codes: 0 no errors (there may be warnings), 2 the cluster could not be asked, 64 errors.`;

/** `validate FILE…` */
export const validateCommand = (): Command =>
  new Command('validate')
    .summary('find every mistake in files, with or without a cluster')
    .description('Checks engines, experiments and batches: every mistake at once, each with its place.')
    .argument('<file...>', 'files to check; - is standard input')
    .addOption(shared.batch())
    .addOption(new Option('--strict', 'what a server refuses is an error, although the runner understands it'))
    .addOption(
      new Option('--operator <version>', 'the operator by whose rules to judge')
        .choices(operatorVersions)
        .default(currentOperator),
    )
    .addOption(new Option('--server', 'ask the cluster as well, by dry runs that change nothing'))
    .addOption(shared.namespace())
    .addOption(shared.kubeconfig())
    .addOption(shared.context())
    .addOption(shared.json('print the findings as JSON'))
    .addHelpText('after', validateHelp)
    .action(async (files: string[], flags: Omit<ValidateOptions, 'files'>) => {
      const { validate } = await import('../app/validate/validate.ts');
      process.exitCode = await validate({ ...flags, files }, processTerminal());
    });

const planHelp = `
Prints what would run: the steps by level, their conditions, limits and locks, the longest chain, and every random draw.
Without --seed a seed is drawn, unless the batch names one. With --json the plan is data that \`run --plan\` runs exactly.
Experiments in the files let the plan keep faults apart that would disturb each other. No cluster is needed.

Examples:
  chaos-runner plan examples/batches/diamond.yaml
  chaos-runner plan engine.yaml experiments/*.yaml --batch nightly.yaml --seed 42
  chaos-runner plan engine.yaml --json > plan.json && chaos-runner run engine.yaml --plan plan.json
  chaos-runner plan engine.yaml --rerun-failed run.jsonl

Exit codes: 0, or 64 for bad usage or bad input.`;

/** `plan FILE…` */
export const planCommand = (): Command =>
  new Command('plan')
    .summary('print what would run, in which order')
    .description('Prints the plan of an engine: exactly what would run, in which order, all draws made.')
    .argument('<file...>', 'an engine, and its experiments; - is standard input')
    .addOption(shared.batch())
    .addOption(new Option('--plan <file>', 'print this plan, as `plan --json` wrote it'))
    .addOption(new Option('--rerun-failed <audit>', 'what a rerun by this audit log would run'))
    .addOption(shared.seed())
    .addOption(shared.json('print the plan as JSON'))
    .addHelpText('after', planHelp)
    .action(async (files: string[], flags: Omit<PlanOptions, 'files'>) => {
      const { plan } = await import('../app/plan.ts');
      process.exitCode = await plan({ ...flags, files }, processTerminal());
    });
