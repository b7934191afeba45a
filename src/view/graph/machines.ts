import type { AnyStateMachine } from 'xstate';
import { experimentMachine } from '../../../machines/experiment/experiment.ts';
import { supervisorMachine } from '../../../machines/supervisor/supervisor.ts';
import type { Graph } from './graph.ts';
import { machineGraph } from './machine-graph.ts';

/** The machines by the names that people give. */
export const machines: Readonly<Record<'experiment' | 'supervisor', AnyStateMachine>> = {
  experiment: experimentMachine,
  supervisor: supervisorMachine,
};

export type MachineName = keyof typeof machines;

export const machineNames: readonly MachineName[] = ['experiment', 'supervisor'];

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
};

/** The graph of one of the two machines, with its title and what it is about. */
export const graphOfMachine = (name: MachineName): Graph => machineGraph(machines[name], ...texts[name]);
