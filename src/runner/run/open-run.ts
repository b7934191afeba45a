import { known } from '../../../machines/known.ts';
import { defined } from '../../model/json/json-object.ts';
import { type Adopted, adoptRun } from '../adopt/adopt-run.ts';
import { byOurClock } from '../server-time.ts';
import { chainFor, continuesOf, historyFor } from './begin-run.ts';
import type { Desk } from './desk.ts';
import type { Identified } from './identify-run.ts';
import type { RunIdentity } from './run-context.ts';
import { driveRun } from './run-engine.ts';
import type { ToRunner } from './runner-loop.ts';

const runIdOf = (identified: Identified, newRunId: () => string): string => {
  if (identified.is === 'Resume') return identified.checkpoint.runId;
  return (identified.is === 'Adopt' ? identified.runId : undefined) ?? newRunId();
};

/** The machines of a run whose checkpoint is lost. */
const adoptedBy = ({ options, found }: Desk, identity: RunIdentity): Adopted => {
  const now = options.clock.now();
  const { jobs } = known(found.ground, 'the engine');
  const plan = known(found.plan, 'the plan');
  const rows = known(found.run, 'the run').engine.current().status.experiments;
  const results = known(found.results, 'the ChaosResults');
  return adoptRun({ ...identity, plan, jobs, results, rows, now, byOurClock: (at) => byOurClock(options, at) });
};

/** Gives the run its identity, opens its audit log, and makes ready to drive it. Nothing where the process has ended meanwhile. */
export const openRun = async (desk: Desk): Promise<ToRunner | undefined> => {
  const { options, found, journal, rights } = desk;
  const { object, jobs } = known(found.ground, 'the engine');
  const { engine, identified } = known(found.run, 'the run');
  const identity: RunIdentity = {
    runId: runIdOf(identified, options.newRunId),
    engineName: options.environment.engine,
    engineUid: known(object.metadata.uid, 'the uid of the engine'),
    namespace: options.environment.namespace,
    holder: known(found.holder, 'the holder'),
  };
  const plan =
    identified.is === 'Resume' ? identified.checkpoint.supervisor.context.plan : known(found.plan, 'the plan');
  const adopted = identified.is === 'Adopt' ? adoptedBy(desk, identity) : undefined;
  const chain = chainFor(identity, identified);
  const audit = await options.openAudit(identity, chain.segment, rights.known);
  if (desk.isOver()) return undefined;
  const startedAt =
    identified.is === 'Resume' ? identified.checkpoint.supervisor.context.startedAt : options.clock.now();
  const history = historyFor(identified, chain, startedAt);
  await journal.open({ chain, history, audit, ...defined({ continues: continuesOf(identified) }) });
  found.begin = () => driveRun(desk, { engine, identity, identified, plan, jobs, adopted, startedAt });
  const { runId, segment } = chain;
  return { type: 'OPENED', run: identified.is, runId, segment, notes: adopted?.notes ?? [] };
};
