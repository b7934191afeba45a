import { problemIf, type Weighed } from '../json/diagnostic.ts';
import type { Path } from '../json/problem.ts';
import type { EnvVar } from '../kube/object-parts.ts';
import { shortGraceOf } from '../litmus/helper-grace.ts';
import { sourceProblems } from './check-pod-parts.ts';

const variableName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** What is wrong with a list of environment variables: impossible names, two values in one, one name twice (said once), no time to revert. */
export const envProblems = (variables: readonly EnvVar[], path: Path): readonly Weighed[] => {
  const places = Map.groupBy(variables.keys(), (index) => variables[index]?.name);
  return variables.flatMap((variable, index): readonly Weighed[] => {
    const { name, value, valueFrom } = variable;
    const at = [...path, index];
    const [first = index, second] = places.get(name) ?? [];
    const short = shortGraceOf(variable);
    return [
      ...problemIf(
        !variableName.test(name),
        'error',
        [...at, 'name'],
        `${JSON.stringify(name)} cannot name an environment variable`,
        { found: JSON.stringify(name), expected: 'letters, digits, "_", "-" and ".", no digit first' },
      ),
      ...problemIf(
        Boolean(value) && valueFrom !== undefined,
        'error',
        at,
        `${name} has both value and valueFrom: Kubernetes refuses it`,
      ),
      ...sourceProblems(variable, at),
      ...problemIf(short !== undefined, 'warning', [...at, 'value'], short ?? ''),
      ...problemIf(
        index === second,
        'warning',
        [...at, 'name'],
        `${name} is given before, as number ${first + 1} of the list: the last one counts`,
      ),
    ];
  });
};
