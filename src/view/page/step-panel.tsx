import { innermost } from '../../../machines/state-path.ts';
import { leftByAttempt } from '../../audit/left-behind.ts';
import { phaseOfState } from '../../audit/phases.ts';
import type { AttemptView, Interval, RunModel } from '../../audit/run-model.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import { durationText } from '../../model/text/duration.ts';
import { Fact } from './fact.tsx';
import { MachinePicture } from './machine-picture.tsx';
import { PhaseBadge } from './phase-badge.tsx';
import { ScrollArea } from './scroll-area.tsx';
import type { Select } from './selection.ts';
import type { Shown } from './shown.ts';
import type { StepView } from './steps.ts';
import { causeOf, clockTime, eventName } from './text.ts';

export type StepPanelProps = Pick<Shown, 'model' | 'steps' | 'now' | 'selection' | 'select'>;

const keyOf = ({ iteration, attempt }: AttemptView): string => `${iteration}.${attempt}`;

const actorNames = {
  runner: 'the runner',
  user: 'a user',
  operator: 'the operator',
  kubernetes: 'Kubernetes',
} as const;

const Facts = ({ attempt, model, now }: { attempt: AttemptView; model: RunModel; now: number }) => (
  <dl class="facts">
    <Fact name="State" value={attempt.state} />
    <Fact name="Why" value={attempt.reason} />
    <Fact name="Ended by" value={attempt.by === undefined ? undefined : actorNames[attempt.by]} />
    <Fact name="Began" value={clockTime(attempt.startedAt)} />
    <Fact name="Took" value={durationText((attempt.endedAt ?? now) - attempt.startedAt)} />
    <Fact name="Job" value={attempt.job} />
    <Fact name="Pod" value={attempt.pod} />
    <Fact name="ChaosResult" value={attempt.verdict} />
    <Fact name="Left behind" value={leftByAttempt(model, attempt).join(' ')} />
  </dl>
);

const Path = ({ records, select }: { records: readonly AuditRecord[]; select: Select }) => (
  <ol class="path" aria-label="The path it took">
    {records.map((record) => (
      <li key={record.id}>
        <button
          type="button"
          class="quiet"
          title="Show the run as it was then"
          onClick={() => select({ at: record.data.sequence, record: record.data.sequence })}
        >
          {clockTime(Date.parse(record.time))}
        </button>
        <span>
          <b title={record.data.to}>{innermost(record.data.to)}</b> <span class="soft">{eventName(record)}</span>
          {causeOf(record) === '' ? null : <span class="cause"> {causeOf(record)}</span>}
        </span>
      </li>
    ))}
  </ol>
);

/** The path as far as it is known without records. */
const States = ({ intervals }: { intervals: readonly Interval[] }) => (
  <ol class="path" aria-label="The path it took">
    {intervals.map(({ state, from }) => (
      <li key={from}>
        {clockTime(from)} <b title={state}>{innermost(state)}</b>
      </li>
    ))}
  </ol>
);

const Attempts = ({ step, shown, select }: { step: StepView; shown: AttemptView; select: Select }) =>
  step.attempts.length < 2 ? null : (
    <label class="attempts">
      Attempt{' '}
      <select value={keyOf(shown)} onChange={(event) => select({ attempt: event.currentTarget.value })}>
        {step.attempts.map((one) => (
          <option key={keyOf(one)} value={keyOf(one)}>
            {`iteration ${one.iteration}, attempt ${one.attempt}: ${phaseOfState(one.state, one.outcome)}`}
          </option>
        ))}
      </select>
    </label>
  );

/** The selected step: its machine with the path that it took, and what is known of it. Without one, the supervisor. */
export const StepPanel = ({ model, steps, now, selection, select }: StepPanelProps) => {
  const step = steps.find(({ id }) => id === selection.step);
  const shown = step?.attempts.find((one) => keyOf(one) === selection.attempt) ?? step?.latest;
  const records = model.records.filter(({ subject, data }) =>
    step === undefined
      ? data.machine === 'supervisor'
      : subject === step.id &&
        data.machine === 'experiment' &&
        (data.iteration ?? 1) === shown?.iteration &&
        (data.attempt ?? 1) === shown?.attempt,
  );
  const moves = records.filter(({ data }) => data.from !== data.to);
  const { intervals } = step === undefined ? model.supervisor : (shown ?? { intervals: [] });
  return (
    <section class="card machine" aria-labelledby="machine-title">
      <header>
        <h2 id="machine-title">{step === undefined ? 'Supervisor' : step.id}</h2>
        {step === undefined ? (
          <p class="hint">drives the batch; select a step to see its machine</p>
        ) : (
          <>
            <PhaseBadge phase={shown === undefined ? step.phase : phaseOfState(shown.state, shown.outcome)} />
            {step.experiment === step.id ? null : <p class="hint">experiment {step.experiment}</p>}
            <button type="button" class="quiet" onClick={() => select({ step: undefined, attempt: undefined })}>
              Close
            </button>
          </>
        )}
      </header>
      {step === undefined || shown === undefined ? null : <Attempts {...{ step, shown, select }} />}
      <div class="machine-body">
        <MachinePicture
          machine={step === undefined ? 'supervisor' : 'experiment'}
          state={step === undefined ? model.supervisor.state : shown?.state}
          {...{ records, intervals }}
        />
        <ScrollArea class="machine-side" label="What it did">
          {step !== undefined && shown === undefined ? (
            <p class="empty">It has not begun yet.</p>
          ) : shown === undefined ? null : (
            <Facts attempt={shown} {...{ model, now }} />
          )}
          {model.records.length > 0 ? <Path records={moves} select={select} /> : <States {...{ intervals }} />}
        </ScrollArea>
      </div>
    </section>
  );
};
