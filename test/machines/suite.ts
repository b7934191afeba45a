import { isDeepStrictEqual } from 'node:util';
import { type AnyStateMachine, transition } from 'xstate';
import { effectsOf } from '../../machines/effects-of.ts';
import type { ExperimentEffect } from '../../machines/experiment/experiment-types.ts';
import type { RunnerEffect } from '../../machines/runner/runner-types.ts';
import type { SupervisorEffect } from '../../machines/supervisor/supervisor-types.ts';
import { linesOf } from './experiment-lines.ts';
import { exploreExperiment } from './experiment-model.ts';
import { experimentTable } from './experiment-table.ts';
import { type Explored, uncovered } from './paths.ts';
import { exploreRunner, runnerLines } from './runner-model.ts';
import { runnerTable } from './runner-table.ts';
import { exploreSupervisor, supervisorLines } from './supervisor-model.ts';
import { supervisorTable } from './supervisor-table.ts';
import { deafTo, unknownNames, withoutWayOut } from './walk.ts';

/** The compiler keeps these the names of the effects that the shell's switches, which it also checks, carry out. */
export const experimentEffects: Readonly<Record<ExperimentEffect['type'], true>> = {
  validate: true,
  createJob: true,
  awaitLaunch: true,
  adoptJob: true,
  settleLaunch: true,
  observe: true,
  readResult: true,
  collectLog: true,
  recordStatus: true,
  deferDeletion: true,
  cleanUp: true,
  publishEvent: true,
  updateStatus: true,
  reportPass: true,
  reportOutcome: true,
  reportEnd: true,
};

export const supervisorEffects: Readonly<Record<SupervisorEffect['type'], true>> = {
  openRun: true,
  startSteps: true,
  skipSteps: true,
  tellHold: true,
  abortSteps: true,
  armTimer: true,
  closeRun: true,
};

export const runnerEffects: Readonly<Record<RunnerEffect['type'], true>> = {
  readEngine: true,
  identifyRun: true,
  claimEngine: true,
  makePlan: true,
  removeEarlierRuns: true,
  readResults: true,
  openAudit: true,
  driveRun: true,
  abortRun: true,
  closeLatch: true,
  askEngine: true,
  armTimer: true,
  handOver: true,
  rewriteStatus: true,
  rejectStep: true,
  removeOrphans: true,
  armNext: true,
  closeRun: true,
  finishRun: true,
  haltRun: true,
  readAge: true,
  rejectEngine: true,
  proveRows: true,
  exit: true,
};

/** What is in one list and not in the other. */
const differences = (table: readonly string[], found: readonly string[]): readonly string[] => [
  ...table.filter((line) => !found.includes(line)).map((line) => `does not: ${line}`),
  ...found.filter((line) => !table.includes(line)).map((line) => `does: ${line}`),
];

const isPlain = (value: unknown): boolean => isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);

/** Contexts and effects that JSON would change, and machines that go on differently once they have been through it. */
const changedByJson = (machine: AnyStateMachine, { steps }: Explored): readonly string[] =>
  steps.flatMap(({ before, told, after, effects }) => {
    const copy = JSON.parse(JSON.stringify({ value: before.value, context: before.context }));
    if (!isDeepStrictEqual(copy.context, before.context)) return ['a context is no plain JSON'];
    if (!isPlain(effects)) return [`an effect of ${told.name} is no plain JSON`];
    const [again, actions] = transition(machine, machine.resolveState(copy), told.event as never);
    const same =
      isDeepStrictEqual(again.value, after.value) &&
      isDeepStrictEqual(again.context, after.context) &&
      isDeepStrictEqual(effectsOf(actions), effects);
    return same ? [] : [`${told.name} is taken otherwise once the machine has been through JSON`];
  });

const walked = (machine: AnyStateMachine, effects: object, heard: readonly string[]): readonly string[] => [
  ...unknownNames(machine, new Set([...Object.keys(effects), ...Object.keys(machine.implementations.actions)])),
  ...withoutWayOut(machine),
  ...heard.flatMap((event) => deafTo(machine, event)),
];

/** Of a machine that a checkpoint may hold. */
const everywhere = ['ABORT', 'RESUME'];

/** What may be wrong with a machine, by aspect, each found when it is asked for. */
export type Problems = Readonly<Record<'walk' | 'paths' | 'table' | 'json', () => readonly string[]>>;

export const experimentProblems = (machine: AnyStateMachine): Problems => {
  const explored = exploreExperiment(machine);
  return {
    walk: () => walked(machine, experimentEffects, everywhere),
    paths: () => uncovered(machine, explored),
    table: () => differences(experimentTable, linesOf(explored)),
    json: () => changedByJson(machine, explored),
  };
};

export const supervisorProblems = (machine: AnyStateMachine): Problems => {
  const explored = exploreSupervisor(machine);
  return {
    walk: () => walked(machine, supervisorEffects, everywhere),
    paths: () => uncovered(machine, explored),
    table: () => differences(supervisorTable, supervisorLines(explored)),
    json: () => changedByJson(machine, explored),
  };
};

export const runnerProblems = (machine: AnyStateMachine): Problems => {
  const explored = exploreRunner(machine);
  return {
    walk: () => walked(machine, runnerEffects, ['ABORT', 'TERMINATE']),
    paths: () => uncovered(machine, explored),
    table: () => differences(runnerTable, runnerLines(explored)),
    json: () => changedByJson(machine, explored),
  };
};
