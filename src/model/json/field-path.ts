import type { Path } from './problem.ts';

/**
 * A path as Kubernetes writes it, such as `spec.template.spec.nodeSelector[beta.kubernetes.io/os]` or `spec.env[0].name`.
 * What is in brackets is an index or a key; a key with dots outside of brackets comes out in pieces.
 */
export const readFieldPath = (text: string): Path =>
  [...text.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([part, inBrackets]) =>
    inBrackets !== undefined && /^\d+$/.test(inBrackets) ? Number(inBrackets) : (inBrackets ?? part),
  );
