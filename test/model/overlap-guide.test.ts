import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faults, type Scope } from '../../src/model/litmus/fault-mechanisms.ts';

const guide = readFileSync(new URL('../../docs/batches.md', import.meta.url), 'utf8');
const table = guide.split('| mechanism | faults | target |')[1]?.split('\n\n')[0] ?? '';
const rows = table
  .split('\n')
  .slice(2)
  .map((row) => row.split('|').map((cell) => cell.trim()));

const targets: Readonly<Record<string, Scope>> = {
  'the pod': 'pod',
  'the container': 'container',
  'the node': 'node',
  'what their variable names': 'things',
};

/** The faults of one mechanism or, of things in a cloud, of all that a variable names. */
const groups = Map.groupBy(faults, ([, { mechanism }]) => (mechanism.scope === 'things' ? 'things' : mechanism.name));

/** `pod-dns-error, -spoof` is pod-dns-error and pod-dns-spoof: a part that begins with a dash has the two words before. */
const named = (cell: string): readonly string[] => {
  const [first = '', ...rest] = cell.split(', ');
  const prefix = first.split('-').slice(0, 2).join('-');
  return [first, ...rest.map((one) => (one.startsWith('-') ? `${prefix}${one}` : one))];
};

it('the guide names every fault that the overlap guard knows, under its mechanism and its target, and no other', () => {
  const told = rows.map(([, , cell = '', target = '']) => {
    if (cell === 'the other spring-boot faults')
      return [[...faults.keys()].filter((name) => /^spring-boot-(?!app-kill)/.test(name)), targets[target]];
    if (target === 'what their variable names') return [(groups.get('things') ?? []).map(([name]) => name), 'things'];
    return [named(cell), targets[target]];
  });
  expect(told).toEqual(
    [...groups.values()].map((group) => [group.map(([name]) => name), group[0]?.[1].mechanism.scope]),
  );
});

it('the guide names every cloud whose faults the overlap guard knows', () => {
  const cell = rows.find(([, , , target]) => target === 'what their variable names')?.[2];
  expect(cell).toBe('the EC2, EBS, RDS, zone, GCP, Azure and VMware faults');
  const clouds = (groups.get('things') ?? []).map(([, { mechanism }]) => mechanism.name.replace(/^aws-/, ''));
  for (const cloud of clouds) expect(cell?.toLowerCase()).toContain(cloud.split('-')[0]);
});
