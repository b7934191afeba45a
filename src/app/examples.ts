import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRecord, type JsonRecord } from '../model/json/json-object.ts';
import { parseYaml } from '../model/json/yaml/parse.ts';
import { litmusApiVersion } from '../model/kube/kinds.ts';

/** The folder of examples that comes with the program, looked for upwards from its code; undefined: it is not there. */
export const examplesFolder = (from: string = path.dirname(fileURLToPath(import.meta.url))): string | undefined => {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const examples = path.join(folder, 'examples');
    if (existsSync(path.join(examples, 'engine.yaml'))) return examples;
    if (path.dirname(folder) === folder) return undefined;
  }
};

/** The ChaosExperiment of that name among the examples, undefined when there is none. */
export const bundledExperiment = async (folder: string | undefined, name: string): Promise<JsonRecord | undefined> => {
  if (folder === undefined || !/^[a-z0-9][a-z0-9.-]*$/.test(name)) return undefined;
  const text = await readFile(path.join(folder, 'experiments', `${name}.yaml`), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { value } = parseYaml(text, 'kubectl');
  return isRecord(value) ? value : undefined;
};

/** A stand-in for an experiment of which nothing is known: two seconds, Pass. */
export const genericExperiment = (name: string): JsonRecord => ({
  apiVersion: litmusApiVersion,
  kind: 'ChaosExperiment',
  metadata: { name, annotations: { 'simulator.litmuschaos.io/duration': '2s' } },
  spec: {
    definition: {
      scope: 'Namespaced',
      image: 'litmuschaos/go-runner:latest',
      command: ['/bin/bash'],
      args: ['-c', `./experiments -name ${name}`],
      labels: { name },
    },
  },
});
