#!/usr/bin/env node
import { endByFault } from './app/own-fault.ts';
import { runInPod } from './app/pod.ts';

/** `-kubeconfig PATH` and `-kubeconfig=PATH`, the one flag of the Go runner; undefined: the arguments are something else. */
const podArguments = (words: readonly string[]): { readonly kubeconfig?: string } | undefined => {
  const [first, second, ...rest] = words[0] === 'run' ? words.slice(1) : words;
  if (first === undefined) return {};
  const inline = /^--?kubeconfig=(.+)$/.exec(first)?.[1];
  if (inline !== undefined && second === undefined) return { kubeconfig: inline };
  if (/^--?kubeconfig$/.test(first) && second !== undefined && rest.length === 0) return { kubeconfig: second };
  return undefined;
};

const words = process.argv.slice(2);
const inPod = podArguments(words);

const runsInPod = inPod !== undefined && (process.env.CHAOSENGINE !== undefined || words.length > 0);
const end = endByFault(runsInPod ? 'pod' : 'commandLine');
process.on('uncaughtException', end);

try {
  if (runsInPod) {
    process.exitCode = await runInPod(inPod);
    // Nothing should be left to wait for; what is left all the same must not keep the pod from ending.
    setTimeout(() => process.exit(), 1_000).unref();
  } else {
    const { runCommandLine } = await import('./cli/program.ts');
    process.exitCode = await runCommandLine(process.argv);
  }
} catch (thrown) {
  end(thrown);
}
