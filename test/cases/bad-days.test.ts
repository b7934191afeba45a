import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import type { SimulatedCluster } from '../cli/simulated-cluster.ts';
import { caseFile, ran } from './cases.ts';

type Answer = { readonly status: number; readonly body: { readonly message: string } } | undefined;
type Rules = (request: { method: string; url: string }, body: unknown, count: number) => Answer;

/** The events that were written about the engine, with their reasons. */
const eventsOf = ({ simulator }: SimulatedCluster): readonly string[] =>
  simulator.store.list('events', 'litmus').map(({ message }) => String(message));

/** Why steps ended as they did, by the audit. */
const reasonsOf = (records: readonly AuditRecord[]): string => records.map(({ data }) => data.reason ?? '').join('\n');

describe('quota-then-free', () => {
  it('waits until there is room, shows the reason meanwhile, and passes', async () => {
    const rules = createRequire(import.meta.url)(caseFile('quota-then-free', 'rules.cjs')) as Rules;
    let count = 0;
    const { result, cluster, terminal } = await ran('quota-then-free', {
      prepare: ({ simulator }) =>
        void simulator.interceptors.push(({ verb, resource, path, body }) => {
          if (verb !== 'create' || resource !== 'jobs') return undefined;
          count += 1;
          const answer = rules({ method: 'POST', url: path }, body, count);
          return answer && { is: 'respond', status: answer.status, message: answer.body.message };
        }),
    });
    expect([result.outcome, count]).toEqual(['Pass', 3]);
    expect([...eventsOf(cluster), terminal.err()].join('\n')).toMatch(/exceeded quota: team-quota/);
  });
});

describe('suspended-job', () => {
  it('says that the Job is suspended, and ends at the start time-out', async () => {
    const { result, records } = await ran('suspended-job', {
      prepare: ({ simulator: { store } }) =>
        // As a mutating admission policy has it: before anybody looks at the Job.
        void store.subscribe(() => {
          for (const { metadata, spec } of store.list('jobs', 'litmus'))
            if ((spec as { suspend?: boolean }).suspend !== true)
              store.update('jobs', 'litmus', metadata.name, (job) => ({
                ...job,
                spec: { ...(job.spec as object), suspend: true },
              }));
        }),
    });
    expect(result.outcome).toBe('Error');
    expect(reasonsOf(records)).toMatch(/suspended/);
  });
});

describe('stop-on-failure', () => {
  it('has the name of the probe in event, history and report, and the log in the record', async () => {
    const { result, cluster, records } = await ran('stop-on-failure', {
      // The experiment stops the engine by an unretried PUT, as litmus-go does: not while the row of its start is written.
      speed: 3,
    });
    const tails = records.map(({ data }) => data.event.tail).filter((tail) => typeof tail === 'string');
    expect(result.outcome).not.toBe('Pass');
    expect(reasonsOf(records)).toContain('check-cart');
    expect(eventsOf(cluster).join('\n')).toContain('check-cart');
    expect(tails).toContainEqual(expect.stringContaining('probe check-cart has Failed: expected 200, got 503'));
  });
});
