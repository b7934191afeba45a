import { useEffect, useMemo } from 'preact/hooks';
import { type AuditRecord, actors } from '../../model/progress/record.ts';
import { counted } from '../../model/text/counted.ts';
import { ScrollArea } from './scroll-area.tsx';
import type { Select, Selection } from './selection.ts';
import type { Shown } from './shown.ts';
import { causeOf, changeOf, clockTime, eventName, type StepName } from './text.ts';
import { useVisible } from './virtual.ts';

export type RecordsListProps = Pick<Shown, 'model' | 'plan' | 'selection' | 'select'>;

const rowHeight = 28;

const columns = [
  ['number', '#'],
  ['time', 'Time (UTC)'],
  ['who', 'Step or machine'],
  ['change', 'State'],
  ['what', 'Event'],
  ['why', 'Cause'],
] as const;

const texts = new WeakMap<AuditRecord, string>();

/** What the filter looks into; made once per record. */
const textOf = (record: AuditRecord, stepName: StepName): string => {
  const known = texts.get(record);
  if (known !== undefined) return known;
  const { data, subject = '' } = record;
  const effects = data.effects.map(({ type }) => type).join(' ');
  const text = [
    data.sequence,
    subject,
    data.from ?? '',
    data.to,
    data.event.type,
    eventName(record),
    causeOf(record, stepName),
    data.actor,
    effects,
  ]
    .join(' ')
    .toLowerCase();
  texts.set(record, text);
  return text;
};

/** Earlier versions called the machine of the process by another name. */
const machineOf = (recorded: string): string => (recorded === 'run' ? 'runner' : recorded);

const filtered = (
  records: readonly AuditRecord[],
  { text, machine, actor, step }: Selection,
  stepName: StepName,
): readonly AuditRecord[] => {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return records.filter(
    (record) =>
      (machine === undefined || machineOf(record.data.machine) === machineOf(machine)) &&
      (actor === undefined || record.data.actor === actor) &&
      (step === undefined || record.subject === step) &&
      words.every((word) => textOf(record, stepName).includes(word)),
  );
};

interface RowProps extends Pick<Shown, 'select'> {
  readonly stepName: StepName;
  readonly record: AuditRecord;
  readonly index: number;
  readonly isSelected: boolean;
}

const Row = ({ record, index, isSelected, select, stepName }: RowProps) => {
  const { data, subject } = record;
  const act = (): void => select({ record: isSelected ? undefined : data.sequence });
  return (
    <tr
      class={`record${isSelected ? ' selected' : ''}`}
      style={{ top: `${index * rowHeight}px` }}
      aria-rowindex={index + 2}
    >
      <td class="number">{data.sequence}</td>
      <td class="time">{clockTime(Date.parse(record.time))}</td>
      <td class="who">{subject ?? data.machine}</td>
      <td class="change">
        <button type="button" class="quiet" aria-expanded={isSelected} title={data.to} onClick={act}>
          {changeOf(record)}
        </button>
      </td>
      <td class="what">{eventName(record)}</td>
      <td class="why">
        <span class={`actor actor-${data.actor}`}>{data.actor}</span> {causeOf(record, stepName)}
      </td>
    </tr>
  );
};

const Detail = ({ record, select }: { record: AuditRecord; select: Select }) => {
  const { data } = record;
  return (
    <div class="detail">
      <p>
        <b>{`Record ${data.sequence}`}</b>, {record.time}.{' '}
        {data.effects.length === 0
          ? 'It asked for nothing.'
          : `It asked for: ${data.effects.map(({ type }) => type).join(', ')}.`}{' '}
        <button type="button" class="quiet" onClick={() => select({ at: data.sequence })}>
          Show the run as it was then
        </button>
      </p>
      <ScrollArea class="json" label="The record as it was written">
        <pre>{JSON.stringify(record, null, 2)}</pre>
      </ScrollArea>
    </div>
  );
};

const Filters = ({ selection, select }: Pick<Shown, 'selection' | 'select'>) => (
  <search class="filters">
    <input
      id="filter"
      type="search"
      aria-label="Filter by text"
      placeholder="Filter: words, states, events"
      value={selection.text ?? ''}
      onInput={(event) => select({ text: event.currentTarget.value })}
    />
    <select
      aria-label="Machine"
      value={selection.machine ?? ''}
      onChange={(event) => select({ machine: event.currentTarget.value })}
    >
      <option value="">All machines</option>
      <option value="experiment">Experiments</option>
      <option value="supervisor">Supervisor</option>
      <option value="runner">Runner</option>
    </select>
    <select
      aria-label="Cause"
      value={selection.actor ?? ''}
      onChange={(event) => select({ actor: event.currentTarget.value })}
    >
      <option value="">All causes</option>
      {actors.map((actor) => (
        <option key={actor} value={actor}>
          {actor}
        </option>
      ))}
    </select>
  </search>
);

/** The records so far, each with its cause; those of the selected step where there is one. */
export const RecordsList = ({ model: { records }, plan, selection, select }: RecordsListProps) => {
  const stepName = (index: number): string | undefined => plan.steps[index]?.id;
  const { text, machine, actor, step, at } = selection;
  const count = records.length;
  const found = useMemo(() => filtered(records, selection, stepName), [records, count, text, machine, actor, step]);
  const place = found.findIndex(({ data }) => data.sequence === selection.record);
  const visible = useVisible(found.length, rowHeight, 30, place);
  const follows = selection.record === undefined;
  useEffect(() => {
    if (follows) visible.reveal(found.length - 1);
  }, [found.length, follows, at]);
  const chosen = found[place];
  return (
    <section class="card records" aria-labelledby="records-title">
      <header>
        <h2 id="records-title">Records</h2>
        <p class="hint" aria-live="polite">
          {found.length === count ? counted(count, 'record') : `${found.length} of ${counted(count, 'record')}`}
          {step === undefined ? '' : ` of ${step}`}
        </p>
        <Filters selection={selection} select={select} />
      </header>
      <ScrollArea class="record-scroll" label="Audit records" area={visible.ref} onScroll={visible.onScroll}>
        <table aria-rowcount={found.length + 1}>
          <thead>
            <tr>
              {columns.map(([name, title]) => (
                <th key={name} scope="col" class={name}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height: `${found.length * rowHeight}px` }}>
            {found.slice(visible.from, visible.to).map((record, offset) => (
              <Row
                key={record.id}
                {...{ record, select, stepName }}
                index={visible.from + offset}
                isSelected={record === chosen}
              />
            ))}
          </tbody>
        </table>
        {found.length > 0 ? null : <p class="empty">No record matches. Take words or filters away to see more.</p>}
      </ScrollArea>
      {chosen === undefined ? null : <Detail record={chosen} select={select} />}
    </section>
  );
};
