import { describe, expect, it } from 'vitest';
import { demo } from '../../src/app/demo.ts';
import { placeObjects } from '../../src/app/placement.ts';
import { plan } from '../../src/app/plan.ts';
import { runFiles } from '../../src/app/run-files.ts';
import { validate } from '../../src/app/validate/validate.ts';
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { pairedExperiment } from '../../src/model/lint/pairing.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { engine, experiment, fileOf } from './files.ts';
import { simulatedCluster } from './simulated-cluster.ts';

/** A fault that fails, so that it can be told from the examples' and from stand-ins, which pass. */
const failing = (namespace: string | undefined, name = 'pod-delete') => {
  const { metadata, ...rest } = experiment(name, { verdict: 'Fail' });
  const { namespace: _, ...other } = metadata;
  return { ...rest, metadata: { ...other, ...(namespace === undefined ? {} : { namespace }) } };
};

const filesWith = (namespace: string | undefined) => [fileOf([engine(['pod-delete'])]), fileOf([failing(namespace)])];
const namespaces = [undefined, 'litmus', 'elsewhere'] as const;

describe('a fault that is given beside its engine', () => {
  it.each(namespaces)('is the one that demo plays, its namespace being %s', async (namespace) => {
    const terminal = fakeTerminal();
    expect(await demo({ files: filesWith(namespace), json: true, speed: 20 }, terminal)).toBe(1);
    expect(terminal.err()).not.toContain('Not in the files');
  });

  it.each(namespaces)('is the one that run uses, its namespace being %s', async (namespace) => {
    const { kubeconfig, simulator } = await simulatedCluster([]);
    const terminal = fakeTerminal();
    const options = { files: filesWith(namespace), kubeconfig, json: true, operator: false };
    expect(await runFiles(options, terminal)).toBe(1);
    expect(simulator.store.list('chaosexperiments', 'litmus').map(({ metadata }) => metadata.name)).toEqual([
      'pod-delete',
    ]);
  });

  it('is known to validate, which warns where kubectl would put it elsewhere', async () => {
    const terminal = fakeTerminal();
    expect(await validate({ files: filesWith('elsewhere'), json: false }, terminal)).toBe(0);
    expect(terminal.out()).toMatch(
      /: warning: metadata\.namespace: is elsewhere, and the engine engine looks for it in litmus: /,
    );
    expect(terminal.out()).toContain('1 engine and 1 experiment: no errors.');
  });

  it('is known to plan', async () => {
    const terminal = fakeTerminal();
    const files = [fileOf([engine(['a', 'b'])]), fileOf([failing('elsewhere', 'a'), failing(undefined, 'b')])];
    expect(await plan({ files, json: false }, terminal)).toBe(0);
    expect(terminal.err()).toBe('');
  });

  it('is said to be put where the engine looks for it', async () => {
    const terminal = fakeTerminal();
    await demo({ files: filesWith('elsewhere'), json: true, speed: 20 }, terminal);
    expect(terminal.err()).toContain(
      'The ChaosExperiment pod-delete is of namespace elsewhere in its file: it is put into litmus, where the engine engine looks for it.',
    );
  });
});

describe('pairedExperiment', () => {
  const named = (namespace?: string) => ({ name: 'a', namespace });
  it.each([
    ['of the namespace of the engine before any other', 'x', ['y', undefined, 'x'], 2],
    ['without a namespace before one of another', 'x', ['y', undefined], 1],
    ['of another namespace where there is no other', 'x', ['y'], 0],
    ['without a namespace beside an engine without one', undefined, ['y', undefined], 1],
    ['which is the first of several that fit', 'x', ['x', 'x'], 0],
  ])('takes the one %s', (_, engineNamespace, given, index) => {
    const experiments = given.map(named);
    const paired = pairedExperiment('a', { namespace: engineNamespace }, experiments, (each) => each);
    expect(paired).toBe(experiments[index]);
  });

  it('takes none of another name', () => {
    expect(pairedExperiment('b', {}, [named()], (each) => each)).toBeUndefined();
  });
});

describe('placeObjects', () => {
  const placesOf = (objects: readonly object[]) =>
    placeObjects(objects as readonly JsonRecord[], 'usual').placed.map(({ object }) => {
      const { name, namespace } = object.metadata as { name: string; namespace?: string };
      return `${String(object.kind)} ${namespace}/${name}`;
    });

  it('leaves what is in no namespace alone', () => {
    expect(placesOf([{ kind: 'Namespace', metadata: { name: 'a' } }])).toEqual(['Namespace undefined/a']);
  });

  it('puts what names no namespace into the usual one', () => {
    expect(placesOf([failing(undefined)])).toEqual(['ChaosExperiment usual/pod-delete']);
  });

  it('gives a fault to each engine that means it', () => {
    const other = { ...engine(['pod-delete']), metadata: { name: 'other', namespace: 'b' } };
    expect(placesOf([engine(['pod-delete']), other, failing(undefined)]).slice(2)).toEqual([
      'ChaosExperiment litmus/pod-delete',
      'ChaosExperiment b/pod-delete',
    ]);
  });

  it('leaves out one that would take the place of the one that is meant', () => {
    const engineHere = { ...engine(['pod-delete']), metadata: { name: 'here', namespace: 'usual' } };
    const placed = placeObjects([engineHere, failing('usual'), failing(undefined)] as readonly JsonRecord[], 'usual');
    expect(placed.placed).toHaveLength(2);
    expect(placed.notes).toEqual([
      'The ChaosExperiment pod-delete is in the files twice for namespace usual: one of them is used.',
    ]);
  });
});
