import { problem, type Weighed } from '../json/diagnostic.ts';
import type { Path } from '../json/problem.ts';
import type { EnvVar } from '../kube/object-parts.ts';
import { shortGraceOf } from '../litmus/helper-grace.ts';
import { sourceProblems } from './check-pod-parts.ts';

const variableName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** What is wrong with a list of environment variables: impossible names, two values in one, one name twice (said once), no time to revert. */
export const envProblems = (variables: readonly EnvVar[], path: Path): readonly Weighed[] => {
  const first = new Map<string, number>();
  const told = new Set<string>();
  return variables.flatMap((variable, index): readonly Weighed[] => {
    const { name, value, valueFrom } = variable;
    const at = [...path, index];
    const problems: Weighed[] = [];
    if (!variableName.test(name))
      problems.push(
        problem('error', [...at, 'name'], `${JSON.stringify(name)} cannot name an environment variable`, {
          found: JSON.stringify(name),
          expected: 'letters, digits, "_", "-" and ".", no digit first',
        }),
      );
    if (value && valueFrom !== undefined)
      problems.push(problem('error', at, `${name} has both value and valueFrom: Kubernetes refuses it`));
    problems.push(...sourceProblems(variable, at));
    const short = shortGraceOf(variable);
    if (short !== undefined) problems.push(problem('warning', [...at, 'value'], short));
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, index);
    else if (!told.has(name)) {
      told.add(name);
      const message = `${name} is given before, as number ${earlier + 1} of the list: the last one counts`;
      problems.push(problem('warning', [...at, 'name'], message));
    }
    return problems;
  });
};
