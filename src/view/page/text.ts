import { innermost } from '../../../machines/state-path.ts';
import { leftInEvent } from '../../audit/left-behind.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import { readableEvent } from '../graph/readable.ts';

/** Time of day in UTC, as the records have it: `12:00:00.000`. */
export const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** `2026-01-31 12:00:00 UTC` */
export const dateTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The event of a record in words: `Main started`. */
export const eventName = (record: AuditRecord): string => {
  const { type } = record.data.event;
  return type === 'xstate.init' ? 'Created' : readableEvent(type);
};

const payloadKeys = ['verdict', 'outcome', 'timer', 'pod', 'exitCode', 'job'] as const;

const shown = (value: unknown): string | undefined => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return undefined;
};

/** The id of a step by its index in the plan: the supervisor's events name steps by it. */
export type StepName = (index: number) => string | undefined;

/** Why a transition happened: the reason in words where the record has one, else what its event says. */
export const causeOf = ({ data }: AuditRecord, stepName?: StepName): string => {
  const step = typeof data.event.step === 'number' ? stepName?.(data.event.step) : undefined;
  const said = payloadText(data);
  const why = data.reason ?? (step === undefined ? said : said === '' ? step : `${step}: ${said}`);
  return [why, ...leftInEvent(data.event)].filter((part) => part !== '').join('; ');
};

const payloadText = ({ event }: AuditRecord['data']): string => {
  const parts = payloadKeys.flatMap((key) => {
    const value = shown(event[key]);
    return value === undefined ? [] : [`${key === 'exitCode' ? 'exit code' : key} ${value}`];
  });
  // A sentence: it comes last.
  return [parts.join(', '), shown(event.reason) ?? ''].filter((part) => part !== '').join(': ');
};

/** At most `most` characters, the middle left out: beginning and end of names tell them apart. */
export const shortened = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 3);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`;
};

/** `Observing → ReadingResult`, or the one state where nothing changed. */
export const changeOf = ({ data: { from, to } }: AuditRecord): string =>
  from === undefined || from === to ? innermost(to) : `${innermost(from)} → ${innermost(to)}`;
