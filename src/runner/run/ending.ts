import { known } from '../../../machines/known.ts';
import type { ProcessEnd } from '../../../machines/runner/runner-types.ts';
import { serverTime } from '../server-time.ts';
import type { Desk } from './desk.ts';
import { proven, type SeenEnd } from './final-test.ts';
import type { Finish } from './finish.ts';
import { rejectRun } from './reject-run.ts';
import type { Handlers } from './runner-effects.ts';
import type { ToRunner } from './runner-loop.ts';

/** How the process ends, with all that whoever has started it may want to know. */
const finishOf = ({ options, found }: Desk, { is, reason = '', left }: ProcessEnd): Finish => {
  switch (is) {
    case 'Finished':
      return known(found.drive, 'the run').finished();
    case 'Rejected':
      return { is, reason, experiments: options.environment.experiments };
    case 'TryAgain':
      return { is, reason, ...(left === undefined ? {} : { left }) };
    default:
      return { is, reason };
  }
};

const readAge = async ({ options }: Desk): Promise<ToRunner> => {
  const startedAt = await options.podStartedAt?.();
  return startedAt === undefined
    ? { type: 'AGE_READ' }
    : { type: 'AGE_READ', triedForMs: serverTime(options) - startedAt };
};

const reject = async ({ options, found }: Desk, problems: readonly string[]): Promise<ToRunner> => {
  const { is, ...rest } = await rejectRun(options, known(found.ground, 'the engine').object, problems);
  const reason = 'reason' in rest ? rest.reason : '';
  return { type: is === 'Rejected' ? 'REJECTED' : 'NOT_REJECTED', reason };
};

/** Of rows that a run of this process has written; those of a rejection were written past it. */
const lastSeen = ({ found }: Desk, { is }: ProcessEnd): SeenEnd | undefined => {
  const engine = found.run?.engine;
  return engine && is !== 'Rejected' && !engine.isUnserved()
    ? { ending: engine.ending(), rows: engine.current().status.experiments }
    : undefined;
};

const prove = async (desk: Desk, end: ProcessEnd): Promise<ToRunner> => {
  const { options, found } = desk;
  const { namespace, engine } = options.environment;
  const uid = found.run?.engine.current().metadata.uid;
  const finish = await proven(finishOf(desk, end), {
    ...{ cluster: options.cluster, namespace, engine, seen: lastSeen(desk, end) },
    ...(uid === undefined ? {} : { uid }),
  });
  if (finish.is !== 'TryAgain') return { type: 'PROVEN' };
  return { type: 'UNPROVEN', reason: finish.reason, ...(finish.left === undefined ? {} : { left: finish.left }) };
};

/** From the last transition of a run, or where there will be none, to the end of the process, which `settle` is told of. */
export const endingEffects = (
  desk: Desk,
  settle: (finish: Finish) => void,
): Handlers<'readAge' | 'rejectEngine' | 'proveRows' | 'exit'> => ({
  readAge: () => readAge(desk),
  rejectEngine: ({ problems }) => reject(desk, problems),
  proveRows: (end) => prove(desk, end),
  exit: (end) => {
    settle(finishOf(desk, end));
    return undefined;
  },
});
