import { differences, inParallel } from '../crash/expectations.ts';
import { account, engineName } from '../crash/reference-batch.ts';
import { seenIn } from '../crash/seen-in-process.ts';
import { openGround, within } from '../runner-e2e/ground.ts';
import type { Point } from './recording.ts';

/** Four steps in two iterations, one of them with a second attempt in each. */
const executions = 10;
const mostProcesses = 3;
const goneWithinMs = 60_000;

/** The present code goes on from what another version has left there; returns what it comes to otherwise than that version. */
const goOn = async (point: Point): Promise<readonly string[]> => {
  const ground = await openGround({
    ...{ objects: [], account, engine: engineName },
    ...{ seed: 1_000 + point.write, speed: 6, state: point.state },
  });
  try {
    let exitCode = 1;
    while (exitCode !== 0 && ground.runners.length < mostProcesses)
      exitCode = await ground.start({ mode: 'pod', holder: 'pod-of-a-later-version' }).exited;
    await within(ground, goneWithinMs, () => ground.residue().length === 0);
    const found = differences(seenIn(ground, exitCode, undefined, point), executions);
    const said = ground.runners.flatMap((runner) => runner.said).filter((line) => line.includes('is not used'));
    return [...found, ...said];
  } finally {
    await ground.close();
  }
};

/** One line for each of the points from which the present code comes to another end. */
export const sweepPoints = async (points: readonly Point[], width: number): Promise<readonly string[]> => {
  const failures: string[] = [];
  await inParallel(points, width, async (point) => {
    const found = await goOn(point);
    if (found.length > 0)
      failures.push(`killed ${point.when} write ${point.write} (${point.what}): ${found.join('; ')}`);
  });
  return failures;
};
