import { Command } from 'commander';
import type { PauseOptions } from '../app/pause.ts';
import { actBesideOutput, processTerminal } from '../app/terminal.ts';
import { pauseAnnotation } from '../model/batch/pause.ts';
import { shared } from './option-values.ts';

const pauseHelp = `
Sets the annotation ${pauseAnnotation}: "true" on the engine and waits until its run says that it obeys. Experiments
that run go on to their end; no other one, no retry and no further iteration starts. Time-outs of the run and of its
iterations do not stand still. It outlives restarts of the runner. \`abort\` ends a held run as any other.

Examples:
  chaos-runner pause litmus/engine
  kubectl annotate -n litmus chaosengine engine ${pauseAnnotation}=true    the same, without waiting

Exit codes: 0 held, 1 its runner has not said so within 20 s, 2 an error, 64 bad usage.`;

const resumeHelp = `
Takes the annotation ${pauseAnnotation} away and waits until the run says that it goes on.

Examples:
  chaos-runner resume litmus/engine

Exit codes: 0 it goes on, 1 its runner has not said so within 20 s, 2 an error, 64 bad usage.`;

const holding = (held: boolean, command: Command): Command =>
  command
    .argument('<engine>', 'NAMESPACE/NAME of the engine')
    .addOption(shared.namespace())
    .addOption(shared.kubeconfig())
    .addOption(shared.context())
    .action(async (engine: string, flags: Omit<PauseOptions, 'engine'>) => {
      const { holdEngine } = await import('../app/pause.ts');
      await actBesideOutput(false, () => holdEngine(held, { ...flags, engine }, processTerminal()));
    });

/** `pause NAMESPACE/NAME` */
export const pauseCommand = (): Command =>
  holding(true, new Command('pause'))
    .summary('let nothing new of an engine start')
    .description('Holds the run of an engine: what runs goes on, nothing new starts.')
    .addHelpText('after', pauseHelp);

/** `resume NAMESPACE/NAME` */
export const resumeCommand = (): Command =>
  holding(false, new Command('resume'))
    .summary('let a held engine go on')
    .description('Lets a run go on that `pause` holds.')
    .addHelpText('after', resumeHelp);
