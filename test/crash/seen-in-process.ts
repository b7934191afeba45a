import { experimentMachine } from '../../machines/experiment.ts';
import { supervisorMachine } from '../../machines/supervisor.ts';
import { parseLog } from '../../src/audit/parse-log.ts';
import { replay } from '../../src/audit/replay.ts';
import { verify } from '../../src/audit/verify.ts';
import type { Ground } from '../runner-e2e/ground.ts';
import type { Seen } from './world.ts';

/** What the runners of a ground came to, once the last of them has ended with this code. */
export const seenIn = (ground: Ground, exitCode: number, engineUid?: string): Seen => {
  const log = ground.runners.flatMap(({ lines }) => lines).join('\n');
  const parsed = parseLog(log);
  const replayed = replay(parsed, { experiment: experimentMachine, supervisor: supervisorMachine });
  return {
    exitCode,
    processes: ground.runners.length,
    rows: ground.rows().map(({ name, status, verdict }) => ({ name, status, verdict })),
    created: ground.created,
    residue: ground.residue(engineUid),
    writes: [],
    requests: ground.requests().length,
    problems: [
      ...verify(parsed).problems.map(({ message }) => `verify: ${message}`),
      ...replayed.problems.map(({ message, sequence }) => `replay, record ${sequence}: ${message}`),
    ],
    log,
    errors: ground.runners.flatMap(({ said }) => said).join('\n'),
  };
};
