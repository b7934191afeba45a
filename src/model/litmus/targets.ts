import * as E from 'fp-ts/Either';
import type { Problem } from '../json/problem.ts';
import type { ChaosEngine } from './engine.ts';

type Spec = Pick<ChaosEngine['spec'], 'appinfo' | 'selectors'>;

/**
 * TARGETS as the operator 3.x computes it: `kind:namespace:[names or labels]`, joined with `;`. Selectors win over
 * appinfo; an application without a namespace is in the engine's; nothing given is the empty text. Left: what the operator
 * refuses to start.
 */
export const targetsOf = (spec: Spec, namespace: string): E.Either<readonly Problem[], string> => {
  const problems = targetProblems(spec);
  if (problems.length > 0) return E.left(problems);
  const { selectors } = spec;
  if (selectors?.workloads !== undefined)
    return E.right(
      selectors.workloads.map((w) => target(w.kind ?? '', w.namespace ?? '', w.names || w.labels || '')).join(';'),
    );
  if (selectors?.pods !== undefined)
    return E.right(selectors.pods.map((pod) => target('pod', pod.namespace ?? '', pod.names ?? '')).join(';'));
  const { appns = '', applabel = '', appkind = '' } = spec.appinfo ?? {};
  if (appns === '' && applabel === '' && appkind === '') return E.right('');
  return E.right(target(appkind || 'KIND', appns || namespace, applabel));
};

const target = (kind: string, namespace: string, filter: string): string => `${kind}:${namespace}:[${filter}]`;

/** What the operator refuses in an engine's description of its targets. */
export const targetProblems = ({ appinfo, selectors }: Spec): readonly Problem[] => {
  const problems: Problem[] = [];
  if (selectors !== undefined && selectors.workloads === undefined && selectors.pods === undefined)
    problems.push({
      path: ['spec', 'selectors'],
      message: 'names neither workloads nor pods: the operator refuses the engine',
      expected: 'workloads or pods',
      hint: 'give one of them, or leave selectors out',
    });
  const kind = appinfo?.appkind ?? '';
  const label = appinfo?.applabel ?? '';
  if ((kind === '') !== (label === ''))
    problems.push({
      path: ['spec', 'appinfo'],
      message: `has ${kind === '' ? 'applabel without appkind' : 'appkind without applabel'}: the operator refuses the engine`,
      expected: 'appkind and applabel, both or neither',
    });
  return problems;
};
