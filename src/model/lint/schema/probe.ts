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
  {
    annotations: texts,
    args: list(text),
    command: list(text),
    env: list(variable(text)),
    hostNetwork: flag,
    image: text,
    imagePullPolicy: text,
    imagePullSecrets: list(record({ name: text })),
    inheritInputs: flag,
    labels: texts,
    nodeSelector: texts,
    privileged: flag,
    tolerations: list(toleration),
    volumeMount: list(
      needing(
        { ...textFields('mountPath', 'mountPropagation', 'name', 'subPath', 'subPathExpr'), readOnly: flag },
        'mountPath',
        'name',
      ),
    ),
    volumes: list(volume),
  },
  'image',
);

const inputs = {
  'k8sProbe/inputs': needing(
    {
      ...textFields('group', 'version', 'resource', 'namespace', 'resourceNames', 'fieldSelector', 'labelSelector'),
      operation: word('present', 'absent', 'create', 'delete'),
    },
    'version',
    'resource',
    'operation',
  ),
  'cmdProbe/inputs': needing(
    {
      command: some,
      comparator: needing(
        { type: word('int', 'float', 'string'), criteria: text, value: text },
        'type',
        'criteria',
        'value',
      ),
      source,
    },
    'command',
    'comparator',
  ),
  'httpProbe/inputs': needing(
    {
      url: some,
      insecureSkipVerify: flag,
      method: record(
        {
          get: needing({ criteria: some, responseCode: some }, 'criteria', 'responseCode'),
          post: needing(
            { contentType: some, body: text, bodyPath: text, criteria: some, responseCode: some },
            'criteria',
            'responseCode',
          ),
        },
        { minProperties: 1 },
      ),
    },
    'url',
    'method',
  ),
  'promProbe/inputs': needing(
    {
      endpoint: text,
      query: text,
      queryPath: text,
      comparator: needing({ criteria: text, value: text }, 'criteria', 'value'),
    },
    'endpoint',
    'comparator',
  ),
  'sloProbe/inputs': needing(
    {
      comparator: needing({ criteria: text, type: text, value: text }, 'criteria', 'value'),
      evaluationWindow: record({ evaluationEndTime: integer, evaluationStartTime: integer }),
      insecureSkipVerify: flag,
      platformEndpoint: text,
      sloIdentifier: text,
      sloSourceMetadata: needing(
        {
          apiTokenSecret: text,
          scope: needing(
            { accountIdentifier: text, orgIdentifier: text, projectIdentifier: text },
            'accountIdentifier',
            'orgIdentifier',
            'projectIdentifier',
          ),
        },
        'apiTokenSecret',
        'scope',
      ),
    },
    'platformEndpoint',
    'sloIdentifier',
    'sloSourceMetadata',
    'comparator',
  ),
};

export const probe = needing(
  {
    name: text,
    type: word('k8sProbe', 'httpProbe', 'cmdProbe', 'promProbe', 'sloProbe'),
    ...inputs,
    runProperties: record(
      {
        ...textFields(
          'evaluationTimeout',
          'probeTimeout',
          'interval',
          'probePollingInterval',
          'initialDelay',
          'verbosity',
        ),
        retry: integer,
        attempt: integer,
        initialDelaySeconds: integer,
        stopOnFailure: flag,
      },
      { minProperties: 2, required: ['probeTimeout', 'interval'] },
    ),
    mode: word('SOT', 'EOT', 'Edge', 'Continuous', 'OnChaos'),
    data: text,
  },
  'name',
  'type',
  'mode',
  'runProperties',
);
