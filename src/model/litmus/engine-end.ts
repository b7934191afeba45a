import { type Manifest, textAt } from '../json/json-object.ts';

/** How an engine that is still there says that its run has to end. */
export type EngineEnd = 'stopped' | 'deleted';

/** A ChaosEngine, read by the codec or as a server gives it. */
interface AnyEngine {
  readonly metadata: Pick<Manifest['metadata'], 'deletionTimestamp'>;
  readonly spec?: unknown;
}

/** Whether somebody has stopped it: `engineState` is the only way to say so. */
export const isStopped = ({ spec }: Pick<AnyEngine, 'spec'>): boolean => textAt(spec, 'engineState') === 'stop';

/** Whether the run of an engine has to end, and by what; undefined: it goes on. One that is deleted was perhaps stopped before. */
export const endOfEngine = (engine: AnyEngine): EngineEnd | undefined => {
  if (engine.metadata.deletionTimestamp !== undefined) return 'deleted';
  return isStopped(engine) ? 'stopped' : undefined;
};
