import { type Mask, masker } from '../../model/text/mask.ts';
import type { Run } from '../run/run-context.ts';

const masks = new WeakMap<object, Mask>();

/**
 * Hides what could be a secret in a step's environment in a text that comes from the cluster or from the experiment: servers
 * quote what they refuse, and results quote what they ran. A Job built by another process hides nothing until it is built
 * again; texts that can hold Secrets (log tails) are masked apart. What is to be hidden is looked for when there is a text:
 * a launch that nobody answers with one does not wait for it.
 */
export const reasonMask = (run: Pick<Run, 'built'>, job: string): ((text: string) => string) => {
  const built = run.built.get(job);
  if (built === undefined) return (text) => text;
  return (text) => {
    const mask = masks.get(built) ?? masker([], built.dependencies.literals);
    masks.set(built, mask);
    return mask(text);
  };
};
