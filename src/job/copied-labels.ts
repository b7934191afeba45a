import { readLabelPatterns, refusedLabel } from '../model/kube/label-pattern.ts';
import { isLabelName, isLabelValue } from '../model/kube/names.ts';
import { type ChaosEngine, uncopiedLabelsAnnotation } from '../model/litmus/engine.ts';
import { isOwnedLabel } from './owned-labels.ts';

type Labels = Readonly<Record<string, string>>;

/** What labels are copied from. */
export interface LabelSources {
  readonly engine: ChaosEngine;
  /** Of the ChaosExperiment's definition. */
  readonly definition: Labels;
  /** Further names of labels that are not copied; a star at the end stands for anything. */
  readonly uncopied: readonly string[];
}

/**
 * The labels that a Job takes over: those of the ChaosExperiment's definition, then the engine's own. Labels that would
 * make somebody else act on the Job are left out, and so are names and values that cannot be labels, with a warning.
 */
export const copiedLabels = ({
  engine,
  definition,
  uncopied,
}: LabelSources): { readonly labels: Labels; readonly warnings: readonly string[] } => {
  const labels: Record<string, string> = {};
  const { patterns, refused } = readLabelPatterns(engine.metadata.annotations?.[uncopiedLabelsAnnotation] ?? '');
  const warnings = refused.map((word) => `the annotation ${uncopiedLabelsAnnotation} ${refusedLabel(word)}`);
  const more = [...patterns, ...uncopied];
  const copy = (from: string, [name, value]: readonly [string, string]): void => {
    if (isOwnedLabel(name, more)) return;
    if (isLabelName(name) && isLabelValue(value)) labels[name] = value;
    else
      warnings.push(
        `the label ${name} of the ${from} is not copied: its ${isLabelName(name) ? 'value' : 'name'} cannot be a label`,
      );
  };
  for (const label of Object.entries(definition)) copy('ChaosExperiment', label);
  for (const label of Object.entries(engine.metadata.labels ?? {})) copy('ChaosEngine', label);
  return { labels, warnings };
};
