import { useEffect, useMemo, useState } from 'preact/hooks';
import { phases } from '../../audit/phases.ts';
import { durationText } from '../../model/text/duration.ts';
import { PhaseBadge } from './phase-badge.tsx';
import { phaseTexts } from './phases.ts';
import { ScrollArea } from './scroll-area.tsx';
import type { Select } from './selection.ts';
import { countPhases, type StepView } from './steps.ts';
import { useVisible } from './virtual.ts';

export interface VerdictsProps {
  readonly steps: readonly StepView[];
  readonly now: number;
  readonly selected: string | undefined;
  readonly select: Select;
}

const rowHeight = 44;

const reasonOf = ({ latest, phase }: StepView): string =>
  latest === undefined || phase === 'Waiting' ? phaseTexts.Waiting : (latest.reason ?? phaseTexts[phase]);

const timeOf = ({ latest }: StepView, now: number): string =>
  latest === undefined ? '' : durationText((latest.endedAt ?? now) - latest.startedAt);

/** How each step stands and why, with the sum of all. */
export const Verdicts = ({ steps, now, selected, select }: VerdictsProps) => {
  const [only, setOnly] = useState(false);
  const counts = countPhases(steps);
  const shown = useMemo(
    () => (only ? steps.filter(({ phase }) => phase !== 'Pass' && phase !== 'Waiting') : steps),
    [steps, only],
  );
  const visible = useVisible(shown.length, rowHeight);
  const index = shown.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (index >= 0) visible.reveal(index);
  }, [index]);
  return (
    <section class="card verdicts" aria-labelledby="verdicts-title">
      <header>
        <h2 id="verdicts-title">Verdicts</h2>
        <label class="check">
          <input type="checkbox" checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} />
          Leave out what passed or waits
        </label>
      </header>
      <div class="stack" aria-hidden="true">
        {phases.map((phase) => {
          const count = counts.get(phase) ?? 0;
          return count === 0 ? null : <span key={phase} class={`phase-${phase}`} style={{ flexGrow: count }} />;
        })}
      </div>
      <ul class="counts" aria-label="How many steps are where">
        {phases.map((phase) =>
          counts.has(phase) ? (
            <li key={phase}>
              <PhaseBadge phase={phase} text={`${counts.get(phase)} ${phase}`} />
            </li>
          ) : null,
        )}
      </ul>
      <ScrollArea class="verdict-scroll" label="Verdicts of the steps" area={visible.ref} onScroll={visible.onScroll}>
        <ul class="verdict-list" style={{ height: `${shown.length * rowHeight}px` }}>
          {shown.slice(visible.from, visible.to).map((step, offset) => (
            <li
              key={step.id}
              class={step.id === selected ? 'selected' : ''}
              style={{ top: `${(visible.from + offset) * rowHeight}px` }}
            >
              <PhaseBadge phase={step.phase} />
              <button type="button" class="quiet name" onClick={() => select({ step: step.id, attempt: undefined })}>
                {step.id}
              </button>
              <span class="time">{timeOf(step, now)}</span>
              <span class="reason" title={reasonOf(step)}>
                {reasonOf(step)}
              </span>
            </li>
          ))}
        </ul>
        {shown.length > 0 ? null : <p class="empty">Nothing here: every step has passed or waits.</p>}
      </ScrollArea>
    </section>
  );
};
