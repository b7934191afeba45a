import { Command } from 'commander';
import type { DemoOptions } from '../app/demo.ts';
import { actBesideOutput, processTerminal } from '../app/terminal.ts';
import { type InspectorFlags, withInspector } from '../app/with-inspector.ts';
import { shared } from './option-values.ts';

const help = `
Starts a simulated Kubernetes cluster in this process, applies the files and drives their engine through the same code
as on a real cluster. Without files it runs the example engine. Namespaces, service accounts and experiments that the
files name but do not hold are made up, and that is said. Annotations of an experiment (simulator.litmuschaos.io/...)
script how it ends; simulator/litmus/README.md lists them.

Examples:
  chaos-runner demo
  chaos-runner demo examples/batches/diamond.yaml --speed 5
  chaos-runner demo engine.yaml experiments/*.yaml --audit run.jsonl
  chaos-runner demo --json | tail -n 1 | jq .outcome

With --json the last line of standard output is one JSON object, and progress goes to standard error.
Exit codes: 0 all passed, 1 a step failed, 2 an error, 3 stopped, 64 bad usage or bad input.`;

/** `demo [FILE…]` */
export const demoCommand = (): Command =>
  new Command('demo')
    .summary('run an engine on a simulated cluster')
    .description('Runs an engine on a simulated cluster: no Kubernetes, no Litmus, nothing installed.')
    .argument('[file...]', 'an engine, and what it needs; - is standard input')
    .addOption(shared.batch())
    .addOption(shared.plan())
    .addOption(shared.seed())
    .addOption(shared.audit())
    .addOption(shared.speed())
    .addOption(shared.kubernetes())
    .addOption(shared.inspect())
    .addOption(shared.inspectPort())
    .addOption(shared.json('print the result as one JSON object'))
    .addHelpText('after', help)
    .action(async (files: string[], flags: Omit<DemoOptions, 'files'> & InspectorFlags) => {
      const { demo } = await import('../app/demo.ts');
      const terminal = processTerminal();
      await actBesideOutput(flags.json, () =>
        withInspector(flags, 'a run on a simulated cluster', terminal, (onRecord) =>
          demo({ ...flags, files, ...(onRecord && { onRecord }) }, terminal),
        ),
      );
    });
