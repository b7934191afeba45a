import { missing, type Problem } from '../json/problem.ts';
import { type ChaosEngine, sidecarsEnabled } from '../litmus/engine.ts';
import { mountProblems } from '../litmus/mounts.ts';

/** What is wrong with the sidecars of an engine: nothing where its annotation does not ask for them. */
export const sidecarProblems = (engine: ChaosEngine): readonly Problem[] => {
  if (!sidecarsEnabled(engine)) return [];
  const path = ['spec', 'components', 'sidecar'];
  const sidecars = engine.spec.components?.sidecar ?? [];
  if (sidecars.length === 0) {
    const message = 'is empty though the annotation sidecar/enabled asks for sidecars';
    const hint = 'give one, or set the annotation to "false"';
    return [{ ...missing(path, message, 'a list with at least one sidecar'), hint }];
  }
  return sidecars.flatMap(({ image, secrets = [] }, index) => [
    ...(image ? [] : [missing([...path, index, 'image'], 'is missing: a sidecar needs an image', 'an image')]),
    ...mountProblems('Secret', secrets, [...path, index, 'secrets']),
  ]);
};
