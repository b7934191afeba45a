import * as E from 'fp-ts/Either';
import type * as t from 'io-ts';
import { flag, list, opaque, shape, text, textMap, texts } from '../json/codec.ts';
import { cleanedLater, type JsonRecord } from '../json/json-object.ts';
import { type Problem, problemsOf } from '../json/problem.ts';
import { envVars, type Metadata, metadata, mounts, opaques } from '../kube/object-parts.ts';
import { experimentInCurrentWords, type OldSpelling } from './old-spellings.ts';

const hostFile = shape({}, { name: text, mountPath: text, nodePath: text, type: text });
export type HostFile = t.TypeOf<typeof hostFile>;

const experimentDefinition = shape(
  {},
  {
    scope: text,
    permissions: opaques,
    image: text,
    imagePullPolicy: text,
    command: texts,
    args: texts,
    env: envVars,
    labels: textMap,
    experimentAnnotations: textMap,
    configMaps: mounts,
    secrets: mounts,
    hostFileVolumes: list(hostFile),
    hostPID: flag,
    securityContext: shape({}, { podSecurityContext: opaque, containerSecurityContext: opaque }),
  },
);
type ExperimentDefinition = t.TypeOf<typeof experimentDefinition>;

const experimentSpec = shape({}, { definition: experimentDefinition });

export const experimentDocument = shape({ metadata }, { apiVersion: text, kind: text, spec: experimentSpec });

export interface ChaosExperiment {
  readonly metadata: Metadata;
  /** `spec.definition`, `{}` when absent. */
  readonly definition: ExperimentDefinition;
  /** What in it is spelt as in an older generation; the definition has it in the words of the current one. */
  readonly old: readonly OldSpelling[];
  /** The whole document as it is written, without its nulls, unknown fields kept. */
  readonly raw: JsonRecord;
}

/** Reads a ChaosExperiment as a server or a file gives it. Left: every problem at once. */
export const decodeExperiment = (raw: unknown): E.Either<readonly Problem[], ChaosExperiment> => {
  const { value, old } = experimentInCurrentWords(raw);
  const decoded = experimentDocument.decode(value);
  if (E.isLeft(decoded)) return E.left(problemsOf(decoded.left));
  const { metadata: meta, spec } = decoded.right;
  const clean = cleanedLater(raw);
  return E.right({
    metadata: meta,
    definition: spec?.definition ?? {},
    old,
    get raw() {
      return clean();
    },
  });
};
