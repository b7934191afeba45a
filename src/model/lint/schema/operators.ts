/** The operators by whose rules files can be judged, the oldest first; the CRDs of the last one are known. */
export const operatorVersions = ['0.9', '1.13', '2.14', '3.18'] as const;

export type OperatorVersion = (typeof operatorVersions)[number];

export const currentOperator = '3.18' satisfies OperatorVersion;

/** Whether an operator is older than another. */
export const isBefore = (operator: OperatorVersion, other: OperatorVersion): boolean =>
  operatorVersions.indexOf(operator) < operatorVersions.indexOf(other);

/** By what a file is judged. */
export interface Judgement {
  readonly operator: OperatorVersion;
  /** Old spellings and nulls, which the runner understands and a server refuses, are errors. */
  readonly strict: boolean;
  /**
   * How bad a key is that a server keeps and nobody reads, where it is near to a known one. To whoever runs the file it is an
   * error: a fault with other parameters than were meant, or on other nodes, does harm.
   */
  readonly misspelt: 'error' | 'warning';
}
