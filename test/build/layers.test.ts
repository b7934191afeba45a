import { describe, expect, test } from 'vitest';
import { type Import, importsOf, simulator } from './imports.ts';
import { filesBelow } from './source-files.ts';

/** Whoever stands behind may import whoever stands before; machines and what is given to them are pure. */
const layers = ['model', 'machines', 'job', 'audit', 'cluster', 'runner', 'view', 'app', 'cli', 'main'] as const;
const rooms = ['text', 'json', 'kube', 'litmus', 'plan', 'batch', 'progress', 'lint'] as const;

type Layer = (typeof layers)[number];

const layerOf = (file: string): Layer | undefined => {
  const [top = '', folder = ''] = file.split('/');
  if (top === 'machines') return 'machines';
  if (top !== 'src') return undefined;
  return folder.endsWith('.ts') ? 'main' : layers.find((layer) => layer === folder);
};

const roomOf = (file: string): (typeof rooms)[number] | undefined =>
  file.startsWith('src/model/') ? rooms.find((room) => room === file.split('/')[2]) : undefined;

const files = [...filesBelow('src'), ...filesBelow('machines')];
const imports = files.flatMap(importsOf);
const simulated = filesBelow('simulator')
  .filter((file) => !file.startsWith('simulator/test/'))
  .flatMap(importsOf);
const said = ({ from, to }: Import): string => `${from} imports ${to}`;

describe('imports', () => {
  test('every file stands in a layer, and every file of the model in a room', () => {
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
    expect(files.filter((file) => layerOf(file) === 'model' && roomOf(file) === undefined)).toEqual([]);
  });

  test('go one way, from layer to layer', () => {
    const rank = (file: string): number => layers.indexOf(layerOf(file) ?? 'main');
    const wrong = imports.filter(({ from, to }) => layerOf(to) !== undefined && rank(to) > rank(from));
    expect(wrong.map(said)).toEqual([]);
  });

  test('go one way from room to room of the model', () => {
    const rank = (file: string): number => rooms.indexOf(roomOf(file) ?? 'lint');
    const wrong = imports.filter(
      ({ from, to }) =>
        roomOf(from) !== undefined && (roomOf(to) === undefined ? to.startsWith('src/') : rank(to) > rank(from)),
    );
    expect(wrong.map(said)).toEqual([]);
  });

  test('of machines are xstate, the model and other machines', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        layerOf(from) === 'machines' && to !== 'xstate' && layerOf(to) !== 'machines' && layerOf(to) !== 'model',
    );
    expect(wrong.map(said)).toEqual([]);
  });

  test('of the simulator are by its name, and only what wires and what people call has them', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        to.startsWith('simulator/') ||
        (to.startsWith(simulator) && (to !== simulator || !['app', 'cli'].includes(layerOf(from) ?? ''))),
    );
    expect(wrong.map(said)).toEqual([]);
  });

  test('of the simulator itself are the model and nothing else of the runner', () => {
    const wrong = simulated.filter(({ to }) => layerOf(to) !== undefined && layerOf(to) !== 'model');
    expect(wrong.map(said)).toEqual([]);
  });

  test('of what the simulator plays of Litmus stand in its option of a cluster and in its exports, and nowhere else', () => {
    const litmus = 'simulator/litmus/';
    const users = simulated.filter(({ from, to }) => to.startsWith(litmus) && !from.startsWith(litmus));
    expect([...new Set(users.map(({ from }) => from))]).toEqual(['simulator/create-cluster.ts', 'simulator/index.ts']);
    const model = simulated.filter(
      ({ from, to }) => /^src\/model\/litmus\/|litmus-schemas/.test(to) && !from.startsWith(litmus),
    );
    expect(model.map(said)).toEqual([]);
  });

  test('of the door to Kubernetes know nothing of Litmus', () => {
    const wrong = imports.filter(
      ({ from, to }) => layerOf(from) === 'cluster' && /^src\/model\/(?!text|json|kube)/.test(to),
    );
    expect(wrong.map(said)).toEqual([]);
  });
});
