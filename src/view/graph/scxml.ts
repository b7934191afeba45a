import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { xmlText } from '../xml.ts';
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
const sends = (machine: AnyStateMachine, actions: readonly unknown[], indent: string): readonly string[] =>
  effectNames(machine, actions).map((name) => `${indent}<send event="${xmlText(name)}"/>`);

const transitionLines = (
  machine: AnyStateMachine,
  transition: AnyTransitionDefinition,
  indent: string,
): readonly string[] => {
  const target = transition.target?.map(pathOf).join(' ');
  const attributes = [
    ...(transition.eventType === '' ? [] : [`event="${xmlText(transition.eventType)}"`]),
    ...(transition.guard === undefined ? [] : [`cond="${xmlText(variableOf(transition.guard))}"`]),
    ...(target === undefined
      ? []
      : [`target="${xmlText(target)}"`, `type="${transition.reenter ? 'external' : 'internal'}"`]),
  ].join(' ');
  const inner = sends(machine, transition.actions, `${indent}  `);
  // SCXML demands an event, a condition or a target; an ignored event is a transition without a target.
  if (inner.length === 0) return [`${indent}<transition ${attributes}/>`];
  return [`${indent}<transition ${attributes}>`, ...inner, `${indent}</transition>`];
};

const stateLines = (machine: AnyStateMachine, node: AnyStateNode, indent: string): readonly string[] => {
  const inner = `${indent}  `;
  const entry = sends(machine, node.entry, `${inner}  `);
  const onentry = entry.length === 0 ? [] : [`${inner}<onentry>`, ...entry, `${inner}</onentry>`];
  const id = xmlText(pathOf(node));
  if (node.type === 'final') {
    return onentry.length === 0
      ? [`${indent}<final id="${id}"/>`]
      : [`${indent}<final id="${id}">`, ...onentry, `${indent}</final>`];
  }
  const initial = node.initial?.target[0];
  const first = initial === undefined ? '' : ` initial="${xmlText(pathOf(initial))}"`;
  return [
    `${indent}<state id="${id}"${first}>`,
    ...onentry,
    ...transitionsOf(node).flatMap((transition) => transitionLines(machine, transition, inner)),
    ...Object.values(node.states).flatMap((child) => stateLines(machine, child, inner)),
    `${indent}</state>`,
  ];
};

/**
 * The machine as W3C SCXML 1.0 that needs nothing but itself. Ids are dotted paths. Each guard is a boolean of the data model,
 * false at first: whoever executes the machine says in the data of the event `guards`, such as `{"isNewPod": true}`, which of
 * them hold from then on. It is heard in every state that is not final, by the one around them. Effects are sent as events.
 */
export const toScxml = (machine: AnyStateMachine): string => {
  const initial = machine.root.initial.target[0];
  const first = xmlText(initial === undefined ? '' : pathOf(initial));
  const name = xmlText(machine.id);
  const states = Object.values(machine.root.states);
  const variables = variablesOf(machine).map(xmlText);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" name="${name}" initial="${name}">`,
    '  <datamodel>',
    ...variables.map((variable) => `    <data id="${variable}" expr="false"/>`),
    '  </datamodel>',
    `  <state id="${name}" initial="${first}">`,
    '    <transition event="guards">',
    ...variables.map((variable) => `      <assign location="${variable}" expr="_event.data.${variable} === true"/>`),
    '    </transition>',
    ...states.filter(({ type }) => type !== 'final').flatMap((node) => stateLines(machine, node, '    ')),
    '  </state>',
    ...states.filter(({ type }) => type === 'final').flatMap((node) => stateLines(machine, node, '  ')),
    '</scxml>',
  ].join('\n')}\n`;
};
