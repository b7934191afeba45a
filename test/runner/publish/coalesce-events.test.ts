import { describe, expect, it } from 'vitest';
import { coalesced } from '../../../src/runner/publish/coalesce-events.ts';
import { type RunEvent, shortMessage } from '../../../src/runner/publish/engine-event.ts';

const event = (change: Partial<RunEvent> = {}): RunEvent => ({
  ...{ reason: 'ExperimentJobCreate', warning: false, experiment: 'a', message: 'a was created', at: 1_000 },
  ...change,
});

describe('events that are written together', () => {
  it('stay as they are where each has a reason of its own', () => {
    const both = [event(), event({ reason: 'ExperimentJobCleanUp' })];
    expect(coalesced(both)).toEqual(both);
  });

  it('are one for each reason, with their number, their messages and the first and last time', () => {
    expect(
      coalesced([
        event(),
        event({ reason: 'ExperimentJobCleanUp', message: 'z is deleted' }),
        event({ experiment: 'b', message: 'b was created', at: 3_000 }),
      ]),
    ).toEqual([
      event({ experiment: '', message: 'a was created; b was created', at: 3_000, since: 1_000, times: 2 }),
      event({ reason: 'ExperimentJobCleanUp', message: 'z is deleted' }),
    ]);
  });

  it('are those of an experiment where all of them are', () => {
    expect(coalesced([event(), event({ at: 2_000 })])).toEqual([event({ at: 2_000, since: 1_000, times: 2 })]);
  });

  it('keep warnings apart from what is none', () => {
    expect(coalesced([event(), event({ warning: true })])).toHaveLength(2);
  });

  it('count what was counted before', () => {
    expect(coalesced([event({ times: 3, since: 500 }), event()])).toEqual([event({ times: 4, since: 500 })]);
  });

  it('name as many as an event has room for, and say how many more there are', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      event({ message: `Experiment Job number-${index} was created` }),
    );
    const [one] = coalesced(many);
    const shown = one?.message.match(/number-\d+/g) ?? [];
    expect(shown.length).toBeGreaterThan(15);
    expect(one?.message).toContain(`; and ${100 - shown.length} more, of which the audit log tells`);
    expect(shortMessage(one?.message ?? '')).toBe(one?.message);
  });

  it('name one whose message has no room, rather than none', () => {
    const [one] = coalesced([event({ message: 'x'.repeat(2_000) }), event({ message: 'y'.repeat(2_000) })]);
    expect(one?.message).toBe(`${'x'.repeat(2_000)}; and 1 more, of which the audit log tells`);
  });
});
