import * as E from 'fp-ts/Either';
import { isNotFound } from '../../cluster/error-predicates.ts';
import type { Cluster } from '../../cluster/port.ts';
import { recordAt, recordsAt, textAt } from '../../model/json/json-object.ts';
import { endOfEngine } from '../../model/litmus/engine-end.ts';
import { isTerminal } from '../../model/litmus/row.ts';
import type { Ending } from './engine-cache.ts';
import type { Finish } from './finish.ts';

/** What an engine says of its run: its rows, and whether it ends itself, because its operator has the last word then. */
export interface SeenEnd {
  readonly ending: Ending | undefined;
  readonly rows: readonly { readonly name: string; readonly status?: string }[];
}

/** Finishes that say that nobody has to run the engine again. */
type Final = Extract<Finish, { is: 'Finished' | 'Nothing' | 'Rejected' }>;

const isFinal = (finish: Finish): finish is Final =>
  finish.is === 'Finished' || finish.is === 'Nothing' || finish.is === 'Rejected';

/** What an engine must have a row of, by name, that lets nobody run it again. */
const wantedRows = (finish: Final): readonly string[] => {
  switch (finish.is) {
    case 'Finished':
      return finish.plan.steps.map(({ id }) => id);
    case 'Rejected':
      return [...new Set(finish.experiments)];
    case 'Nothing':
      return [];
  }
};

/**
 * Why a finish does not stand, in words: steps whose row does not say how they have ended, or an engine that is active and of
 * which nothing was run. Empty: it stands; so it does where the engine ends, because its operator writes the rows then.
 */
const openRows = (finish: Final, { ending, rows }: SeenEnd): readonly string[] => {
  if (ending !== undefined) return [];
  const open = rows
    .filter(({ status }) => !isTerminal(status))
    .map(({ name, status = '' }) => `the row of ${name} says ${status === '' ? 'nothing' : status}`);
  const there = new Set(rows.map(({ name }) => name));
  const missing = wantedRows(finish).filter((name) => !there.has(name));
  const active = finish.is === 'Nothing' ? ['the engine is active, and nothing of it was run'] : [];
  return [...open, ...missing.map((name) => `there is no row of ${name}`), ...active];
};

/** As `openRows`, as the end of the process: what is not proven is tried again. `seen`: a text where nobody could look. */
export const finalTest = (finish: Finish, seen: SeenEnd | string): Finish => {
  if (!isFinal(finish)) return finish;
  const said = 'reason' in finish ? `${finish.reason}\n` : '';
  const left = finish.is === 'Finished' ? finish.left : [];
  if (typeof seen === 'string')
    return { is: 'TryAgain', reason: `${said}The rows of the engine could not be read at the end: ${seen}`, left };
  const open = openRows(finish, seen);
  if (open.length === 0) return finish;
  const reason = `${said}The rows of the engine do not say how the run has ended, so it is not over.`;
  return { is: 'TryAgain', reason, left: [...left, ...open] };
};

export interface FinalLook {
  readonly cluster: Pick<Cluster, 'get'>;
  readonly namespace: string;
  readonly engine: string;
  /** Of the engine that was run; another one of its name is none of ours. */
  readonly uid?: string;
  /** The engine as it was seen last, by a read or in the answer to a write; undefined: not after the rows were written. */
  readonly seen: SeenEnd | undefined;
}

const patienceMs = 10_000;

/**
 * The last test of every process: a finish that lets nobody run the engine again stands only over rows that say how each step
 * has ended, as the server shows them, or where the engine itself ends.
 */
export const proven = async (finish: Finish, look: FinalLook): Promise<Finish> => {
  if (!isFinal(finish)) return finish;
  if (look.seen !== undefined && openRows(finish, look.seen).length === 0) return finish;
  return finalTest(finish, await endSeen(look));
};

const endSeen = async ({ cluster, namespace, engine: name, uid }: FinalLook): Promise<SeenEnd | string> => {
  const read = await cluster.get('ChaosEngine', { namespace, name }, { patienceMs });
  if (E.isLeft(read)) return isNotFound(read.left) ? { ending: 'gone', rows: [] } : read.left.message;
  const { metadata } = read.right;
  const rows = recordsAt(recordAt(read.right, 'status'), 'experiments');
  return {
    ending: uid !== undefined && metadata.uid !== uid ? 'gone' : endOfEngine(read.right),
    rows: rows.map((row) => ({ name: textAt(row, 'name') ?? '', status: textAt(row, 'status') ?? '' })),
  };
};
