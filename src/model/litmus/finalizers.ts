import type { ObjectMeta } from '../json/json-object.ts';

/** What the Litmus operator puts on an engine that it looks after. */
export const operatorFinalizer = 'chaosengine.litmuschaos.io/finalizer';

/**
 * What keeps an object that is being deleted from going, a sentence with a space before it; empty: nothing but time. Whoever
 * has put a finalizer there has to take it away.
 */
export const keptBy = ({ finalizers = [] }: Pick<ObjectMeta, 'finalizers'>): string => {
  if (finalizers.length === 0) return '';
  const named = finalizers.length === 1 ? `the finalizer ${finalizers[0]}` : `the finalizers ${finalizers.join(', ')}`;
  const operators = finalizers.includes(operatorFinalizer)
    ? `, of which the Litmus operator takes ${operatorFinalizer} away once nothing of it runs: is the operator at work?`
    : ': whoever put it there has to take it away.';
  return ` It is kept by ${named}${operators}`;
};
