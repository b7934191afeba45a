import { expect, it } from 'vitest';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { openServer } from '../server-fixture.ts';

const drawing = (...suffixes: readonly string[]) => {
  let drawn = 0;
  return {
    newSuffix: () => suffixes[Math.min(drawn++, suffixes.length - 1)] ?? '',
    drawn: () => drawn,
  };
};
const generated = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'a-' } };

it('draws another name where the first one is taken', async () => {
  await using open = await openServer(drawing('aaaaa', 'aaaaa', 'bbbbb'));
  const names = [];
  for (let i = 0; i < 2; i += 1) names.push((await open.client.post(open.maps, generated)).body.metadata.name);
  expect(names).toEqual(['a-aaaaa', 'a-bbbbb']);
});

it('gives up when eight names are taken, and names the last', async () => {
  const draws = drawing('aaaaa');
  await using open = await openServer(draws);
  await open.client.post(open.maps, generated);
  const before = draws.drawn();
  const { status, body } = await open.client.post(open.maps, generated);
  expect([status, body.reason, body.details.name]).toEqual([409, 'AlreadyExists', 'a-aaaaa']);
  expect(draws.drawn() - before).toBe(8);
});

it('draws once on old servers, which ask the client to try again', async () => {
  const draws = drawing('aaaaa');
  await using open = await openServer({ ...draws, kubernetes: kubernetesOf('1.20') });
  await open.client.post(open.maps, generated);
  const before = draws.drawn();
  const { status, body } = await open.client.post(open.maps, generated);
  expect([status, body.reason, draws.drawn() - before]).toEqual([500, 'ServerTimeout', 1]);
});
