/**
 * What XState's own JSON Schema of machines (draft 7, `machine.schema.json` of its sources; the package does not contain it)
 * asks of one, written down by hand: which kinds of states there are, what each must have, and of which type it is.
 */
const named = { type: 'object', required: ['type'], properties: { type: { type: 'string' } } } as const;
const actions = { type: 'array', items: named } as const;

const transition = {
  type: 'object',
  required: ['actions', 'eventType', 'source', 'target'],
  properties: {
    actions,
    cond: { type: 'object' },
    eventType: { type: 'string' },
    source: { type: 'string' },
    target: { type: 'array', items: { type: 'string' } },
  },
} as const;

const transitions = { type: 'object', additionalProperties: { type: 'array', items: transition } } as const;

const invocation = {
  type: 'object',
  required: ['type', 'id', 'src'],
  additionalProperties: false,
  properties: {
    type: { type: 'string' },
    id: { type: 'string' },
    src: { type: 'object', properties: { type: { type: 'string' } } },
    autoForward: { type: 'boolean' },
  },
} as const;

const states = { type: 'object', additionalProperties: { $ref: '#/definitions/state' } } as const;
const order = { type: 'integer' } as const;
const invoke = { type: 'array', items: invocation } as const;

const kind = (type: string, required: readonly string[], more: object = {}) => ({
  type: 'object',
  required: ['id', 'key', 'type', ...required],
  properties: { id: { type: 'string' }, key: { type: 'string' }, type: { const: type }, order, ...more },
});

const active = { entry: actions, exit: actions, invoke, on: transitions };

export const machineSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  definitions: {
    state: {
      oneOf: [
        kind('atomic', ['on'], active),
        kind('compound', ['states'], { ...active, initial: { type: 'string' }, states }),
        kind('parallel', ['states'], { ...active, states }),
        kind('history', ['history'], { history: { enum: ['shallow', 'deep'] } }),
        kind('final', [], { data: { type: 'object' } }),
      ],
    },
  },
  type: 'object',
  required: ['id', 'key', 'type', 'states'],
  properties: {
    id: { type: 'string' },
    key: { type: 'string' },
    type: { enum: ['compound', 'parallel'] },
    initial: { type: 'string' },
    context: { type: 'object' },
    version: { type: 'string' },
    entry: { type: 'array' },
    exit: { type: 'array' },
    transitions: { type: 'array' },
    ...{ states, order, invoke, on: transitions },
  },
} as const;
