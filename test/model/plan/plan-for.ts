import { readBatch } from '../../../src/model/batch/batch-document.ts';
import { makePlan } from '../../../src/model/batch/planning.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { right } from '../fixtures.ts';

/** The plan of a batch document for steps with these names. */
export const planFor = (batch: string, names: readonly string[]): Plan =>
  right(makePlan({ entries: names.map((name) => ({ name })), batch: right(readBatch(batch)).batch, seed: 5 }));
