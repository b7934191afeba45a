import type { KubernetesVersion } from 'chaos-runner-simulator';
import { type Command, InvalidArgumentError, Option } from 'commander';

const wholeNumber = (value: string): number => {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('expected a whole number from 0 to 2^53 - 1');
  return number;
};

const factor = (value: string): number => {
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || number < 0.01 || number > 1000)
    throw new InvalidArgumentError('expected a number from 0.01 to 1000');
  return number;
};

const portNumber = (value: string): number => {
  const number = wholeNumber(value);
  if (number > 65_535) throw new InvalidArgumentError('expected a port from 0 to 65535');
  return number;
};

/** The command with what names an audit log; its own options come first. */
export const ofSource = (command: Command): Command =>
  command
    .argument('[source]', 'a file, - for standard input (default), or NAMESPACE/NAME of an engine in the cluster')
    .addOption(shared.kubeconfig())
    .addOption(shared.context());

/** Written again, because what lists the commands does not load the simulator; the compiler compares. */
const kubernetesVersions = { '1.37': true, '1.20': true } satisfies Record<KubernetesVersion, true>;

/** Options that several commands share, in the same words. */
export const shared = {
  json: (what: string): Option => new Option('--json', what),
  batch: (): Option => new Option('--batch <file>', "a batch document in place of the engine's annotation"),
  plan: (): Option => new Option('--plan <file>', 'run exactly this plan, as `plan --json` prints it'),
  seed: (): Option =>
    new Option('--seed <number>', "seed of all random draws, in place of the document's").argParser(wholeNumber),
  output: (): Option => new Option('--output <file>', 'write there instead of to standard output'),
  audit: (): Option => new Option('--audit <file>', 'append the audit log to this file; every record is awaited'),
  speed: (): Option =>
    new Option('--speed <factor>', 'simulated seconds that pass in one second').argParser(factor).default(1),
  kubernetes: (): Option =>
    new Option('--kubernetes <version>', 'the Kubernetes to behave like')
      .choices(Object.keys(kubernetesVersions))
      .default('1.37' satisfies KubernetesVersion),
  port: (): Option =>
    new Option('--port <number>', 'port on loopback; 0 takes a free one').argParser(portNumber).default(0),
  inspect: (): Option => new Option('--inspect', 'serve a page on loopback that shows the run; it stays until Ctrl-C'),
  inspectPort: (): Option =>
    new Option('--inspect-port <number>', 'port of that page, instead of a free one').argParser(portNumber),
  kubeconfig: (): Option => new Option('--kubeconfig <file>', 'kubeconfig of the cluster'),
  context: (): Option => new Option('--context <name>', 'context of the kubeconfig, instead of its current one'),
  namespace: (): Option => new Option('-n, --namespace <name>', 'namespace of objects that name none'),
} as const;
