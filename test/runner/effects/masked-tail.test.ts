import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { maskedTails } from '../../../src/runner/effects/masked-tail.ts';
import { absent, builtJob, identity } from '../means.ts';
import { asking } from './asking.ts';

const wanted = [{ pod: 'main', container: 'a-job' }];
const call = { signal: new AbortController().signal, patienceMs: 1_000 };
const denied: E.Either<ClusterError, never> = E.left({ is: 'Forbidden', message: 'no', rule: 'get secrets' });

type Secrets = Readonly<Record<string, E.Either<ClusterError, KubeObject>>>;

const secretWith = (data: Readonly<Record<string, string>> = {}): E.Either<ClusterError, KubeObject> =>
  E.right({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secret' } },
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')] as const),
    ),
  });

/** The tails of an experiment that can read these Secrets and has this in its environment. */
const tailsOf = async (
  log: string | ClusterError,
  secrets: Secrets = {},
  literals: readonly { readonly name: string; readonly value: string }[] = [],
) => {
  const get: Cluster['get'] = async (_, { name }) => secrets[name] ?? absent;
  const podLog: Cluster['podLog'] = async () => (typeof log === 'string' ? E.right(log) : E.left(log));
  const { cluster, asked } = asking({ get, podLog });
  const dependencies = { configMaps: [], secrets: [], secretsToMask: Object.keys(secrets), literals };
  const built = builtJob('a-job', { dependencies });
  return { tails: await maskedTails({ cluster, identity }, built, wanted, call), asked };
};

describe('the last lines of a log', () => {
  it('are read together with the Secrets that the experiment can read, under one call', async () => {
    const { asked } = await tailsOf('done', { access: secretWith() });
    expect(asked).toEqual([
      ['get', 'Secret', { namespace: 'litmus', name: 'access' }, call],
      [
        ...['podLog', { namespace: 'litmus', name: 'main' }],
        { container: 'a-job', tailLines: 10, limitBytes: 1_048_576 },
        call,
      ],
    ]);
  });

  it('are shown without what the Secrets and the environment hide', async () => {
    const secrets = { access: secretWith({ user: 'alice-of-wonderland', key: 'open sesame' }) };
    const literals = [{ name: 'PASSWORD', value: 'hunter2-hunter2' }];
    const { tails } = await tailsOf(' alice-of-wonderland: open sesame, hunter2-hunter2\n', secrets, literals);
    expect(tails).toEqual(['***: ***, ***']);
  });

  it('are shown as they are where nothing is to be hidden', async () => {
    expect((await tailsOf('login\nfailed\n')).tails).toEqual(['login\nfailed']);
  });

  it('are shown where a Secret does not exist: nobody could read it', async () => {
    expect((await tailsOf('failed', { access: absent })).tails).toEqual(['failed']);
  });

  it('are withheld where Secrets cannot be read, which are named', async () => {
    const secrets = { access: denied, other: secretWith(), token: denied };
    expect((await tailsOf('failed', secrets)).tails).toEqual([
      'withheld, because the Secret access, token that the experiment can read could not be read here, so its contents could not be masked.',
    ]);
  });

  it.each([
    ['cannot be read', { is: 'NotFound', message: 'no pod' } as const],
    ['has nothing in it', ' \n\n'],
  ])('are nothing where the log %s, whatever could be hidden in it', async (_, log) => {
    expect((await tailsOf(log)).tails).toEqual([undefined]);
    expect((await tailsOf(log, { access: denied })).tails).toEqual([undefined]);
  });

  it('are withheld where nobody knows how the Job was built, and nothing is asked for', async () => {
    const { cluster, asked } = asking({});
    expect(await maskedTails({ cluster, identity }, undefined, wanted, call)).toEqual([
      'withheld, because it is not known any more which secrets the experiment could read.',
    ]);
    expect(asked).toEqual([]);
  });
});
