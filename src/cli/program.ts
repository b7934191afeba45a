import { Command, CommanderError } from 'commander';
import { processTerminal, surviveLostOutput } from '../app/terminal.ts';
import { version } from '../app/version.ts';
import { abortCommand } from './abort.ts';
import { auditCommand } from './audit.ts';
import { demoCommand } from './demo.ts';
import { graphCommand } from './graph.ts';
import { inspectCommand } from './inspect.ts';
import { planCommand, validateCommand } from './offline.ts';
import { pauseCommand, resumeCommand } from './pause.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { simulatorCommand } from './simulator.ts';

const badUsage = 64;

/** Reads the command line and runs its command. Resolves with the exit code. */
export const runCommandLine = async (argv: readonly string[]): Promise<number> => {
  surviveLostOutput();
  const program = createProgram();
  if (argv.length <= 2) {
    program.outputHelp({ error: true });
    return badUsage;
  }
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : badUsage;
  }
  return Number(process.exitCode ?? 0);
};

const intro = `Runs the experiments of a LitmusChaos engine: every step an explicit state machine, every transition recorded.

As a pod of the Litmus operator it needs no arguments: it reads CHAOSENGINE and its companions from the environment.`;

const outro = `
Examples:
  chaos-runner demo                                    see a run on a simulated cluster, nothing else needed
  chaos-runner validate engine.yaml experiments/*.yaml find every mistake before anything runs
  chaos-runner plan engine.yaml                        what would run, in which order
  chaos-runner run engine.yaml                         run it on the cluster of your kubeconfig
  chaos-runner abort litmus/engine                     stop it, with nothing left behind

Exit codes of run and demo: 0 all passed, 1 a step failed, 2 an error, 3 stopped, 64 bad usage or bad input.`;

/** The whole command line. Commands load what they need when they are run. */
export const createProgram = (): Command => {
  const program = new Command('chaos-runner')
    .description(intro)
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', outro)
    .helpCommand(false)
    .showHelpAfterError('(chaos-runner --help says more)')
    .commandsGroup('Run:')
    .addCommand(runCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(abortCommand())
    .commandsGroup('Look ahead, without a cluster:')
    .addCommand(demoCommand())
    .addCommand(validateCommand())
    .addCommand(planCommand())
    .addCommand(graphCommand())
    .addCommand(simulatorCommand())
    .commandsGroup('Look back:')
    .addCommand(auditCommand())
    .addCommand(reportCommand())
    .addCommand(inspectCommand());
  return throwing(program);
};

/** Errors of usage are thrown instead of ending the process, and what they quote is said as everything else is. */
const throwing = (command: Command): Command => {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => processTerminal().stdout(text),
    writeErr: (text) => processTerminal().stderr(text),
  });
  command.commands.forEach(throwing);
  return command;
};
