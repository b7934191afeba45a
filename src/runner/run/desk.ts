import type { KubeObject } from '../../cluster/port.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { EngineDoor } from './engine-cache.ts';
import type { Identified } from './identify-run.ts';
import type { Journal } from './journal.ts';
import type { Ground } from './read-ground.ts';
import type { Rights } from './rights.ts';
import type { Run } from './run-context.ts';
import type { Drive } from './runner-effects.ts';
import type { RunnerOptions } from './runner-options.ts';

/**
 * What this process has read and made: each effect lays down what the later ones need. The machine knows the facts of it, and
 * asks for no effect before those that it depends on have been answered.
 */
export interface Found {
  ground?: Ground;
  /** The engine as it is seen from now on, and which run of it this is. */
  run?: { readonly engine: EngineDoor; readonly identified: Identified };
  /** The uid of our pod, or the name of our command line. */
  holder?: string;
  plan?: Plan;
  /** ChaosResults of the namespace, where a run is adopted. */
  results?: readonly KubeObject[];
  begin?: () => Drive;
  drive?: Drive;
}

/** What the effects of a process share. */
export interface Desk extends Pick<Run, 'latch' | 'readExperiment' | 'send'> {
  readonly options: RunnerOptions;
  readonly found: Found;
  readonly journal: Journal;
  readonly rights: Rights;
  readonly isOver: () => boolean;
}
