import type { EnvVar } from '../kube/object-parts.ts';

/** INSTANCE_ID as the merged environment gives it; `byReference`: only the running pod knows it. */
export const instanceIdOf = (
  environment: readonly EnvVar[],
): { readonly instanceId?: string; readonly byReference: boolean } => {
  const found = environment.findLast(({ name }) => name === 'INSTANCE_ID');
  const value = found?.value ?? '';
  // A reference to another variable is expanded by the kubelet, not here.
  if (found?.valueFrom !== undefined || value.includes('$(')) return { byReference: true };
  return value === '' ? { byReference: false } : { instanceId: value, byReference: false };
};
