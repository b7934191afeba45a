import { describe, expect, it } from 'vitest';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { type Config, changed } from './mutants.ts';
import { experimentProblems, type Problems, runnerProblems, supervisorProblems } from './suite.ts';

/** The part of a configuration under a path of states, or of a state's events. */
const at = (config: Config, ...path: readonly string[]): Config =>
  path.reduce<Config>((part, key) => (part.states?.[key] ?? part.on?.[key] ?? part[key]) as Config, config);

const inExperiment: Readonly<Record<string, (config: Config) => void>> = {
  'an abort is dropped while the main container runs': (config) => delete at(config, 'Running').on.ABORT,
  'an abort during the launch does not wait for the answer': (config) => {
    at(config, 'Launching', 'Creating', 'ABORT').target = '#experiment.CleaningUp';
  },
  'a Job that could not be created leads to Running': (config) => {
    at(config, 'Launching', 'JOB_REFUSED').target = 'Running';
  },
  'the end of the main container is taken for the verdict': (config) => {
    at(config, 'Running', 'MAIN_ENDED').target = 'CleaningUp';
  },
  'any timer ends the step': (config) => delete (at(config, 'Running', 'TIMER') as Partial<Config>).guard,
  'a time-out leaves the Job alone': (config) => delete (at(config, 'Running', 'TIMER') as Partial<Config>).actions,
  'every step is cleaned up': (config) =>
    delete (at(config, 'CleaningUp', 'Recording', 'STATUS_RECORDED', '0') as Partial<Config>).guard,
  'no terminal row is written': (config) => delete (at(config, 'CleaningUp', 'Recording') as Partial<Config>).entry,
  'the Job is deleted before its row is written': (config) => {
    at(config, 'CleaningUp', 'Deciding').always = 'Deleting';
  },
  'a deletion that was put off is never made': (config) => delete at(config, 'CleaningUp', 'Deferring').on.TIMER,
  'an abort waits for a deletion that was put off': (config) => delete at(config, 'CleaningUp', 'Deferring').on.ABORT,
  'the deletion of what may inject is put off': (config) =>
    delete (at(config, 'CleaningUp', 'Recording', 'STATUS_RECORDED', '0') as Partial<Config>).guard,
  'the supervisor is not told': (config) => delete (at(config, 'Verdict') as Partial<Config>).entry,
  'the supervisor learns of an outcome only at the end of the clean-up': (config) => {
    const deleting = at(config, 'CleaningUp', 'Deleting') as { entry: readonly unknown[] };
    deleting.entry = deleting.entry.slice(0, 1);
  },
  'a launch that waits for a quota waits for ever': (config) => delete at(config, 'Launching', 'Held').on.TIMER,
  'a launch that waits for a quota is given up at once': (config) => {
    at(config, 'Launching', 'Creating', 'JOB_HELD').target = '#experiment.CleaningUp';
  },
  'a launch that has waited too long does not wait for its answer': (config) => {
    at(config, 'Launching', 'Held', 'TIMER').target = '#experiment.CleaningUp';
  },
  'a restart in the middle of the launch is forgotten': (config) =>
    delete at(config, 'Launching', 'Creating').on.RESUME,
  'the effect has another name': (config) => {
    at(config, 'Validating').entry = { type: 'verify' };
  },
};

const inSupervisor: Readonly<Record<string, (config: Config) => void>> = {
  'an abort is dropped between two iterations': (config) => delete at(config, 'Waiting').on.ABORT,
  'late ends are taken, too': (config) =>
    delete (at(config, 'Iterating', 'Running', 'STEP_ENDED', '1') as Partial<Config>).guard,
  'the run ends when an iteration does': (config) => {
    at(config, 'Iterating').always = { guard: 'iterationIsOver', target: 'Closing' };
  },
  'an abort ends the run before its steps have ended': (config) => {
    at(config, 'Iterating', 'ABORT').target = 'Closing';
  },
  'the policy lets go on what it should drain': (config) =>
    delete (at(config, 'Iterating', 'Running', 'STEP_ENDED', '0') as Partial<Config>).target,
  'the policy waits until a failed step has been cleaned up': (config) =>
    delete at(config, 'Iterating', 'Running').on.OUTCOME_RECORDED,
  'the outcome of an attempt that is tried again trips the policy': (config) =>
    delete (at(config, 'Iterating', 'Running', 'OUTCOME_RECORDED') as Partial<Config>).guard,
  'an adopted run goes on though its policy had ended it': (config) =>
    delete (at(config, 'Iterating', 'Running', 'RESUME', '0') as Partial<Config>).target,
  'every restart is taken for a failure': (config) =>
    delete (at(config, 'Iterating', 'Running', 'RESUME', '0') as Partial<Config>).guard,
  'iterations go on after a policy has ended the run': (config) =>
    delete (at(config, 'Iterating', 'Draining') as Partial<Config>).always,
  'an iteration that has timed out ends the run': (config) => {
    at(config, 'Iterating', 'CuttingShort').always = { guard: 'iterationIsOver', target: '#supervisor.Closing' };
  },
  'an aborted run is called completed': (config) => {
    at(config, 'Closing', 'RUN_CLOSED', '0').target = 'Completed';
  },
  'the next iteration does not wait for its time': (config) =>
    delete (at(config, 'Waiting', 'TIMER', '0') as Partial<Config>).guard,
};

const inRunner: Readonly<Record<string, (config: Config) => void>> = {
  'a stop that is seen before the run has begun is forgotten': (config) => {
    const identified = at(config, 'Starting', 'Identifying', 'Recognising', 'IDENTIFIED') as unknown as unknown[];
    identified.shift();
  },
  'a new run begins beside what is left of an earlier one': (config) => {
    at(config, 'Starting', 'Planning', 'PLANNED', '1').target = 'Opening.Auditing';
  },
  'another holder is not asked about': (config) => {
    at(config, 'Starting', 'Identifying', 'Recognising', 'IDENTIFIED', '1').target = '#runner.Starting.Planning';
  },
  'an abort before the run is forgotten': (config) => delete at(config, 'Starting').on.ABORT,
  'a pod that is told to go launches on': (config) => {
    const told = at(config, 'Running', 'Driving', 'TERMINATE') as { actions: readonly unknown[] };
    told.actions = told.actions.filter((action) => action !== 'closeLatch');
  },
  'an engine that ends is handed over': (config) =>
    delete at(config, 'Running', 'HandingOver', 'Asking').on.ENGINE_ENDING,
  'the next iteration begins beside what is left of the one before': (config) => {
    at(config, 'Running', 'Driving', 'Working', 'ITERATION_AWAITED', '0').target = 'Working';
  },
  'a runner that was overtaken goes on': (config) => delete at(config, 'Running').on.OVERTAKEN,
  'a failure after a launch ends the process': (config) => {
    const hindered = at(config, 'Running', 'HINDERED') as unknown as unknown[];
    hindered.shift();
  },
  'a run is believed without a look at its rows': (config) => {
    at(config, 'Running', 'Finishing', 'FINISHED').target = '#runner.Ended.Finished';
  },
  'what was launched is rejected after the last try': (config) =>
    delete (at(config, 'Running', 'UNFINISHED', '0') as Partial<Config>).guard,
  'what is driven goes on after the end': (config) => {
    const over = at(config, 'Running', 'HandingOver', 'Leaving', 'HANDED_OVER') as { actions: readonly unknown[] };
    over.actions = over.actions.slice(1);
  },
};

/** The first aspect in which the machine is found to be wrong, or that it asks for what it cannot know; undefined: nothing. */
const foundBy = (problemsOf: () => Problems): string | undefined => {
  try {
    const problems = problemsOf();
    return (['walk', 'table', 'paths', 'json'] as const).find((aspect) => problems[aspect]().length > 0);
  } catch (error) {
    return String(error);
  }
};

const patience = { timeout: 120_000 };

describe('the suite of the experiment machine notices that', patience, () => {
  it.each(Object.entries(inExperiment))('%s', (_, change) => {
    expect(foundBy(() => experimentProblems(changed(experimentMachine, change)))).toBeTypeOf('string');
  });

  it('nothing is wrong with a copy without a change', () => {
    expect(foundBy(() => experimentProblems(changed(experimentMachine, () => undefined)))).toBeUndefined();
  });
});

describe('the suite of the supervisor notices that', patience, () => {
  it.each(Object.entries(inSupervisor))('%s', (_, change) => {
    expect(foundBy(() => supervisorProblems(changed(supervisorMachine, change)))).toBeTypeOf('string');
  });

  it('nothing is wrong with a copy without a change', () => {
    expect(foundBy(() => supervisorProblems(changed(supervisorMachine, () => undefined)))).toBeUndefined();
  });
});

describe('the suite of the runner notices that', patience, () => {
  it.each(Object.entries(inRunner))('%s', (_, change) => {
    expect(foundBy(() => runnerProblems(changed(runnerMachine, change)))).toBeTypeOf('string');
  });

  it('nothing is wrong with a copy without a change', () => {
    expect(foundBy(() => runnerProblems(changed(runnerMachine, () => undefined)))).toBeUndefined();
  });
});
