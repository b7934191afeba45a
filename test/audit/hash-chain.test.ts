import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { append, noHead, partsOfId, startChain } from '../../src/audit/hash-chain.ts';
import { appended, entry, freshChain, source } from './records.ts';

const sha256 = (text: string): string => createHash('sha256').update(Buffer.from(text, 'utf8')).digest('hex');

describe('the record chain', () => {
  it('starts with 64 zeros and sequence 1', () => {
    const { record } = append(freshChain(), entry(1), 1000);
    expect(record.data.previous).toBe('0'.repeat(64));
    expect(record.data.sequence).toBe(1);
  });

  it('names in each record the SHA-256 of the bytes of the line before', () => {
    const { written } = appended(freshChain(), 4);
    const links = written.slice(1).map(({ record }) => record.data.previous);
    expect(links).toEqual(written.slice(0, 3).map(({ line }) => sha256(line)));
  });

  it('hashes bytes, not characters, when a reason is not ASCII', () => {
    const { chain, line } = append(freshChain(), entry(1, { reason: 'Zeitüberschreitung ✗' }), 1000);
    expect(chain.head).toBe(sha256(line));
  });

  it('keeps the hash of the last line as head', () => {
    const { chain, written } = appended(freshChain(), 3);
    expect(chain.head).toBe(sha256(written[2]?.line ?? ''));
  });

  it('writes a CloudEvents 1.0 record with run id, segment and sequence in its id', () => {
    const { record } = append(freshChain(), entry(1, { subject: 'pod-delete', machine: 'experiment' }), 0);
    expect(record).toMatchObject({
      specversion: '1.0',
      id: 'run-1/1/1',
      source,
      subject: 'pod-delete',
      type: 'io.litmuschaos.runner.experiment.tick',
      time: '1970-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
    });
  });

  it('goes on from a checkpoint with the next sequence and its head', () => {
    const chain = startChain({ runId: 'run-1', segment: 2, source, sequence: 50, head: 'a'.repeat(64) });
    const { record } = append(chain, entry(51), 0);
    expect([record.id, record.data.previous]).toEqual(['run-1/2/51', 'a'.repeat(64)]);
  });

  it('keeps the step out of data, where subject names it', () => {
    const { record } = append(freshChain(), entry(1, { subject: 'a' }), 0);
    expect(record.data).not.toHaveProperty('subject');
  });

  it('reads the parts of an id back, also where the run id has slashes', () => {
    expect(partsOfId('a/b/2/17')).toEqual({ runId: 'a/b', segment: 2, sequence: 17 });
    expect(partsOfId('a/0/17')).toBeUndefined();
    expect(noHead).toHaveLength(64);
  });
});
