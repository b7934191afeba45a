/** `podFailurePolicy`: what the failure of one pod means for its Job. */
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { namespaceOf, number, records, statusOf } from '../views.ts';

export interface FailureRule {
  readonly action: string;
  readonly exitCodes?: {
    readonly container: string | undefined;
    readonly within: boolean;
    readonly values: readonly number[];
  };
  readonly conditions: readonly { readonly type: unknown; readonly status: unknown }[];
}

/** The rules of a policy; none where there is no policy. */
export const failureRules = (policy: unknown): readonly FailureRule[] =>
  records(objectOf(policy).rules).map((rule) => {
    const codes = objectOf(rule.onExitCodes);
    return {
      action: stringOf(rule.action) ?? '',
      ...(rule.onExitCodes === undefined
        ? {}
        : {
            exitCodes: {
              container: stringOf(codes.containerName),
              within: codes.operator === 'In',
              values: (Array.isArray(codes.values) ? codes.values : []).filter((code) => typeof code === 'number'),
            },
          }),
      conditions: records(rule.onPodConditions).map(({ type, status }) => ({ type, status: status ?? 'True' })),
    };
  });

interface Met {
  readonly rule: FailureRule;
  /** Why the Job fails, in Kubernetes' words, if the rule is FailJob. */
  readonly message: string;
}

const endedWith = (pod: KubeObject, { container, within, values }: NonNullable<FailureRule['exitCodes']>) => {
  const status = statusOf(pod);
  return [...records(status.containerStatuses), ...records(status.initContainerStatuses)]
    .map(({ name, state }) => ({ name, code: number(objectOf(objectOf(state).terminated).exitCode) ?? 0 }))
    .find(
      ({ name, code }) =>
        code !== 0 && (container === undefined || container === name) && values.includes(code) === within,
    );
};

/** The first rule that the failed pod meets. */
const met = (rules: readonly FailureRule[], pod: KubeObject): Met | undefined => {
  for (const [index, rule] of rules.entries()) {
    const tail = `matching ${rule.action} rule at index ${index}`;
    const name = `${namespaceOf(pod)}/${pod.metadata.name}`;
    if (rule.exitCodes) {
      const container = endedWith(pod, rule.exitCodes);
      if (container) {
        const message = `Container ${container.name} for pod ${name} failed with exit code ${container.code} ${tail}`;
        return { rule, message };
      }
      continue;
    }
    const condition = records(statusOf(pod).conditions).find(({ type, status }) =>
      rule.conditions.some((wanted) => wanted.type === type && wanted.status === status),
    );
    if (condition) return { rule, message: `Pod ${name} has condition ${condition.type} ${tail}` };
  }
  return undefined;
};

/** Whether the failed pod counts against the Job's back-off limit: not if a rule says Ignore. */
export const counts = (rules: readonly FailureRule[], pod: KubeObject): boolean =>
  met(rules, pod)?.rule.action !== 'Ignore';

/** Why this failed pod fails the whole Job at once; undefined where no rule says so. */
export const failsJob = (rules: readonly FailureRule[], pod: KubeObject): string | undefined => {
  const found = met(rules, pod);
  return found?.rule.action === 'FailJob' ? found.message : undefined;
};
