import { readdirSync, readFileSync } from 'node:fs';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { batchAnnotation } from '../../src/model/batch/batch.ts';
import { checkBatch } from '../../src/model/batch/batch-check.ts';
import { readBatch } from '../../src/model/batch/batch-document.ts';
import { makePlan } from '../../src/model/batch/planning.ts';
import type { EnvVar } from '../../src/model/kube/object-parts.ts';
import { decodeEngine } from '../../src/model/litmus/engine.ts';
import { decodeExperiment } from '../../src/model/litmus/experiment.ts';
import { targetsOf } from '../../src/model/litmus/targets.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { planText } from '../../src/model/plan/plan-text.ts';

const folder = new URL('../../examples/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
const guide = readFileSync(new URL('../docs/batches.md', folder), 'utf8');

const environmentOf = (name: string): readonly EnvVar[] => {
  const decoded = decodeExperiment(parse(read(`experiments/${name}.yaml`)));
  if (E.isLeft(decoded)) throw new Error(`${name}: ${JSON.stringify(decoded.left)}`);
  return decoded.right.definition.env ?? [];
};

const engineIn = (file: string) => {
  const decoded = decodeEngine(parse(read(`batches/${file}`)));
  if (E.isLeft(decoded)) throw new Error(`${file}: ${JSON.stringify(decoded.left)}`);
  return decoded.right;
};

const planOf = (file: string, seed: number): Plan => {
  const engine = engineIn(file);
  const document = readBatch(engine.metadata.annotations?.[batchAnnotation] ?? '');
  if (E.isLeft(document)) throw new Error(JSON.stringify(document.left));
  const targets = targetsOf(engine.spec, 'litmus');
  const plan = makePlan({
    entries: engine.spec.experiments.map(({ name }) => ({ name })),
    batch: document.right.batch,
    experiments: environmentOf,
    runnerEnv: [{ name: 'TARGETS', value: E.isRight(targets) ? targets.right : '' }],
    seed,
  });
  if (E.isLeft(plan)) throw new Error(JSON.stringify(plan.left));
  return plan.right;
};

describe.each(readdirSync(new URL('batches/', folder)))('examples/batches/%s', (file) => {
  it('is right for its engine', () => {
    const engine = engineIn(file);
    expect(checkBatch(engine.metadata.annotations?.[batchAnnotation] ?? '', engine)).toEqual([]);
  });

  it('is explained in the guide with the plan that it makes', () => {
    expect(guide).toContain(`examples/batches/${file}`);
    expect(guide).toContain(planText(planOf(file, 7)));
  });
});
