import { Command, Option } from 'commander';
import type { AbortOptions } from '../app/abort/abort.ts';
import { actBesideOutput, processTerminal } from '../app/terminal.ts';
import { shared } from './option-values.ts';

const help = `
Stops the engine first (engineState: stop), so that no operator starts it again. Then deletes whatever carries its chaosUID,
Jobs, pods, helper pods and the runner, and waits with the pods' own grace, so that experiments revert their faults. Where
a runner or an operator is at work it gets the time to do its part. Force is used only for pods whose node is gone. Ends
with the proof: what was listed, whose deletion was accepted, what was seen to be gone, nothing left in two lists in a row;
targets that a ChaosResult still marks as injected are named. Helper pods get the time that their revert takes, 60 s or what
the engine says beyond that. Rows that a dead runner left open are ended.

Examples:
  chaos-runner abort litmus/engine
  chaos-runner abort litmus/engine --json | jq .left
  chaos-runner abort litmus/engine --uid 5f0c…      the engine is gone, its pods are not

Exit codes: 0 nothing left, 1 something is left, forced or still marked as injected, 2 an error, 3 interrupted, 64 bad usage.`;

/** `abort NAMESPACE/NAME` */
export const abortCommand = (): Command =>
  new Command('abort')
    .summary('stop an engine, with nothing left behind')
    .description('Stops an engine and removes all chaos of it, whoever drives it, and proves that nothing is left.')
    .argument('<engine>', 'NAMESPACE/NAME of the engine')
    .addOption(new Option('--uid <uid>', 'uid of an engine that is gone already'))
    .addOption(shared.namespace())
    .addOption(shared.kubeconfig())
    .addOption(shared.context())
    .addOption(shared.json('print the proof as one JSON object'))
    .addHelpText('after', help)
    .action(async (engine: string, flags: Omit<AbortOptions, 'engine'>) => {
      const { abortEngine } = await import('../app/abort/abort.ts');
      await actBesideOutput(flags.json, () => abortEngine({ ...flags, engine }, processTerminal()));
    });
