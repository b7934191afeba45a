/** `podFailurePolicy`: what the failure of one pod means for its Job. */
import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { listOf, objectOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { keyOf, number, records, statusOf } from '../views.ts';

/** A rule as it stands in the policy. */
export type FailureRule = JsonRecord;

/** The rules of a policy; none where there is no policy. */
export const failureRules = (policy: unknown): readonly FailureRule[] => records(objectOf(policy).rules);

const endedWith = (pod: KubeObject, { containerName, operator, values }: JsonRecord) => {
  const status = statusOf(pod);
  return [...records(status.containerStatuses), ...records(status.initContainerStatuses)]
    .map(({ name, state }) => ({ name, code: number(objectOf(objectOf(state).terminated).exitCode) ?? 0 }))
    .filter(({ name, code }) => code !== 0 && (containerName === undefined || containerName === name))
    .find(({ code }) => listOf(values).includes(code) === (operator === 'In'));
};

/** How the failed pod meets a rule, in Kubernetes' words; undefined where it does not. */
const meets = (rule: FailureRule, pod: KubeObject): string | undefined => {
  if (rule.onExitCodes !== undefined) {
    const ended = endedWith(pod, objectOf(rule.onExitCodes));
    return ended && `Container ${ended.name} for pod ${keyOf(pod)} failed with exit code ${ended.code}`;
  }
  const condition = records(statusOf(pod).conditions).find(({ type, status }) =>
    records(rule.onPodConditions).some((wanted) => wanted.type === type && (wanted.status ?? 'True') === status),
  );
  return condition && `Pod ${keyOf(pod)} has condition ${condition.type}`;
};

/** The first rule that the failed pod meets: what it wants, and why. */
const met = (rules: readonly FailureRule[], pod: KubeObject): { action: unknown; message: string } | undefined => {
  for (const [index, rule] of rules.entries()) {
    const how = meets(rule, pod);
    const { action } = rule;
    if (how !== undefined) return { action, message: `${how} matching ${action} rule at index ${index}` };
  }
  return undefined;
};

/** Whether the failed pod counts against the Job's back-off limit: not if a rule says Ignore. */
export const counts = (rules: readonly FailureRule[], pod: KubeObject): boolean => met(rules, pod)?.action !== 'Ignore';

/** Why this failed pod fails the whole Job at once; undefined where no rule says so. */
export const failsJob = (rules: readonly FailureRule[], pod: KubeObject): string | undefined => {
  const found = met(rules, pod);
  return found?.action === 'FailJob' ? found.message : undefined;
};
