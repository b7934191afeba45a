import { describe, expect, it } from 'vitest';
import { createLateSink } from '../../../src/audit/sinks/late-sink.ts';
import type { Sink } from '../../../src/audit/sinks/sink.ts';
import type { AuditRecord } from '../../../src/model/progress/record.ts';

const record = {} as AuditRecord;

/** A sink that notes what is done to it. */
const noting = () => {
  const done: string[] = [];
  const sink: Sink = {
    name: 'noting',
    write: (line) => void done.push(line),
    flush: async () => void done.push('flush'),
    close: async () => void done.push('close'),
  };
  return { sink, done };
};

describe('a sink of which it is known only later whether there is one', () => {
  it('gets the lines that came before it, in order, then those that come', async () => {
    const { sink, done } = noting();
    const opened = Promise.resolve(sink);
    const late = createLateSink('late', opened);
    void late.write('one', record);
    await opened;
    void late.write('two', record);
    expect(done).toEqual(['one', 'two']);
  });

  it('has every line before it is closed, also when the run ends before the answer', async () => {
    const { sink, done } = noting();
    let open: (sink: Sink) => void = () => undefined;
    const late = createLateSink('late', new Promise((resolve) => (open = resolve)));
    void late.write('one', record);
    const closed = late.close();
    open(sink);
    await closed;
    expect(done).toEqual(['one', 'close']);
  });

  it('misses nothing where there is none', async () => {
    const late = createLateSink('late', Promise.resolve(undefined));
    void late.write('one', record);
    await expect(late.close()).resolves.toBeUndefined();
  });
});
