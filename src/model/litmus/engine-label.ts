/** Litmus' label of everything that belongs to an engine, on Jobs, pods and ChaosResults: its uid. */
export const engineLabel = 'chaosUID';

/** Selects Jobs and pods, helpers included, of an engine, whichever run they are of. */
export const engineSelector = (uid: string): string => `${engineLabel}=${uid}`;
