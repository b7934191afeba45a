import type { Problem } from '../json/problem.ts';
import { type ChaosEngine, sidecarsEnabled } from '../litmus/engine.ts';
import { mountProblem } from '../litmus/mounts.ts';

/** What is wrong with the sidecars of an engine: nothing where its annotation does not ask for them. */
export const sidecarProblems = (engine: ChaosEngine): readonly Problem[] => {
  if (!sidecarsEnabled(engine)) return [];
  const path = ['spec', 'components', 'sidecar'];
  const sidecars = engine.spec.components?.sidecar ?? [];
  if (sidecars.length === 0)
    return [
      {
        path,
        message: 'is empty though the annotation sidecar/enabled asks for sidecars',
        expected: 'a list with at least one sidecar',
        found: 'nothing',
        hint: 'give one, or set the annotation to "false"',
      },
    ];
  return sidecars.flatMap((sidecar, index) => {
    const secrets = (sidecar.secrets ?? []).flatMap(
      (secret, at) => mountProblem('Secret', secret, [...path, index, 'secrets', at]) ?? [],
    );
    if (sidecar.image) return secrets;
    return [
      {
        path: [...path, index, 'image'],
        message: 'is missing: a sidecar needs an image',
        expected: 'an image',
        found: 'nothing',
      },
      ...secrets,
    ];
  });
};
