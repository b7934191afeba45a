import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { collectLog } from '../../../src/runner/effects/collect-log.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { builtJob, listOf, rebuilding, silent } from '../means.ts';
import { asking, settled } from './asking.ts';

const params = { step: 0, iteration: 1, attempt: 1, job: 'a-job', pod: 'main' };
const podOf = (name: string, phase: string, containers: readonly object[] = [{ name: 'helper' }]): KubeObject => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name } },
  ...{ spec: { containers }, status: { phase } },
});
const away: E.Either<ClusterError, never> = E.left({ is: 'Unavailable', message: 'nobody answers' });

interface Situation {
  /** The logs by pod; of any other pod nobody can read it. */
  readonly logs?: Readonly<Record<string, string>>;
  readonly pods?: readonly KubeObject[];
  readonly answers?: Partial<Cluster>;
}

const scene = ({ logs = {}, pods = [], answers = {} }: Situation) => {
  const clock = manualClock(start);
  const told: unknown[] = [];
  const { cluster, asked } = asking({
    podLog: async ({ name }) => {
      const log = logs[name];
      return log === undefined ? away : E.right(log);
    },
    list: async () => listOf(pods),
    ...answers,
  });
  const ends = new AbortController();
  const run: Parameters<typeof collectLog>[0] = {
    ...{ ...rebuilding(clock, builtJob('a-job')), cluster, signal: ends.signal },
    log: { ...silent, info: (...said) => told.push(said) },
  };
  const logsRead = () => asked.filter(([verb]) => verb === 'podLog').map(([, ref]) => ref);
  return { clock, told, asked, ends, logsRead, collected: () => collectLog(run, params) };
};
const collectedIn = (situation: Situation) => scene(situation).collected();

describe('the log of a main container that has failed', () => {
  it('is read, with the pods of the step, for five seconds at most', async () => {
    const { asked, collected } = scene({ logs: { main: 'gave up' } });
    await collected();
    const call = { signal: expect.any(AbortSignal), patienceMs: 5_000 };
    expect(asked).toEqual([
      ['list', 'Pod', 'litmus', { labels: 'runner.litmuschaos.io/job=a-job' }, call],
      [
        ...['podLog', { namespace: 'litmus', name: 'main' }],
        { container: 'a-job', tailLines: 10, limitBytes: 1_048_576 },
        call,
      ],
    ]);
  });

  it('is copied into the log of the run, line by line', async () => {
    const { told, collected } = scene({ logs: { main: 'first\nlast' } });
    await collected();
    expect(told).toEqual([
      [{ job: 'a-job', pod: 'main', tail: ['first', 'last'] }, 'last lines of the main container'],
    ]);
  });

  it('is told as far as an event has room: in 600 characters', async () => {
    const last = 'b'.repeat(600);
    expect(await collectedIn({ logs: { main: last } })).toStrictEqual({ type: 'LOG_COLLECTED', tail: last });
    expect(await collectedIn({ logs: { main: `a${last}` } })).toStrictEqual({
      type: 'LOG_COLLECTED',
      tail: `…${last}`,
    });
  });

  it('is told where the pods of the step cannot be listed', async () => {
    const event = await collectedIn({ logs: { main: 'gave up' }, answers: { list: async () => away } });
    expect(event).toStrictEqual({ type: 'LOG_COLLECTED', tail: 'gave up' });
  });

  it('is told as nothing where it cannot be read', async () => {
    const { told, collected } = scene({});
    expect(await collected()).toStrictEqual({ type: 'LOG_COLLECTED' });
    expect(told).toEqual([]);
  });
});

describe('the logs of helpers that have failed', () => {
  const failed = podOf('helper', 'Failed');

  it('are copied into the log of the run as such', async () => {
    const { told, collected } = scene({ logs: { main: 'gave up', helper: 'no right' }, pods: [failed] });
    await collected();
    expect(told[1]).toEqual([
      { job: 'a-job', pod: 'helper', tail: ['no right'] },
      'last lines of a helper that has failed',
    ]);
  });

  it('share the room of an event with that of the main container', async () => {
    const [main, helper] = ['m'.repeat(301), 'h'.repeat(300)];
    expect(await collectedIn({ logs: { main, helper }, pods: [failed] })).toStrictEqual({
      ...{ type: 'LOG_COLLECTED', tail: `…${'m'.repeat(300)}`, helperTail: helper },
    });
  });

  it('have all of that room where the main container has said nothing', async () => {
    const helper = 'h'.repeat(600);
    expect(await collectedIn({ logs: { helper }, pods: [failed] })).toStrictEqual({
      ...{ type: 'LOG_COLLECTED', helperTail: helper },
    });
  });

  it('are read of three helpers, and told of the first that has said something', async () => {
    const pods = [1, 2, 3, 4].map((number) => podOf(`helper-${number}`, 'Failed'));
    const { logsRead, collected } = scene({ logs: { 'helper-2': 'second', 'helper-3': 'third' }, pods });
    expect(await collected()).toStrictEqual({ type: 'LOG_COLLECTED', helperTail: 'second' });
    expect(logsRead()).toEqual(
      ['main', 'helper-1', 'helper-2', 'helper-3'].map((name) => ({ namespace: 'litmus', name })),
    );
  });

  it.each([
    ['that runs', podOf('other', 'Running')],
    ['that is a main pod', podOf('other', 'Failed', [{ name: 'a-job' }])],
    ['without a container', podOf('other', 'Failed', [])],
  ])('are not those of a pod %s', async (_, pod) => {
    const { logsRead, collected } = scene({ logs: { main: 'gave up' }, pods: [pod] });
    await collected();
    expect(logsRead()).toEqual([{ namespace: 'litmus', name: 'main' }]);
  });
});

describe('a log that nobody answers for', () => {
  /** Waits for an answer until the call is given up; says when that was. */
  const silentServer = () => {
    const gaveUp: boolean[] = [];
    const podLog: Cluster['podLog'] = (_, __, call) =>
      new Promise((resolve) =>
        call?.signal?.addEventListener('abort', () => {
          gaveUp.push(true);
          resolve(away);
        }),
      );
    return { gaveUp, ...scene({ answers: { podLog } }) };
  };

  it('holds up the clean-up for five seconds, and is given up then', async () => {
    const { clock, gaveUp, collected } = silentServer();
    const event = collected();
    await settled();
    expect(clock.pending()).toEqual([start + 5_000]);
    clock.goTo(start + 5_000);
    expect(await event).toStrictEqual({ type: 'LOG_COLLECTED' });
    expect([gaveUp, clock.pending()]).toEqual([[true], []]);
  });

  it('holds up no process that ends', async () => {
    const { clock, ends, gaveUp, collected } = silentServer();
    const event = collected();
    await settled();
    ends.abort();
    expect(await event).toStrictEqual({ type: 'LOG_COLLECTED' });
    expect([gaveUp, clock.pending()]).toEqual([[true], []]);
  });
});

it('leaves no timer behind', async () => {
  const { clock, collected } = scene({ logs: { main: 'gave up' } });
  await collected();
  expect(clock.pending()).toEqual([]);
});
