import { useMemo, useState } from 'preact/hooks';
import { durationText } from '../../model/text/duration.ts';
import { PhaseBadge } from './phase-badge.tsx';
import { phaseLooks } from './phases.ts';
import { ScrollArea } from './scroll-area.tsx';
import type { Shown } from './shown.ts';
import { countPhases, type StepView } from './steps.ts';
import { useVisible } from './virtual.ts';

export type VerdictsProps = Pick<Shown, 'lanes' | 'now' | 'selection' | 'select'>;

const rowHeight = 44;

const reasonOf = ({ latest, phase }: StepView): string =>
  latest === undefined || phase === 'Waiting' ? phaseLooks.Waiting.text : (latest.reason ?? phaseLooks[phase].text);

const timeOf = ({ latest }: StepView, now: number): string =>
  latest === undefined ? '' : durationText((latest.endedAt ?? now) - latest.startedAt);

/** How each step stands and why, with the sum of all. */
export const Verdicts = ({ lanes, now, selection, select }: VerdictsProps) => {
  const [only, setOnly] = useState(false);
  const counts = countPhases(lanes);
  const shown = useMemo(
    () => (only ? lanes.filter(({ phase }) => phase !== 'Pass' && phase !== 'Waiting') : lanes),
    [lanes, only],
  );
  const index = shown.findIndex(({ id }) => id === selection.step);
  const visible = useVisible(shown.length, rowHeight, 0, index);
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
        {counts.map(([phase, count]) => (
          <span key={phase} class={`phase-${phase}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul class="counts" aria-label="How many steps are where">
        {counts.map(([phase, count]) => (
          <li key={phase}>
            <PhaseBadge phase={phase} text={`${count} ${phase}`} />
          </li>
        ))}
      </ul>
      <ScrollArea class="verdict-scroll" label="Verdicts of the steps" area={visible.ref} onScroll={visible.onScroll}>
        <ul class="verdict-list" style={{ height: `${shown.length * rowHeight}px` }}>
          {shown.slice(visible.from, visible.to).map((step, offset) => (
            <li
              key={step.id}
              class={step.id === selection.step ? 'selected' : ''}
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
