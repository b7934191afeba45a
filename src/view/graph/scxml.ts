import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const attribute = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');

const idOf = (node: AnyStateNode): string => node.path.join('.');

const nameOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'type' in value ? String(value.type) : undefined;
};

/** `isTimer('start')`: guards are functions of the shell, called by their names. */
const conditionOf = (guard: unknown): string | undefined => {
  const name = nameOf(guard);
  if (name === undefined) return undefined;
  const params = typeof guard === 'object' && guard !== null && 'params' in guard ? guard.params : undefined;
  const values = typeof params === 'object' && params !== null ? Object.values(params) : [];
  return `${name}(${values.map((value) => `'${String(value)}'`).join(', ')})`;
};

/** An effect is sent to the shell, by its name. */
const sends = (actions: readonly unknown[], indent: string): readonly string[] =>
  actions.flatMap((action) => {
    const name = typeof action === 'function' ? undefined : nameOf(action);
    return name === undefined ? [] : [`${indent}<send event="${attribute(name)}"/>`];
  });

const transitionLines = (transition: AnyTransitionDefinition, indent: string): readonly string[] => {
  const condition = conditionOf(transition.guard);
  const target = transition.target?.map(idOf).join(' ');
  const attributes = [
    ...(transition.eventType === '' ? [] : [`event="${attribute(transition.eventType)}"`]),
    ...(condition === undefined ? [] : [`cond="${attribute(condition)}"`]),
    ...(target === undefined
      ? []
      : [`target="${attribute(target)}"`, `type="${transition.reenter ? 'external' : 'internal'}"`]),
  ].join(' ');
  const inner = sends(transition.actions, `${indent}  `);
  // SCXML demands an event, a condition or a target; an ignored event is a transition without a target.
  if (inner.length === 0) return [`${indent}<transition ${attributes}/>`];
  return [`${indent}<transition ${attributes}>`, ...inner, `${indent}</transition>`];
};

const stateLines = (node: AnyStateNode, indent: string): readonly string[] => {
  const inner = `${indent}  `;
  const entry = sends(node.entry, `${inner}  `);
  const onentry = entry.length === 0 ? [] : [`${inner}<onentry>`, ...entry, `${inner}</onentry>`];
  if (node.type === 'final') {
    return onentry.length === 0
      ? [`${indent}<final id="${attribute(idOf(node))}"/>`]
      : [`${indent}<final id="${attribute(idOf(node))}">`, ...onentry, `${indent}</final>`];
  }
  const initial = node.initial?.target[0];
  const first = initial === undefined ? '' : ` initial="${attribute(idOf(initial))}"`;
  const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  return [
    `${indent}<state id="${attribute(idOf(node))}"${first}>`,
    ...onentry,
    ...transitions.flatMap((transition) => transitionLines(transition, inner)),
    ...Object.values(node.states).flatMap((child) => stateLines(child, inner)),
    `${indent}</state>`,
  ];
};

/**
 * The machine as W3C SCXML 1.0. Ids are dotted paths; guards are calls of the functions that they name; effects are sent as
 * events to whoever executes the machine.
 */
export const toScxml = (machine: AnyStateMachine): string => {
  const initial = machine.root.initial.target[0];
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" name="${attribute(machine.id)}" initial="${attribute(initial === undefined ? '' : idOf(initial))}">`,
    ...Object.values(machine.root.states).flatMap((node) => stateLines(node, '  ')),
    '</scxml>',
  ].join('\n')}\n`;
};
