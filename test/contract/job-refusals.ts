import type { ServerVersion } from './versions.ts';

/** A policy that fails the Job by an exit code. */
export const exitCodes = (more: object = {}) => ({
  podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1], ...more } }] },
});
/** A policy that fails the Job by a condition of its pod. */
export const conditions = (condition: object) => ({
  podFailurePolicy: { rules: [{ action: 'FailJob', onPodConditions: [condition] }] },
});
const rule = (more: object) => ({ podFailurePolicy: { rules: [{ action: 'FailJob', ...more }] } });
/** The fields of a Job of two indexes. */
export const indexed = (more: object) => ({ completionMode: 'Indexed', completions: 2, ...more });
const success = (...rules: object[]) => indexed({ successPolicy: { rules } });

const times = <T>(count: number, made: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => made(index));
const crowd = (more: object) => ({
  ...indexed({ completions: 100_001, backoffLimitPerIndex: 1, maxFailedIndexes: 1, parallelism: 1 }),
  ...more,
});
const tooMany = (count: number, limit: number): string => `Too many: ${count}: must have at most ${limit} items`;

const failures = 'spec.podFailurePolicy.rules[0]';
const successes = 'spec.successPolicy.rules';

/** A list of numbers as servers show it. */
const shown = (version: ServerVersion, ...numbers: readonly number[]): string =>
  version.pick({ 20: `[]int32{${numbers.join(', ')}}`, 37: `[${numbers.join(',')}]` });

/** Specs of Jobs that are refused, and the complaint. */
export const refusedSpecs = (version: ServerVersion): readonly (readonly [object, string])[] => [
  [{ completionMode: 'X' }, 'spec.completionMode: Unsupported value: "X": supported values: "NonIndexed", "Indexed"'],
  [{ completionMode: 'Indexed', parallelism: 1 }, 'spec.completions: Required value: when completion mode is Indexed'],
  [
    indexed({ parallelism: 100_001 }),
    'spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed',
  ],
  [
    { podReplacementPolicy: 'X' },
    'spec.podReplacementPolicy: Unsupported value: "X": supported values: "Failed", "TerminatingOrFailed"',
  ],
  [
    { podReplacementPolicy: 'TerminatingOrFailed', ...exitCodes() },
    'spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"',
  ],
  [rule({}), `${failures}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`],
  [
    rule({ onExitCodes: { operator: 'In', values: [1] }, onPodConditions: [{ type: 'A', status: 'True' }] }),
    `${failures}: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported`,
  ],
  [
    { podFailurePolicy: { rules: [{ action: 'X', onExitCodes: { operator: 'In', values: [1] } }] } },
    `${failures}.action: Unsupported value: "X": supported values: "Count", "FailIndex", "FailJob", "Ignore"`,
  ],
  [
    { podFailurePolicy: { rules: [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } }] } },
    `${failures}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set`,
  ],
  [
    exitCodes({ values: [0] }),
    `${failures}.onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator`,
  ],
  [exitCodes({ values: [1, 1] }), `${failures}.onExitCodes.values[1]: Duplicate value: 1`],
  [
    exitCodes({ values: [3, 1] }),
    `${failures}.onExitCodes.values: Invalid value: ${shown(version, 3, 1)}: must be ordered`,
  ],
  [
    exitCodes({ values: [] }),
    `${failures}.onExitCodes.values: Invalid value: ${shown(version)}: at least one value is required`,
  ],
  [
    exitCodes({ operator: 'X' }),
    `${failures}.onExitCodes.operator: Unsupported value: "X": supported values: "In", "NotIn"`,
  ],
  [
    exitCodes({ containerName: 'other' }),
    `${failures}.onExitCodes.containerName: Invalid value: "other": must be one of the container or initContainer names in the pod template`,
  ],
  [exitCodes({ operator: '' }), `${failures}.onExitCodes.operator: Required value: valid values: ["In" "NotIn"]`],
  [exitCodes({ values: times(256, (index) => index + 1) }), `${failures}.onExitCodes.values: ${tooMany(256, 255)}`],
  [
    { podFailurePolicy: { rules: [{ action: '', onExitCodes: { operator: 'In', values: [1] } }] } },
    `${failures}.action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]`,
  ],
  [
    { podFailurePolicy: { rules: times(21, () => exitCodes().podFailurePolicy.rules[0]) } },
    `spec.podFailurePolicy.rules: ${tooMany(21, 20)}`,
  ],
  [
    rule({ onPodConditions: times(21, () => ({ type: 'A', status: 'True' })) }),
    `${failures}.onPodConditions: ${tooMany(21, 20)}`,
  ],
  [
    conditions({ type: 'A', status: 'X' }),
    `${failures}.onPodConditions[0].status: Unsupported value: "X": supported values: "False", "True", "Unknown"`,
  ],
  [{ backoffLimitPerIndex: 1 }, 'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode'],
  [
    indexed({ backoffLimitPerIndex: -1 }),
    'spec.backoffLimitPerIndex: Invalid value: -1: must be greater than or equal to 0',
  ],
  [indexed({ maxFailedIndexes: 1 }), 'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified'],
  [
    indexed({ backoffLimitPerIndex: 1, maxFailedIndexes: -1 }),
    'spec.maxFailedIndexes: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    indexed({ backoffLimitPerIndex: 1, maxFailedIndexes: 3 }),
    'spec.maxFailedIndexes: Invalid value: 3: must be less than or equal to completions',
  ],
  [
    crowd({ maxFailedIndexes: undefined }),
    'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
  ],
  [
    crowd({ parallelism: 10_001 }),
    'spec.parallelism: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index',
  ],
  [
    crowd({ maxFailedIndexes: 10_001 }),
    'spec.maxFailedIndexes: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index',
  ],
  [
    indexed({ successPolicy: { rules: [] } }),
    `${successes}: Required value: at least one rules must be specified when the successPolicy is specified`,
  ],
  [
    success({}),
    `${successes}[0]: Required value: at least one of succeededCount or succeededIndexes must be specified`,
  ],
  [
    success({ succeededIndexes: '0-7' }),
    `${successes}[0].succeededIndexes: Invalid value: "0-7": error parsing succeededIndexes: too large index: "7"`,
  ],
  [
    success({ succeededCount: 7 }),
    `${successes}[0].succeededCount: Invalid value: 7: must be less than or equal to 2 (the number of specified completions)`,
  ],
  [success(...times(21, () => ({ succeededCount: 1 }))), `${successes}: ${tooMany(21, 20)}`],
  ...(
    [
      ['x', 'cannot convert string to integer for index: "x"'],
      ['0-', 'cannot convert string to integer for index: ""'],
      ['0,', 'cannot convert string to integer for index: ""'],
      [
        '0-1-1',
        `the fragment "0-1-1" violates the requirement that an index interval can have at most two parts separated by '-'`,
      ],
      ['1-0', 'non-increasing order, previous: 1, current: 0'],
      ['1,0', 'non-increasing order, previous: 1, current: 0'],
    ] as const
  ).map(
    ([succeededIndexes, why]) =>
      [
        success({ succeededIndexes }),
        `${successes}[0].succeededIndexes: Invalid value: "${succeededIndexes}": error parsing succeededIndexes: ${why}`,
      ] as const,
  ),
  [
    success({ succeededIndexes: '1', succeededCount: 2 }),
    `${successes}[0].succeededCount: Invalid value: 2: must be less than or equal to 1 (the number of indexes in the specified succeededIndexes field)`,
  ],
  [{ managedBy: '' }, 'spec.managedBy: Required value'],
  [
    { managedBy: 'example.com/a b' },
    `spec.managedBy: Invalid value: "a b": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')`,
  ],
  [{ managedBy: 'x' }, 'spec.managedBy: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")'],
  [{ managedBy: `example.com/${'x'.repeat(60)}` }, 'spec.managedBy: Too long: may not be more than 63 bytes'],
  [
    { ttlSecondsAfterFinished: -1 },
    'spec.ttlSecondsAfterFinished: Invalid value: -1: must be greater than or equal to 0',
  ],
];
