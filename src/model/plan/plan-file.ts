import * as E from 'fp-ts/Either';
import type { Problem } from '../json/problem.ts';
import { readData } from '../json/yaml/data.ts';
import type { Plan } from './plan.ts';
import { decodePlan } from './plan-codec.ts';

/** As `decodePlan`, from the text of a file: JSON, as `writePlan` writes it, or YAML. Left: every problem at once. */
export const readPlan = (text: string): E.Either<readonly Problem[], Plan> => {
  const data = readData(text);
  return E.isLeft(data) ? E.left([{ path: [], message: data.left }]) : decodePlan(data.right);
};
