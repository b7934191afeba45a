import type { RunEvent } from './engine-event.ts';

/** So many bytes of messages stand in an event that tells of several; an event may have 1,024. */
const mostBytes = 900;

/** How many bytes of UTF-8 a message takes up beside others. */
const sizeOf = (message: string): number => Buffer.byteLength(`; ${message}`);

/** As many of the messages, from the first, as have room, and how many there are beside them. */
const together = (messages: readonly string[]): string => {
  let room = mostBytes;
  const shown = messages.filter((message) => {
    room -= sizeOf(message);
    return room >= 0;
  });
  const named = shown.length === 0 ? messages.slice(0, 1) : shown;
  const more = messages.length - named.length;
  return named.join('; ') + (more === 0 ? '' : `; and ${more} more, of which the audit log tells`);
};

const merged = (events: readonly RunEvent[]): RunEvent | undefined => {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined || events.length === 1) return first;
  return {
    reason: first.reason,
    warning: first.warning,
    experiment: events.every(({ experiment }) => experiment === first.experiment) ? first.experiment : '',
    message: together([...new Set(events.map(({ message }) => message))]),
    at: last.at,
    since: first.since ?? first.at,
    times: events.reduce((sum, { times = 1 }) => sum + times, 0),
  };
};

/**
 * The same events in as few as can tell of them: one of each reason and type, in the order of their first. It counts what it
 * tells of, as Kubernetes' own recorders do, and belongs to the whole engine where it tells of several experiments.
 */
export const coalesced = (events: readonly RunEvent[]): readonly RunEvent[] =>
  [...Map.groupBy(events, ({ reason, warning }) => `${reason} ${warning}`).values()].flatMap(
    (alike) => merged(alike) ?? [],
  );
