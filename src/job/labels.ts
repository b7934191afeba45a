import { isLabelName, isLabelValue } from '../model/names.ts';

/** Labels by which Kubernetes ties pods to Jobs: a copied one would tie ours to another. */
const ofKubernetes = (name: string): boolean =>
  name === 'job-name' || name === 'controller-uid' || name.startsWith('batch.kubernetes.io/');

/** GitOps tools delete what carries their label and is not in their repository. */
const gitOpsInstance = 'app.kubernetes.io/instance';

/**
 * The labels that a Job takes over: those of the ChaosExperiment's definition, then the engine's own. Labels that would
 * make somebody else act on the Job are left out, and so are names and values that cannot be labels, with a warning.
 */
export const copiedLabels = (
  definition: Readonly<Record<string, string>>,
  engine: Readonly<Record<string, string>>,
): { readonly labels: Readonly<Record<string, string>>; readonly warnings: readonly string[] } => {
  const labels: Record<string, string> = {};
  const warnings: string[] = [];
  const copy = (from: string, [name, value]: readonly [string, string]): void => {
    if (ofKubernetes(name)) return;
    if (isLabelName(name) && isLabelValue(value)) labels[name] = value;
    else
      warnings.push(
        `the label ${name} of the ${from} is not copied: its ${isLabelName(name) ? 'value' : 'name'} cannot be a label`,
      );
  };
  for (const label of Object.entries(definition)) copy('ChaosExperiment', label);
  for (const label of Object.entries(engine)) if (label[0] !== gitOpsInstance) copy('ChaosEngine', label);
  return { labels, warnings };
};
