import { problem, type Weighed } from '../json/diagnostic.ts';
import { type JsonRecord, textAt } from '../json/json-object.ts';
import type { Path } from '../json/problem.ts';

/** Probes without the inputs of their type: the CRD lets them through, and litmus-go cannot ask them anything. */
export const probeProblems = (probes: readonly JsonRecord[], path: Path): readonly Weighed[] =>
  probes.flatMap((probe, index): readonly Weighed[] => {
    const type = textAt(probe, 'type');
    if (type === undefined || probe[`${type}/inputs`] !== undefined || !/^\w+Probe$/.test(type)) return [];
    const at = [...path, index, `${type}/inputs`];
    const what = { expected: 'an object', found: 'nothing' };
    return [problem('warning', at, `is missing: a ${type} needs its inputs`, what)];
  });
