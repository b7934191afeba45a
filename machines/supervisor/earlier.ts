import { isRecord } from '../../src/model/json/json-object.ts';

/** The states of the supervisor before they had a parent, as logs and checkpoints of earlier versions name them. */
const parents: ReadonlyMap<string, string> = new Map([
  ['Running', 'Iterating.Running'],
  ['Draining', 'Iterating.Draining'],
]);

/** What a state that a record names is called today. No other machine rests in a state of these names. */
export const nameOfToday = (state: string): string => parents.get(state) ?? state;

/** Whether a record means this state. An earlier version did not tell whether a draining run had more iterations before it. */
export const isState = (state: string, recorded: string): boolean =>
  state === recorded ||
  state === nameOfToday(recorded) ||
  (state === 'Iterating.CuttingShort' && recorded === 'Draining');

/** A supervisor as plain data, of any version and not yet decoded. */
export interface Undecoded {
  /** Dotted path. */
  readonly state: unknown;
  readonly context: unknown;
}

/**
 * A supervisor in the shape of today. Version 1 said in `draining` and `goesOn` of its progress what its state says today:
 * whether anything more is started, and whether later iterations follow. What contradicts itself there, and anything of
 * another version, is left as it is.
 */
export const supervisorOfToday = (found: Undecoded): Undecoded => {
  const { state, context } = found;
  if (typeof state !== 'string' || !isRecord(context) || context.version !== 1 || !isRecord(context.progress))
    return found;
  const { draining, goesOn, ...progress } = context.progress;
  const drains = draining !== undefined;
  const today = stateOfToday(state, drains, goesOn === true, context.aborted !== undefined);
  return today === undefined ? found : { state: today, context: { ...context, version: 2, progress } };
};

/** Undefined: a state in which the machine of version 1 was never. */
const stateOfToday = (state: string, drains: boolean, goesOn: boolean, aborted: boolean): string | undefined => {
  switch (state) {
    case 'Running':
      return drains ? undefined : 'Iterating.Running';
    case 'Draining':
      if (!drains) return undefined;
      return goesOn ? 'Iterating.CuttingShort' : 'Iterating.Draining';
    case 'Waiting':
      return drains && !goesOn ? undefined : state;
    case 'Aborting':
      return drains && aborted ? state : undefined;
    case 'Opening':
    case 'Closing':
    case 'Completed':
    case 'Aborted':
      return state;
    default:
      return undefined;
  }
};
