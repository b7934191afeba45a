import type { EnvVar } from '../kube/object-parts.ts';
import { instanceIdOf } from '../litmus/instance-id.ts';
import { type KeptApart, lockPrefix, type MayMeet } from './mutual-exclusion.ts';

/** The name of a step's ChaosResult behind the engine's name: `pod-delete` or `pod-delete-<INSTANCE_ID>`. */
interface ResultName {
  readonly text: string;
  /** INSTANCE_ID comes from elsewhere: it may be any name that begins like this. */
  readonly open: boolean;
}

const resultNameOf = (experiment: string, environment: readonly EnvVar[]): ResultName => {
  const { instanceId, byReference } = instanceIdOf(environment);
  return { text: instanceId === undefined ? experiment : `${experiment}-${instanceId}`, open: byReference };
};

const mayBeSame = (left: ResultName, right: ResultName): boolean => {
  if (left.text === right.text) return true;
  if (left.open && right.text.startsWith(`${left.text}-`)) return true;
  return right.open && left.text.startsWith(`${right.text}-`);
};

/**
 * Steps that write one ChaosResult: its name is made of the engine, the experiment and INSTANCE_ID. They always have to
 * run one after the other, because each overwrites what the other wrote.
 */
export const sharedResults = (
  input: { readonly names: readonly string[]; readonly environments: readonly (readonly EnvVar[])[] },
  mayMeet: MayMeet,
): readonly KeptApart[] => {
  const results = input.names.map((name, step) => resultNameOf(name, input.environments[step] ?? []));
  const groups = Map.groupBy(results.keys(), (step) => results[step]?.text ?? '');
  // Steps with an open name may meet groups of longer names: they join each of them.
  for (const [step, result] of results.entries()) {
    if (!result.open) continue;
    for (const [text, steps] of groups) {
      if (text !== result.text && mayBeSame(result, { text, open: false })) steps.push(step);
    }
  }
  return [...groups].flatMap(([text, all]) => {
    const steps = all.filter((step) => all.some((other) => mayMeet(step, other))).sort((left, right) => left - right);
    if (steps.length < 2) return [];
    const open = steps.some((step) => results[step]?.open);
    const why = open
      ? `write what may be the same ChaosResult, because INSTANCE_ID is not known before`
      : `write the same ChaosResult; give each an INSTANCE_ID of its own to run them at once`;
    return [{ mutex: `${lockPrefix.result}${text}`, steps, reason: `never run at once: they ${why}` }];
  });
};
