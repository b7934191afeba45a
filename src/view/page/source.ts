import type { AuditRecord } from '../../model/progress/record.ts';
import type { FeedState } from '../inspector/feed.ts';
import { addToRuns, addUnrecorded, type RunHistory } from './run-history.ts';

type Connection = 'connecting' | 'open' | 'lost' | 'file' | 'broken';

/** Everything that the page has been told. It grows in place; `version` says that it has. */
export interface Log {
  readonly version: number;
  readonly runs: ReadonlyMap<string, RunHistory>;
  readonly state: FeedState;
  readonly connection: Connection;
}

const nothing = () => ({
  runs: new Map<string, RunHistory>(),
  state: { origin: '', live: true, notes: [] } as FeedState,
  connection: 'connecting' as Connection,
  /** Ids of the records that have come. */
  known: new Set<string>(),
});

const inflate = async (base64: string): Promise<string> => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
};

/** Listens to the server, or reads what the file holds; tells every change. */
export const openSource = (onChange: (log: Log) => void): void => {
  let held = nothing();
  let version = 0;
  const tell = (): void => {
    version += 1;
    const { runs, state, connection } = held;
    onChange({ version, runs, state, connection });
  };
  const become = (connection: Connection): void => {
    held.connection = connection;
    tell();
  };
  const learn = (state: FeedState): void => {
    held.state = state;
    if (state.model !== undefined) addUnrecorded(held.runs, state.model);
  };
  const take = (records: readonly AuditRecord[]): void => {
    for (const record of records) {
      // After a lost connection a record may come twice.
      if (held.known.has(record.id)) continue;
      held.known.add(record.id);
      addToRuns(held.runs, record);
    }
  };

  const embedded = document.getElementById('data')?.textContent;
  if (embedded) {
    inflate(embedded).then(
      (text) => {
        const { state, records } = JSON.parse(text) as { state: FeedState; records: readonly AuditRecord[] };
        learn(state);
        take(records);
        become('file');
      },
      () => become('broken'),
    );
    return;
  }

  const events = new EventSource('events');
  events.addEventListener('open', () => become('open'));
  events.addEventListener('error', () => become('lost'));
  events.addEventListener('reset', () => {
    held = { ...nothing(), connection: 'open' };
  });
  events.addEventListener('records', ({ data }) => {
    take(JSON.parse(data) as readonly AuditRecord[]);
    tell();
  });
  events.addEventListener('state', ({ data }) => {
    learn(JSON.parse(data) as FeedState);
    tell();
  });
};
