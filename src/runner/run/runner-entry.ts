import type { SnapshotFrom } from 'xstate';
import type { RunnerMachine } from '../../../machines/runner/runner.ts';
import type { RunnerEvent, RunnerInput } from '../../../machines/runner/runner-types.ts';
import { statePath } from '../../../machines/state-path.ts';
import type { Entry } from '../../audit/hash-chain.ts';
import type { Actor, JsonValue, MachineEvent } from '../../model/progress/record.ts';
import type { Happened } from './loop-entry.ts';

export type RunnerHappened = Omit<Happened<SnapshotFrom<RunnerMachine>, RunnerEvent, RunnerInput>, 'isRestored'>;

/** Who has caused what the runner itself did not. */
const others: Readonly<Record<string, Actor>> = { ENGINE_ENDING: 'operator', TERMINATE: 'kubernetes' };

const actorOf = (event: RunnerHappened['event']): Actor =>
  event.type === 'ABORT' ? (event.by as Actor) : (others[event.type] ?? 'runner');

/** What was found about the run, in words. */
const notesIn = (event: RunnerHappened['event']): string | undefined =>
  'notes' in event && Array.isArray(event.notes) && event.notes.length > 0 ? event.notes.join(' ') : undefined;

/** The record of one transition of the runner machine. */
export const runnerEntry = ({ before, after, event, effects, input }: RunnerHappened): Entry => {
  const { end, problems } = after.context;
  const ends = before?.context.end === end ? undefined : end?.reason;
  const rejects = before?.context.problems === problems ? undefined : problems?.join('\n');
  const reason = ends ?? rejects ?? notesIn(event);
  return {
    machine: 'runner',
    ...(before ? { from: statePath(before.value) } : {}),
    to: statePath(after.value),
    event: event as MachineEvent,
    effects,
    actor: actorOf(event),
    ...(reason === undefined ? {} : { reason }),
    ...(input ? { input: input as unknown as JsonValue } : {}),
  };
};
