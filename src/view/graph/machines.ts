import type { AnyStateMachine } from 'xstate';
import { experimentMachine } from '../../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../../machines/runner/runner.ts';
import { supervisorMachine } from '../../../machines/supervisor/supervisor.ts';
import type { Graph } from './graph.ts';
import { machineGraph } from './machine-graph.ts';

/** The machines by the names that people give. */
export const machines: Readonly<Record<'experiment' | 'supervisor' | 'runner', AnyStateMachine>> = {
  experiment: experimentMachine,
  supervisor: supervisorMachine,
  runner: runnerMachine,
};

export type MachineName = keyof typeof machines;

export const machineNames: readonly MachineName[] = ['experiment', 'supervisor', 'runner'];

const texts: Readonly<Record<MachineName, readonly [title: string, description: string]>> = {
  experiment: [
    'The experiment machine',
    'One attempt of one step, from Pending to its Verdict. Every path leads through CleaningUp, also after an abort. ' +
      'Every state handles RESUME after a restart by being entered again.',
  ],
  supervisor: [
    'The supervisor machine',
    'Drives the plan of a run through its iterations until it is Completed or Aborted. ' +
      'Every state handles RESUME after a restart.',
  ],
  runner: [
    'The runner machine',
    'What a process does around a run, from reading the engine to its exit: it finds out which run it is, drives it, ' +
      'aborts it or hands it over, and ends in the way that its exit code tells. It is never resumed.',
  ],
};

/** The graph of one of the machines, with its title and what it is about. */
export const graphOfMachine = (name: MachineName): Graph => machineGraph(machines[name], ...texts[name]);
