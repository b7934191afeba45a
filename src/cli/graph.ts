import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import * as E from 'fp-ts/Either';
import type { Plan } from '../model/plan.ts';
import type { GraphFormat } from '../view/graph/formats.ts';
import { badInput, complain, complainAbout } from './complain.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const formats = ['mermaid', 'dot', 'svg', 'scxml', 'json'] as const satisfies readonly GraphFormat[];

export interface GraphOptions {
  /** `experiment`, `supervisor`, or the file of an engine. */
  readonly what: string;
  readonly format: GraphFormat;
  /** A file with a batch document in place of the engine's annotation. */
  readonly batch?: string;
  readonly output?: string;
}

const help = `
Examples:
  chaos-runner graph experiment                            the machine of a step, as Mermaid
  chaos-runner graph supervisor --format svg > machine.svg
  chaos-runner graph engine.yaml --format svg --output batch.svg
  chaos-runner graph engine.yaml --batch nightly.yaml

The JSON of a machine is a configuration that XState's createMachine takes; that of a batch is its nodes and arrows.`;

/** `graph experiment|supervisor|FILE` */
export const graphCommand = (): Command =>
  new Command('graph')
    .summary('draw the state machines or the steps of a batch')
    .description('Draws one of the two state machines, or the steps of an engine and what each needs.')
    .argument('<what>', 'experiment, supervisor, or the file of an engine; - is standard input')
    .addOption(new Option('--format <format>', 'what to make').choices(formats).default('mermaid'))
    .addOption(new Option('--batch <file>', "a batch document in place of the engine's annotation"))
    .addOption(new Option('--output <file>', 'write there instead of to standard output'))
    .addHelpText('after', help)
    .action(async (what: string, flags: Omit<GraphOptions, 'what'>) => {
      process.exitCode = await graph({ ...flags, what }, processTerminal());
    });

type Answer<A> = E.Either<readonly string[], A>;

/** Draws. Resolves with the exit code: 0, or 64 for bad input. */
export const graph = async (options: GraphOptions, terminal: Terminal): Promise<number> => {
  const { what, format, batch, output } = options;
  const { exportMachine, exportPlan } = await import('../view/graph/formats.ts');
  if (what === 'experiment' || what === 'supervisor') {
    if (batch !== undefined) return complain(terminal, ['--batch is for the file of an engine, not for a machine.']);
    return write(await exportMachine(what, format), output, terminal);
  }
  const planned = await planOf(what, batch, terminal);
  if (planned === undefined) return badInput;
  if (E.isLeft(planned)) return complain(terminal, planned.left);
  return write(await exportPlan(planned.right.plan, planned.right.name, format), output, terminal);
};

/** The plan of the one engine of a file; undefined where what is wrong was said already. */
const planOf = async (
  file: string,
  batchFile: string | undefined,
  terminal: Terminal,
): Promise<Answer<{ readonly plan: Plan; readonly name: string }> | undefined> => {
  const [{ readInput, readSource, readSources }, { planRun }, environments, { showProblem }] = await Promise.all([
    import('./input-files.ts'),
    import('../runner/plan-run.ts'),
    import('../model/runner-environment.ts'),
    import('../model/problem.ts'),
  ]);
  const sources = await readSources([file]);
  if (E.isLeft(sources)) return sources;
  const batch = batchFile === undefined ? undefined : await readSource(batchFile);
  if (batch !== undefined && E.isLeft(batch)) return E.left([batch.left]);
  const input = readInput(sources.right, batch === undefined ? {} : { batch: batch.right });
  if (
    complainAbout(
      terminal,
      input.findings.filter(({ severity }) => severity === 'error'),
    ) !== undefined
  )
    return undefined;
  const [engine, ...more] = input.engines;
  if (engine === undefined) return E.left([`No ChaosEngine is in ${file}.`]);
  if (more.length > 0) return E.left([`${file} holds ${more.length + 1} engines: give a file with one.`]);
  const { decodeEnvironment, environmentFromEngine } = environments;
  const environment = E.chain(decodeEnvironment)(environmentFromEngine(engine, engine.metadata.namespace ?? 'default'));
  if (E.isLeft(environment)) return E.left(environment.left.map(showProblem));
  const plan = await planRun({
    engine,
    environment: environment.right,
    ...(batch === undefined ? {} : { batchText: batch.right.text }),
    readExperiment: async (name) => {
      const experiment = input.experiments.find(({ metadata }) => metadata.name === name);
      return experiment === undefined ? { is: 'Missing' } : { is: 'Found', experiment };
    },
    // What is drawn at random changes the order, never what needs what.
    seed: 0,
  });
  return E.isLeft(plan) ? plan : E.right({ plan: plan.right, name: engine.metadata.name });
};

const write = async (text: string, output: string | undefined, terminal: Terminal): Promise<number> => {
  if (output === undefined) {
    terminal.stdout(text);
    return 0;
  }
  return writeFile(output, text).then(
    () => 0,
    (error: unknown) => complain(terminal, [`${output} cannot be written: ${String(error)}`]),
  );
};
