import { createTopic } from '../topic.ts';
import type { LoopOptions } from './loop.ts';

/** What the loop tells of beside records: effects that are to be started, and changed states. */
type LoopHandlers = Pick<
  LoopOptions,
  'onExperimentEffect' | 'onSupervisorEffect' | 'onExperimentState' | 'onSupervisorState'
>;

export interface LoopTopics {
  /** For the loop. */
  readonly tell: LoopHandlers;
  /** For what is made with the loop, and hears of it. */
  readonly listen: (handlers: LoopHandlers) => void;
}

export const createLoopTopics = (): LoopTopics => {
  const experimentEffects = createTopic<Parameters<LoopOptions['onExperimentEffect']>>();
  const supervisorEffects = createTopic<Parameters<LoopOptions['onSupervisorEffect']>>();
  const experimentStates = createTopic<Parameters<LoopOptions['onExperimentState']>>();
  const supervisorStates = createTopic<Parameters<LoopOptions['onSupervisorState']>>();
  return {
    tell: {
      onExperimentEffect: experimentEffects.tell,
      onSupervisorEffect: supervisorEffects.tell,
      onExperimentState: experimentStates.tell,
      onSupervisorState: supervisorStates.tell,
    },
    listen: ({ onExperimentEffect, onSupervisorEffect, onExperimentState, onSupervisorState }) => {
      experimentEffects.listen(onExperimentEffect);
      supervisorEffects.listen(onSupervisorEffect);
      experimentStates.listen(onExperimentState);
      supervisorStates.listen(onSupervisorState);
    },
  };
};
