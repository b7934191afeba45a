import { Command, Option } from 'commander';
import * as E from 'fp-ts/Either';
import { complain, writeOutput } from '../app/complain.ts';
import type { PlanFlags } from '../app/plan-choice.ts';
import { processTerminal, type Terminal } from '../app/terminal.ts';
import type { GraphFormat } from '../view/graph/formats.ts';
import { shared } from './option-values.ts';

const formats = ['mermaid', 'dot', 'svg', 'scxml', 'json'] as const satisfies readonly GraphFormat[];

export interface GraphOptions extends Pick<PlanFlags, 'batch'> {
  /** `experiment`, `supervisor`, or the file of an engine. */
  readonly what: string;
  readonly format: GraphFormat;
  readonly output?: string;
}

const help = `
Examples:
  chaos-runner graph experiment                            the machine of a step, as Mermaid
  chaos-runner graph supervisor --format svg > machine.svg
  chaos-runner graph engine.yaml --format svg --output batch.svg
  chaos-runner graph engine.yaml --batch nightly.yaml

The JSON of a machine is a configuration that XState's createMachine takes; that of a batch is its nodes and arrows.`;

/** `graph experiment|supervisor|runner|FILE` */
export const graphCommand = (): Command =>
  new Command('graph')
    .summary('draw the state machines or the steps of a batch')
    .description('Draws one of the three state machines, or the steps of an engine and what each needs.')
    .argument('<what>', 'experiment, supervisor, runner, or the file of an engine; - is standard input')
    .addOption(new Option('--format <format>', 'what to make').choices(formats).default('mermaid'))
    .addOption(shared.batch())
    .addOption(shared.output())
    .addHelpText('after', help)
    .action(async (what: string, flags: Omit<GraphOptions, 'what'>) => {
      process.exitCode = await graph({ ...flags, what }, processTerminal());
    });

/** Draws. Resolves with the exit code: 0, or 64 for bad input. */
export const graph = async (options: GraphOptions, terminal: Terminal): Promise<number> => {
  const { what, format, batch, output } = options;
  const { exportMachine, exportPlan } = await import('../view/graph/formats.ts');
  if (what === 'experiment' || what === 'supervisor' || what === 'runner') {
    if (batch !== undefined) return complain(terminal, ['--batch is for the file of an engine, not for a machine.']);
    return writeOutput(await exportMachine(what, format), output, terminal);
  }
  const [{ readEngineInput }, { offlinePlan }] = await Promise.all([
    import('../app/engine-input.ts'),
    import('../app/offline-plan.ts'),
  ]);
  const read = await readEngineInput({ ...options, files: [what] }, terminal);
  if (E.isLeft(read)) return read.left;
  const plan = await offlinePlan(read.right, anySeed);
  if (E.isLeft(plan)) return complain(terminal, plan.left);
  return writeOutput(await exportPlan(plan.right, read.right.engine.metadata.name, format), output, terminal);
};

/** What is drawn at random changes the order, never what needs what. */
const anySeed = 0;
