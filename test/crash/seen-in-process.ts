import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { parseLog } from '../../src/audit/parse-log.ts';
import { replay } from '../../src/audit/verify/replay.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import type { Ground } from '../runner-e2e/ground.ts';
import type { Seen } from './world.ts';

/** What a process did of which only this is left. */
export interface Before {
  /** How often it created each Job. */
  readonly created: Readonly<Record<string, number>>;
  /** What it wrote of its audit log. */
  readonly lines: readonly string[];
}

/** What the runners of a ground came to, once the last of them has ended with this code. */
export const seenIn = (
  ground: Ground,
  exitCode: number,
  engineUid?: string,
  before: Before = { created: {}, lines: [] },
): Seen => {
  const created = new Map(Object.entries(before.created));
  for (const [job, times] of ground.created) created.set(job, (created.get(job) ?? 0) + times);
  const log = [...before.lines, ...ground.runners.flatMap(({ lines }) => lines)].join('\n');
  const parsed = parseLog(log);
  const replayed = replay(parsed, {
    experiment: experimentMachine,
    supervisor: supervisorMachine,
    runner: runnerMachine,
  });
  return {
    exitCode,
    processes: ground.runners.length,
    rows: ground.rows().map(({ name, status, verdict }) => ({ name, status, verdict })),
    created,
    residue: ground.residue(engineUid),
    writes: [],
    requests: ground.requests().length,
    problems: [
      ...verify(parsed).problems.map(({ message }) => `verify: ${message}`),
      // What an earlier version has written follows from its own machines.
      ...replayed.problems
        .filter(({ line }) => line > before.lines.length)
        .map(({ message, sequence }) => `replay, record ${sequence}: ${message}`),
    ],
    log,
    errors: ground.runners.flatMap(({ said }) => said).join('\n'),
  };
};
