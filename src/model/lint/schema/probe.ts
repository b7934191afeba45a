import { flag, integer, list, needing, record, some, text, textFields, texts } from '../../json/schema-builders.ts';
import type { Schema } from '../../json/structural-schema.ts';
import { toleration, variable } from './pod-parts.ts';
import { volume } from './volume.ts';

/** A probe of an experiment, as the operator 3.18 declares it. */

const word = (...words: readonly string[]): Schema => ({
  type: 'string',
  minLength: 1,
  pattern: `^(${words.join('|')})$`,
});

/** The pod that a command probe runs in, where it does not run in the experiment's own. */
const source = needing(
  { image: text },
  {
    annotations: texts,
    args: list(text),
    command: list(text),
    env: list(variable(text)),
    hostNetwork: flag,
    imagePullPolicy: text,
    imagePullSecrets: list(record({ name: text })),
    inheritInputs: flag,
    labels: texts,
    nodeSelector: texts,
    privileged: flag,
    tolerations: list(toleration),
    volumeMount: list(
      needing(textFields('mountPath', 'name'), {
        ...textFields('mountPropagation', 'subPath', 'subPathExpr'),
        readOnly: flag,
      }),
    ),
    volumes: list(volume),
  },
);

const method = record(
  {
    get: needing({ criteria: some, responseCode: some }),
    post: needing({ criteria: some, responseCode: some }, { contentType: some, body: text, bodyPath: text }),
  },
  { minProperties: 1 },
);

const inputs = {
  'k8sProbe/inputs': needing(
    { version: text, resource: text, operation: word('present', 'absent', 'create', 'delete') },
    textFields('group', 'namespace', 'resourceNames', 'fieldSelector', 'labelSelector'),
  ),
  'cmdProbe/inputs': needing(
    {
      command: some,
      comparator: needing({ type: word('int', 'float', 'string'), criteria: text, value: text }),
    },
    { source },
  ),
  'httpProbe/inputs': needing({ url: some, method }, { insecureSkipVerify: flag }),
  'promProbe/inputs': needing(
    { endpoint: text, comparator: needing({ criteria: text, value: text }) },
    { query: text, queryPath: text },
  ),
  'sloProbe/inputs': needing(
    {
      platformEndpoint: text,
      sloIdentifier: text,
      sloSourceMetadata: needing({
        apiTokenSecret: text,
        scope: needing(textFields('accountIdentifier', 'orgIdentifier', 'projectIdentifier')),
      }),
      comparator: needing({ criteria: text, value: text }, { type: text }),
    },
    {
      evaluationWindow: record({ evaluationEndTime: integer, evaluationStartTime: integer }),
      insecureSkipVerify: flag,
    },
  ),
};

const runProperties = record(
  {
    ...textFields('evaluationTimeout', 'probeTimeout', 'interval', 'probePollingInterval', 'initialDelay', 'verbosity'),
    retry: integer,
    attempt: integer,
    initialDelaySeconds: integer,
    stopOnFailure: flag,
  },
  { minProperties: 2, required: ['probeTimeout', 'interval'] },
);

export const probe = needing(
  {
    name: text,
    type: word('k8sProbe', 'httpProbe', 'cmdProbe', 'promProbe', 'sloProbe'),
    mode: word('SOT', 'EOT', 'Edge', 'Continuous', 'OnChaos'),
    runProperties,
  },
  { ...inputs, data: text },
);
