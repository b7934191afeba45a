import { type Finding, showFinding } from '../../src/model/json/diagnostic.ts';
import { type ValidationOptions, validateDocuments } from '../../src/model/lint/validate-documents.ts';

/** Engines and experiments as text, and what is found in them. */

const head = (kind: string, name: string, annotations: object = {}): string =>
  `apiVersion: litmuschaos.io/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}, annotations: ${JSON.stringify(annotations)}}\n`;

/** An engine whose one entry has these settings. */
export const engineOf = (entry: object, spec: object = {}, annotations: object = {}): string =>
  `${head('ChaosEngine', 'engine', annotations)}spec: ${JSON.stringify({
    chaosServiceAccount: 'litmus',
    experiments: [{ name: 'pod-delete', spec: entry }],
    ...spec,
  })}\n`;

/** A ChaosExperiment with this definition. */
export const experimentOf = (definition: object, annotations: object = {}): string =>
  `${head('ChaosExperiment', 'pod-delete', annotations)}spec: ${JSON.stringify({ definition: { image: 'x:1', ...definition } })}\n`;

/** Everything that is found in a file. */
export const findingsOf = (text: string, options: ValidationOptions = {}): readonly Finding[] =>
  validateDocuments([{ path: 'f.yaml', text }], options).findings;

/** Findings as `severity: path: message (hint)`. */
export const linesOf = (text: string, options: ValidationOptions = {}): readonly string[] =>
  findingsOf(text, options).map((finding) => showFinding(finding).replace(/^f\.yaml:\d+:\d+: /, ''));
