import { useEffect, useMemo } from 'preact/hooks';
import { type AuditRecord, actors } from '../../model/progress/record.ts';
import { counted } from '../../model/text/counted.ts';
import { ScrollArea } from './scroll-area.tsx';
import type { Select, Selection } from './selection.ts';
import { causeOf, changeOf, clockTime, eventName, type StepName } from './text.ts';
import { useVisible } from './virtual.ts';

export interface RecordsListProps {
  /** The records up to the moment that is shown. */
  readonly records: readonly AuditRecord[];
  readonly selection: Selection;
  readonly select: Select;
  readonly stepName: StepName;
}

const rowHeight = 28;

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

const filtered = (
  records: readonly AuditRecord[],
  { text, machine, actor, step }: Selection,
  stepName: StepName,
): readonly AuditRecord[] => {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return records.filter(
    (record) =>
      (machine === undefined || record.data.machine === machine) &&
      (actor === undefined || record.data.actor === actor) &&
      (step === undefined || record.subject === step) &&
      words.every((word) => textOf(record, stepName).includes(word)),
  );
};

const Row = ({
  record,
  top,
  index,
  isSelected,
  select,
  stepName,
}: {
  record: AuditRecord;
  top: number;
  index: number;
  isSelected: boolean;
  select: Select;
  stepName: StepName;
}) => {
  const { data, subject } = record;
  const act = (): void => select({ record: isSelected ? undefined : data.sequence });
  return (
    <tr class={`record${isSelected ? ' selected' : ''}`} style={{ top: `${top}px` }} aria-rowindex={index + 2}>
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

const Filters = ({ selection, select }: Pick<RecordsListProps, 'selection' | 'select'>) => (
  <search class="filters">
    <label>
      <span class="hidden">Filter by text</span>
      <input
        id="filter"
        type="search"
        placeholder="Filter: words, states, events"
        value={selection.text ?? ''}
        onInput={(event) => select({ text: event.currentTarget.value })}
      />
    </label>
    <label>
      <span class="hidden">Machine</span>
      <select value={selection.machine ?? ''} onChange={(event) => select({ machine: event.currentTarget.value })}>
        <option value="">All machines</option>
        <option value="experiment">Experiments</option>
        <option value="supervisor">Supervisor</option>
        <option value="run">The process</option>
      </select>
    </label>
    <label>
      <span class="hidden">Cause</span>
      <select value={selection.actor ?? ''} onChange={(event) => select({ actor: event.currentTarget.value })}>
        <option value="">All causes</option>
        {actors.map((actor) => (
          <option key={actor} value={actor}>
            {actor}
          </option>
        ))}
      </select>
    </label>
  </search>
);

/** The records so far, each with its cause; those of the selected step where there is one. */
export const RecordsList = ({ records, selection, select, stepName }: RecordsListProps) => {
  const { text, machine, actor, step, at } = selection;
  const count = records.length;
  const found = useMemo(() => filtered(records, selection, stepName), [records, count, text, machine, actor, step]);
  const visible = useVisible(found.length, rowHeight, 30);
  const chosen =
    selection.record === undefined ? undefined : found.find(({ data }) => data.sequence === selection.record);
  const follows = selection.record === undefined;
  useEffect(() => {
    if (follows) visible.reveal(found.length - 1);
  }, [found.length, follows, at]);
  const place = chosen === undefined ? -1 : found.indexOf(chosen);
  useEffect(() => {
    if (place >= 0) visible.reveal(place);
  }, [place]);
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
              <th scope="col" class="number">
                #
              </th>
              <th scope="col" class="time">
                Time (UTC)
              </th>
              <th scope="col" class="who">
                Step or machine
              </th>
              <th scope="col" class="change">
                State
              </th>
              <th scope="col" class="what">
                Event
              </th>
              <th scope="col" class="why">
                Cause
              </th>
            </tr>
          </thead>
          <tbody style={{ height: `${found.length * rowHeight}px` }}>
            {found.slice(visible.from, visible.to).map((record, offset) => (
              <Row
                key={record.id}
                record={record}
                index={visible.from + offset}
                top={(visible.from + offset) * rowHeight}
                isSelected={record === chosen}
                select={select}
                stepName={stepName}
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
