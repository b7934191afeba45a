import { Command, Option } from 'commander';
import type { RunFilesOptions } from '../app/run-files.ts';
import { actBesideOutput, processTerminal } from '../app/terminal.ts';
import { type InspectorFlags, withInspector } from '../app/with-inspector.ts';
import { shared } from './option-values.ts';

const help = `
With files: applies them (created, or merged into what is there), drives their one engine to its end and prints the
verdicts. Nothing is applied when a file has an error. Where a Litmus operator takes the engine up, its runner drives it
and this command only watches. The first Ctrl-C aborts the run and waits until nothing is left; the second one leaves at
once and says what remains. A run that was left is taken up again by the same command. An engine with generateName is a new
one each time. Its experiments are put into its namespace.

Without files: what the program does in the pod that the Litmus operator makes. The engine is named by the environment
(CHAOSENGINE, EXPERIMENT_LIST, CHAOS_NAMESPACE, TARGETS, ...); -kubeconfig PATH is accepted.

Examples:
  chaos-runner run engine.yaml experiments/*.yaml
  chaos-runner run engine.yaml --batch nightly.yaml --seed 42 --audit run.jsonl
  chaos-runner plan engine.yaml --json > plan.json && chaos-runner run engine.yaml --plan plan.json
  chaos-runner run engine.yaml --rerun-failed run.jsonl
  CHAOSENGINE=engine EXPERIMENT_LIST=pod-delete CHAOS_NAMESPACE=litmus chaos-runner run

With --json the last line of standard output is one JSON object, and progress goes to standard error.
Exit codes: 0 all passed, 1 a step failed, 2 an error, 3 stopped, 64 bad usage or bad input.`;

/** `run [FILE…]`; without files the pod's contract, which the program's entry handles. */
export const runCommand = (): Command =>
  new Command('run')
    .summary('run an engine on a cluster')
    .description('Applies an engine and drives it to its end, without an operator or beside one.')
    .argument('[file...]', 'an engine, and what it needs; - is standard input')
    .addOption(shared.namespace())
    .addOption(shared.kubeconfig())
    .addOption(shared.context())
    .addOption(shared.batch())
    .addOption(shared.plan())
    .addOption(new Option('--rerun-failed <audit>', 'run again what did not pass, by the audit log of an earlier run'))
    .addOption(shared.seed())
    .addOption(shared.audit())
    .addOption(new Option('--no-operator', 'do not wait for an operator to take the engine up'))
    .addOption(shared.inspect())
    .addOption(shared.inspectPort())
    .addOption(shared.json('print the result as one JSON object'))
    .addHelpText('after', help)
    .action(async (files: string[], flags: Omit<RunFilesOptions, 'files'> & InspectorFlags, command: Command) => {
      if (files.length === 0) {
        command.error(
          'error: no file is named, and the options are not those of the pod. Name the file of an engine, or set CHAOSENGINE.',
        );
      }
      const { runFiles } = await import('../app/run-files.ts');
      const terminal = processTerminal();
      await actBesideOutput(flags.json, () =>
        withInspector(flags, 'a run of this program', terminal, (onRecord) =>
          runFiles({ ...flags, files, ...(onRecord && { onRecord }) }, terminal),
        ),
      );
    });
