import { describe, expect, it } from 'vitest';
import { type AttemptView, foldRecords } from '../../src/audit/run-model.ts';
import type { MachineEvent } from '../../src/model/record.ts';
import { chained, entry, stepEntry } from './records.ts';

/** The one attempt of a log in which these events were told to it. */
const attemptAfter = (...events: readonly MachineEvent[]): AttemptView | undefined =>
  foldRecords(chained(...events.map((event) => stepEntry(event))))?.attempts[0];

const read = (more: object = {}): MachineEvent => ({ type: 'RESULT_READ', verdict: 'Pass', at: 1, ...more });
const cleaned = (more: object = {}): MachineEvent => ({
  ...{ type: 'CLEANED', deletionAccepted: ['job/a'], gone: [], remaining: [], at: 2 },
  ...more,
});

describe('the model of how an attempt ended', () => {
  it('has the targets that the result still marked as injected', () => {
    expect(attemptAfter(read({ injected: ['pod/a'] }))?.injected).toEqual(['pod/a']);
  });

  it('has none where the result was read with none', () => {
    expect(attemptAfter(read(), cleaned())?.injected).toBeUndefined();
  });

  it('believes what the result said after the clean-up more than what it said before', () => {
    expect(attemptAfter(read({ injected: ['pod/a'] }), cleaned({ injected: [] }))?.injected).toEqual([]);
  });

  it('keeps what the result said before where it could not be read after the clean-up', () => {
    const attempt = attemptAfter(read({ injected: ['pod/a'] }), cleaned({ unread: 'no answer' }));
    expect(attempt).toMatchObject({ injected: ['pod/a'], unread: 'no answer' });
  });

  it('has what had not gone when the clean-up looked last', () => {
    expect(attemptAfter(cleaned({ remaining: ['pod/helper'] }))?.remaining).toEqual(['pod/helper']);
  });

  it('has what was forced because its node was gone', () => {
    const deletionAccepted = ['job/a', 'pod/helper (forced: its node is gone, revert unknown)'];
    expect(attemptAfter(cleaned({ deletionAccepted }))?.forced).toEqual(['pod/helper']);
  });

  it('has what was forced by the version that said `deleted`, too', () => {
    const deleted = ['pod/helper (forced: its node is gone, revert unknown)'];
    expect(attemptAfter({ type: 'CLEANED', deleted, remaining: [], at: 2 })?.forced).toEqual(['pod/helper']);
  });

  it('has the last lines of a failed helper beside those of the main container', () => {
    const attempt = attemptAfter({ type: 'LOG_COLLECTED', tail: 'gave up', helperTail: 'no tc', at: 1 });
    expect(attempt).toMatchObject({ logTail: 'gave up', helperLogTail: 'no tc' });
  });
});

describe('the model of how a run was closed', () => {
  const closed = (event: object, to = 'Aborted') =>
    foldRecords(chained(entry(1, { to, event: { type: 'RUN_CLOSED', at: 1, ...event } })));

  it('has what the last look of an abort did not see to be gone and reverted', () => {
    expect(closed({ aborted: true, left: ['pod/helper is still there'] })?.left).toEqual(['pod/helper is still there']);
  });

  it('tells a look that saw everything go from none at all', () => {
    expect(closed({ aborted: true, left: [] })?.left).toEqual([]);
    expect(closed({ aborted: true })?.left).toBeUndefined();
  });

  it('has what did not go of a run that was not aborted apart from that: nobody has looked at the rest', () => {
    const found = closed({ aborted: false, left: ['pod/helper is still there'] }, 'Completed');
    expect([found?.left, found?.stayed]).toEqual([undefined, ['pod/helper is still there']]);
  });

  it('has the last word of an abort that comes while the run is being closed', () => {
    const event = { type: 'RUN_CLOSED', at: 1 } as const;
    const found = foldRecords(
      chained(
        entry(1, { to: 'Closing', event: { ...event, aborted: false, left: ['pod/helper is still there'] } }),
        entry(2, { to: 'Aborted', event: { ...event, aborted: true, left: [] } }),
      ),
    );
    expect([found?.left, found?.stayed]).toEqual([[], undefined]);
  });
});
