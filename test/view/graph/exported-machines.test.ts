import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, createMachine } from 'xstate';
import { exportMachine, type GraphFormat, graphFormats } from '../../../src/view/graph/formats.ts';
import { descendants, transitionsOf } from '../../../src/view/graph/machine-parts.ts';
import { machineNames, machines } from '../../../src/view/graph/machines.ts';
import { readableGuard, readableName } from '../../../src/view/graph/readable.ts';
import { exploreExperiment } from '../../machines/experiment-model.ts';
import type { Explored } from '../../machines/paths.ts';
import { exploreRunner } from '../../machines/runner-model.ts';
import { experimentEffects, runnerEffects, supervisorEffects } from '../../machines/suite.ts';
import { exploreSupervisor } from '../../machines/supervisor-model.ts';
import { machineSchema } from './machine-schema.ts';

const effects = {
  experiment: Object.keys(experimentEffects),
  supervisor: Object.keys(supervisorEffects),
  runner: Object.keys(runnerEffects),
} as const;
const explore = { experiment: exploreExperiment, supervisor: exploreSupervisor, runner: exploreRunner } as const;

interface Guard {
  readonly type: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const guardsOf = (machine: AnyStateMachine): readonly Guard[] =>
  descendants(machine.root)
    .flatMap(transitionsOf)
    .flatMap(({ guard }) =>
      guard === undefined ? [] : [typeof guard === 'string' ? { type: guard } : (guard as Guard)],
    );

/** How a format spells an effect and a guard: files for programs as the machine does, drawings for people. */
const spelt = (format: GraphFormat) =>
  format === 'json' || format === 'scxml'
    ? { effect: (name: string) => `"${name}"`, guard: ({ type }: Guard) => type }
    : { effect: readableName, guard: ({ type, params }: Guard) => readableGuard(type, params) };

/** Words of drawings, without the marks that keep them apart and without line breaks. */
const words = (text: string): string =>
  text
    .replaceAll('label=<', 'label=')
    .replaceAll('&#160;', ' ')
    .replaceAll(/<br\/?>|<[^>]*>/gi, ' ')
    .replaceAll(/\s+/g, ' ');

describe.each(machineNames)('the %s machine', (name) => {
  const machine = machines[name];

  it.each(graphFormats)('names every effect and every guard as %s', async (format) => {
    const text = await exportMachine(name, format);
    const shown = format === 'json' || format === 'scxml' ? text : words(text);
    const { effect, guard } = spelt(format);
    expect(effects[name].filter((one) => !shown.includes(effect(one)))).toEqual([]);
    expect(guardsOf(machine).filter((one) => !shown.includes(guard(one)))).toEqual([]);
  });

  it('as JSON passes the JSON Schema that XState has of machines', async () => {
    const validate = new Ajv().compile(machineSchema);
    validate(JSON.parse(await exportMachine(name, 'json')));
    expect(validate.errors).toBeNull();
  });

  it('as JSON takes the same paths in XState, with the same context and the same actions', async () => {
    const config = JSON.parse(await exportMachine(name, 'json')) as object;
    const first = { context: machine.config.context };
    const read = createMachine({ ...config, ...first } as never, machine.implementations as never);
    const paths = ({ steps }: Explored) =>
      steps.map(({ before, told, after, actions }) => [before.value, told, after.value, after.context, actions]);
    const [found, wanted] = [read as unknown as AnyStateMachine, machine].map((one) => paths(explore[name](one)));
    expect(wanted?.length).toBeGreaterThan(500);
    expect(found).toEqual(wanted);
  });

  it('as SCXML asks nobody for its guards: each is a boolean of its data model, set by the data of an event', async () => {
    const text = await exportMachine(name, 'scxml');
    const all = (pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, one = '']) => one);
    const declared = all(/<data id="(\w+)" expr="false"\/>/g);
    const wanted = guardsOf(machine).map(({ type, params = {} }) => [type, ...Object.values(params)].join('_'));
    expect(declared).toEqual([...new Set(wanted)].sort());
    expect(all(/cond="([^"]*)"/g).filter((condition) => !declared.includes(condition))).toEqual([]);
    const [, assigns = ''] = /<transition event="guards">([\s\S]*?)<\/transition>/.exec(text) ?? [];
    const set = [...assigns.matchAll(/<assign location="(\w+)" expr="_event\.data\.\1 === true"\/>/g)];
    expect(set.map(([, one]) => one)).toEqual(declared);
  });
});
