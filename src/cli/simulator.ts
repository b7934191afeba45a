import { Command, Option } from 'commander';
import type { ServeOptions } from '../app/simulator.ts';
import { processTerminal } from '../app/terminal.ts';
import { shared } from './option-values.ts';

const help = `
Serves a simulated Kubernetes API on loopback until Ctrl-C: kubectl and this program work with it as with a cluster. The
namespace litmus and its service account are there. Experiments end as their annotations script it
(simulator/litmus/README.md).
The kubeconfig is printed on standard output, or written with --kubeconfig-out; everything else is said on standard error.
With --operator the Litmus operator is played, and its runners are processes of this program.

Examples:
  chaos-runner simulator --operator --kubeconfig-out sim.yaml
  KUBECONFIG=sim.yaml kubectl apply -f examples/experiments -f examples/engine.yaml
  KUBECONFIG=sim.yaml kubectl get chaosengine engine -n litmus -o yaml -w

  chaos-runner simulator examples/experiments/*.yaml --port 6443 --speed 10 > sim.yaml
  KUBECONFIG=sim.yaml chaos-runner run examples/engine.yaml`;

/** `simulator [FILE…]` */
export const simulatorCommand = (): Command =>
  new Command('simulator')
    .summary('serve a simulated cluster')
    .description('Serves a simulated Kubernetes cluster on loopback until it is stopped.')
    .argument('[file...]', 'what is in the cluster from the start; - is standard input')
    .addOption(shared.port())
    .addOption(shared.speed())
    .addOption(shared.kubernetes())
    .addOption(new Option('--operator', 'play the Litmus operator'))
    .addOption(new Option('--kubeconfig-out <file>', 'write the kubeconfig there instead of printing it'))
    .addOption(shared.json('print address and kubeconfig as one JSON object'))
    .addHelpText('after', help)
    .action(async (files: string[], flags: Omit<ServeOptions, 'files'>) => {
      const { serveSimulator } = await import('../app/simulator.ts');
      process.exitCode = await serveSimulator({ ...flags, files }, processTerminal());
    });
