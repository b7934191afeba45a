import { targetsText } from '../model/injected-targets.ts';
import type { AttemptView, RunModel } from './run-model.ts';

/** What an attempt has left on its targets, as a sentence; undefined: nothing that its ChaosResult knows of. */
export const stillInjectedText = ({ id, injected = [] }: Pick<AttemptView, 'id' | 'injected'>): string | undefined =>
  injected.length === 0 ? undefined : `The ChaosResult of ${id} still marks ${targetsText(injected)} as injected.`;

/**
 * What a person has to look after once a run has ended, as sentences, whatever its outcome is: faults that may still be on by
 * the latest attempt of each step, and what an abort has not seen the end of. Empty: nothing is known to be left.
 */
export const leftBehind = (model: Pick<RunModel, 'attempts' | 'left'>): readonly string[] => {
  const latest = new Map<string, AttemptView>();
  for (const attempt of model.attempts) latest.set(attempt.id, attempt);
  return [
    ...[...latest.values()].flatMap((attempt) => stillInjectedText(attempt) ?? []),
    ...(model.left ?? []).map((one) => `When it was looked last, this was still there: ${one}.`),
  ];
};
