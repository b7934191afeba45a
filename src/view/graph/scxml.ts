import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { element } from '../xml.ts';
import { descendants, effectNames, named, pathOf, transitionsOf } from './machine-parts.ts';

/** A guard as a name of the data model: `isNewPod`, and with parameters `isTimer_start`. */
const variableOf = (guard: unknown): string => {
  const { type, params = {} } = named(guard);
  return [type, ...Object.values(params).map(String)].join('_');
};

/** The guards of a machine, each once, as names of the data model. */
const variablesOf = (machine: AnyStateMachine): readonly string[] => {
  const guards = descendants(machine.root)
    .flatMap(transitionsOf)
    .map(({ guard }) => guard);
  return [...new Set(guards.filter((guard) => guard !== undefined).map(variableOf))].sort();
};

/** An effect is sent to the shell, by its name. */
const sends = (machine: AnyStateMachine, actions: readonly unknown[]): readonly string[] =>
  effectNames(machine, actions).flatMap((event) => element('send', { event }));

/** SCXML demands an event, a condition or a target; an ignored event is a transition without a target. */
const transitionLines = (
  machine: AnyStateMachine,
  { eventType, guard, target, reenter, actions }: AnyTransitionDefinition,
): readonly string[] => {
  const attributes = {
    event: eventType === '' ? undefined : eventType,
    cond: guard === undefined ? undefined : variableOf(guard),
    target: target?.map(pathOf).join(' '),
    type: target && (reenter ? 'external' : 'internal'),
  };
  return element('transition', attributes, sends(machine, actions));
};

const stateLines = (machine: AnyStateMachine, node: AnyStateNode): readonly string[] => {
  const entry = sends(machine, node.entry);
  const onentry = entry.length === 0 ? [] : element('onentry', {}, entry);
  const id = pathOf(node);
  if (node.type === 'final') return element('final', { id }, onentry);
  const initial = node.initial?.target[0];
  return element('state', { id, initial: initial && pathOf(initial) }, [
    ...onentry,
    ...transitionsOf(node).flatMap((transition) => transitionLines(machine, transition)),
    ...Object.values(node.states).flatMap((child) => stateLines(machine, child)),
  ]);
};

/** W3C SCXML 1.0: what is inside the root, which begins in the state `initial`. */
export const scxmlDocument = (name: string, initial: string, inside: readonly string[]): string => {
  const root = { xmlns: 'http://www.w3.org/2005/07/scxml', version: '1.0', datamodel: 'ecmascript', name, initial };
  return `${['<?xml version="1.0" encoding="UTF-8"?>', ...element('scxml', root, inside)].join('\n')}\n`;
};

/**
 * The machine as W3C SCXML 1.0 that needs nothing but itself. Ids are dotted paths. Each guard is a boolean of the data model,
 * false at first: whoever executes the machine says in the data of the event `guards`, such as `{"isNewPod": true}`, which of
 * them hold from then on. It is heard in every state that is not final, by the one around them. Effects are sent as events.
 */
export const toScxml = (machine: AnyStateMachine): string => {
  const initial = machine.root.initial.target[0];
  const variables = variablesOf(machine);
  const lines = (nodes: readonly AnyStateNode[] = []) => nodes.flatMap((node) => stateLines(machine, node));
  const { inner, final } = Object.groupBy(Object.values(machine.root.states), ({ type }) =>
    type === 'final' ? 'final' : 'inner',
  );
  const assign = (location: string): readonly string[] =>
    element('assign', { location, expr: `_event.data.${location} === true` });
  return scxmlDocument(machine.id, machine.id, [
    ...element(
      'datamodel',
      {},
      variables.flatMap((id) => element('data', { id, expr: 'false' })),
    ),
    ...element('state', { id: machine.id, initial: initial === undefined ? '' : pathOf(initial) }, [
      ...element('transition', { event: 'guards' }, variables.flatMap(assign)),
      ...lines(inner),
    ]),
    ...lines(final),
  ]);
};
