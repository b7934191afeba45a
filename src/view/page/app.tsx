import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { leftBehind } from '../../audit/left-behind.ts';
import { lastMomentOf, type RunModel } from '../../audit/run-model.ts';
import { defaultPlan } from '../../model/batch/default-plan.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import { BatchGraph } from './batch-graph.tsx';
import { layoutBatch } from './batch-layout.ts';
import { keyTexts, useKeys } from './keyboard.ts';
import { RecordsList } from './records-list.tsx';
import { RunHeader } from './run-header.tsx';
import { countUntil, type RunHistory } from './run-history.ts';
import { Scrubber } from './scrubber.tsx';
import { useSelection } from './selection.ts';
import type { Shown } from './shown.ts';
import { type Log, openSource } from './source.ts';
import { StepPanel } from './step-panel.tsx';
import { type StepView, stepsOf } from './steps.ts';
import { Timeline } from './timeline.tsx';
import { Verdicts } from './verdicts.tsx';

/** Tells screen readers of steps that have come to their end since it was last drawn. */
const Announcer = ({ steps }: { steps: readonly StepView[] }) => {
  const told = useRef(new Map<string, string>());
  const news = steps.filter(({ id, phase, latest }) => latest?.outcome === phase && told.current.get(id) !== phase);
  for (const { id, phase } of steps) told.current.set(id, phase);
  const text =
    news.length > 5 ? `${news.length} steps have ended` : news.map(({ id, phase }) => `${id}: ${phase}`).join('; ');
  return (
    <p class="hidden" aria-live="polite">
      {text}
    </p>
  );
};

/** Before anything else that the page shows: somebody may be hurt by it now. */
const LeftBehind = ({ model }: { model: RunModel }) => {
  const left = leftBehind(model);
  return left.length === 0 ? null : (
    <section class="alert" role="alert" aria-labelledby="left-title">
      <h2 id="left-title">A fault may still be on</h2>
      <ul>
        {left.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
};

interface RunProps extends Pick<Shown, 'log' | 'selection' | 'select'> {
  readonly history: RunHistory;
}

const Run = ({ history, log, selection, select }: RunProps) => {
  const { chain } = history;
  const total = chain.length;
  const count = useMemo(() => {
    if (selection.at === undefined) return total;
    const wanted = selection.at;
    const found = chain.findIndex(({ data }) => data.sequence >= wanted);
    return found < 0 ? total : found + 1;
  }, [chain, total, selection.at]);
  const model = history.at(count);
  const timeOf = (record: AuditRecord | undefined, unrecorded: number | undefined): number =>
    record === undefined ? (unrecorded ?? Number.NaN) : Date.parse(record.time);
  const known = model === undefined ? undefined : lastMomentOf(model);
  const now = timeOf(chain[count - 1], known);
  const start = timeOf(chain[0], model?.startedAt);
  const end = timeOf(chain.at(-1), known);
  const steps = useMemo(() => (model === undefined ? [] : stepsOf(model, model.plan)), [model, count, log.version]);
  // Where the log does not hold the plan the steps that it tells of are drawn, without what ties them.
  const plan = useMemo(
    () => model?.plan ?? defaultPlan(steps.map(({ id }) => id)),
    [model?.plan, model?.plan === undefined ? steps.length : 0],
  );
  const group = layoutBatch(plan).boxes.find(({ id, columns }) => columns !== undefined && id === selection.group);
  const lanes = useMemo(() => {
    const members = new Set(group?.steps);
    return group === undefined ? steps : steps.filter((_, index) => members.has(index));
  }, [steps, group]);
  const moveTo = useCallback(
    (wanted = chain.length): void =>
      select({ at: wanted >= chain.length ? undefined : chain[Math.max(0, wanted - 1)]?.data.sequence }),
    [chain, select],
  );
  useKeys({
    move: (records) => moveTo(Math.max(1, count + records)),
    toStart: () => moveTo(1),
    toEnd: () => moveTo(),
    step: (by) => {
      const index = lanes.findIndex(({ id }) => id === selection.step);
      const next = index < 0 ? (by === 1 ? 0 : lanes.length - 1) : (index + by + lanes.length) % lanes.length;
      select({ step: lanes[next]?.id, attempt: undefined });
    },
    clear: () => select({ step: undefined, attempt: undefined, record: undefined, group: undefined }),
  });
  if (model === undefined) return null;
  const goTo = (at: number): void => moveTo(Math.max(1, countUntil(chain, at)));
  const moment = { log, model, plan, steps, group, lanes, total, count, now, start, end };
  const shown: Shown = { ...moment, selection, select, moveTo, goTo };
  return (
    <>
      <RunHeader {...shown} />
      {total === 0 ? null : <Scrubber {...shown} />}
      {log.state.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      <LeftBehind model={model} />
      <main>
        <BatchGraph {...shown} engine={shown.model.engine} />
        <StepPanel {...shown} />
        <Timeline {...shown} />
        {total === 0 ? null : <RecordsList {...shown} />}
        <Verdicts {...shown} />
      </main>
      <footer>
        <details>
          <summary>Keys</summary>
          <dl class="keys">
            {keyTexts.map(([keys, text]) => (
              <div key={keys}>
                <dt>{keys}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </details>
        <p class="soft">This page only shows: nothing here can change a run. Records from {log.state.origin}.</p>
      </footer>
      <Announcer steps={steps} />
    </>
  );
};

const emptyTexts = {
  connecting: ['Connecting', 'The page asks the program for the records of the run.'],
  open: ['No record yet', 'The run has not begun. This page fills as soon as its first record is written.'],
  lost: ['Connection lost', 'The program does not answer. This page goes on by itself when it is back.'],
  file: ['No record', 'This file holds no record of a run.'],
  broken: ['The file is damaged', 'The records in this file cannot be read. Make the report again.'],
} as const;

/** The whole page. */
export const App = () => {
  const [log, setLog] = useState<Log>();
  const [selection, select] = useSelection();
  useEffect(() => openSource(setLog), []);
  const history = log?.runs.get(selection.run ?? '') ?? [...(log?.runs.values() ?? [])].at(-1);
  const engine = history?.engine;
  useEffect(() => {
    document.title = engine === undefined ? 'chaos-runner inspector' : `${engine} · chaos-runner`;
  }, [engine]);
  if (log === undefined || history === undefined) {
    const [title, text] = emptyTexts[log?.connection ?? 'connecting'];
    return (
      <main class="nothing">
        <h1>{title}</h1>
        <p>{text}</p>
      </main>
    );
  }
  return <Run {...{ history, log, selection, select }} />;
};
