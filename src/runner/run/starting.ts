import * as E from 'fp-ts/Either';
import { known } from '../../../machines/known.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { monitoringWanted } from '../../model/litmus/engine.ts';
import { resultsToAdopt, seedToKeep } from '../adopt/adoption-ground.ts';
import { launchMonitorBeside } from '../publish/monitor-beside.ts';
import { leftOfEarlierRuns, removeEarlierRuns } from '../removal/remove-earlier-runs.ts';
import { provenRights } from './begin-run.ts';
import type { Desk } from './desk.ts';
import { createEngineDoor, nothingRuns } from './engine-cache.ts';
import { mayStillAct } from './holder.ts';
import { identifyRun } from './identify-run.ts';
import { makePlan } from './make-plan.ts';
import { openRun } from './open-run.ts';
import { firstReadsMs, holderIn, readGround } from './read-ground.ts';
import type { Handlers } from './runner-effects.ts';
import type { ToRunner } from './runner-loop.ts';

type Starting =
  | 'readEngine'
  | 'identifyRun'
  | 'claimEngine'
  | 'makePlan'
  | 'removeEarlierRuns'
  | 'readResults'
  | 'openAudit'
  | 'driveRun';

const readEngine = async ({ options, found, readExperiment }: Desk): Promise<ToRunner> => {
  const [first] = options.environment.experiments;
  const read = await readGround(options, ({ status }) => {
    // What a new run needs next is asked for together with its Jobs: a reading less to wait for, and to decode.
    if (first !== undefined && status.experiments.length === 0) void readExperiment(first);
  });
  if (read.ground) found.ground = read.ground;
  return read.event;
};

const identify = ({ options, found }: Desk): ToRunner => {
  const { cluster, clock, log, environment } = options;
  const { engine: first, jobs } = known(found.ground, 'the engine');
  const engine = known(first, 'the engine');
  const door = createEngineDoor(cluster, engine, clock.elapsed);
  const identified = identifyRun(engine, jobs, clock.now());
  found.run = { engine: door, identified };
  cluster.permittedBefore?.(environment.namespace, provenRights(identified, jobs));
  const loudness = identified.is === 'Adopt' ? 'warn' : 'info';
  for (const note of identified.notes) log[loudness]({}, note);
  const { startedAt } = identified.is === 'Resume' ? identified.checkpoint.supervisor.context : {};
  return {
    type: 'IDENTIFIED',
    run: identified.is,
    ...(startedAt === undefined ? {} : { startedAt }),
    notes: identified.notes,
    ...(door.ending() === undefined ? {} : { nothing: nothingRuns(engine) }),
  };
};

/** Of a new run nobody else can be the holder. */
const claim = async ({ options, found }: Desk): Promise<ToRunner> => {
  const { cluster, environment, host, isAlive } = options;
  const { namespace, engine: engineName } = environment;
  found.holder = await options.holder();
  const other = found.run?.identified.is === 'New' ? undefined : holderIn(known(found.ground, 'the engine'));
  if (other === undefined || other === found.holder) return { type: 'CLAIMED' };
  const acts = await mayStillAct(other, { cluster, namespace, engineName, host, isAlive });
  return acts ? { type: 'HELD', holder: other } : { type: 'CLAIMED' };
};

const plan = async ({ options, found, readExperiment }: Desk): Promise<ToRunner> => {
  const { engine, jobs } = known(found.ground, 'the engine');
  const { identified } = known(found.run, 'the run');
  const seed = seedToKeep(identified, jobs);
  const planned = await makePlan(options, known(engine, 'the engine'), readExperiment, seed);
  if (E.isLeft(planned)) return { type: 'NOT_PLANNED', problems: planned.left };
  const { steps, iterations, seed: drawn } = planned.right;
  found.plan = planned.right;
  return {
    ...{ type: 'PLANNED', steps: steps.length, iterations: iterations.length },
    ...(drawn === undefined ? {} : { seed: drawn }),
  };
};

const clear = async ({ options, found }: Desk): Promise<ToRunner> => {
  const { object, jobs } = known(found.ground, 'the engine');
  const removed = await removeEarlierRuns(options, object, jobs);
  if (E.isRight(removed)) return { type: 'CLEARED' };
  return { type: 'NOT_CLEARED', reason: removed.left.message, left: leftOfEarlierRuns(jobs) };
};

const stillThere = ({ metadata }: KubeObject): string => `job/${metadata.name} was there when it was looked last`;

const readResults = async ({ options, found }: Desk): Promise<ToRunner> => {
  const results = await resultsToAdopt(options, firstReadsMs);
  if (E.isLeft(results))
    return {
      type: 'RESULTS_UNREAD',
      reason: results.left,
      left: known(found.ground, 'the engine').jobs.map(stillThere),
    };
  found.results = results.right;
  return { type: 'RESULTS_READ', results: results.right.length };
};

const drive = ({ options, found }: Desk): undefined => {
  found.drive = known(found.begin, 'the run')();
  const engine = known(found.run, 'the run').engine.current();
  if (monitoringWanted(engine)) void launchMonitorBeside(options, engine);
};

/** From the first read to the first transition of a run. */
export const startingEffects = (desk: Desk): Handlers<Starting> => ({
  readEngine: () => readEngine(desk),
  identifyRun: () => Promise.resolve(identify(desk)),
  claimEngine: () => claim(desk),
  makePlan: () => plan(desk),
  removeEarlierRuns: () => clear(desk),
  readResults: () => readResults(desk),
  openAudit: () => openRun(desk),
  driveRun: () => drive(desk),
});
