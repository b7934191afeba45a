import { scaleUtc } from 'd3-scale';
import { useMemo, useState } from 'preact/hooks';
import { type Phase, phaseOfState } from '../../audit/phases.ts';
import type { AttemptView } from '../../audit/run-model.ts';
import { counted } from '../../model/text/counted.ts';
import { durationText } from '../../model/text/duration.ts';
import { PhaseMark } from './phase-badge.tsx';
import { phaseLooks } from './phases.ts';
import { ScrollArea } from './scroll-area.tsx';
import type { Shown } from './shown.ts';
import type { StepView } from './steps.ts';
import { clockTime } from './text.ts';
import { useVisible } from './virtual.ts';

export type TimelineProps = Pick<Shown, 'lanes' | 'group' | 'start' | 'end' | 'now' | 'selection' | 'select' | 'goTo'>;

const laneHeight = 26;

interface Stretch {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** The phases of an attempt, neighbouring ones of the same kind as one; the end as a mark of no length. */
const stretchesOf = ({ intervals, outcome }: AttemptView, now: number): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  for (const { state, from, to = now } of intervals) {
    const phase = phaseOfState(state, outcome);
    const last = stretches.at(-1);
    if (last?.phase === phase) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ phase, from, to });
  }
  return stretches;
};

const Lane = ({ step, scale, now }: { step: StepView; scale: (at: number) => number; now: number }) => (
  <>
    {step.attempts.flatMap((attempt) =>
      stretchesOf(attempt, now).map(({ phase, from, to }) => {
        const left = scale(from);
        const key = `${attempt.iteration}.${attempt.attempt}.${phase}`;
        if (attempt.outcome === phase)
          return (
            <span
              key={key}
              class="end"
              style={{ left: `${left}%` }}
              title={`${step.id}: ${phase}, ${attempt.reason ?? ''}`}
            >
              <svg width="16" height="16" aria-hidden="true">
                <PhaseMark phase={phase} x={0} y={0} size={16} />
              </svg>
            </span>
          );
        return (
          <span
            key={key}
            class={`bar phase-${phase}`}
            style={{ left: `${left}%`, width: `${Math.max(0, scale(to) - left)}%` }}
            title={`${step.id} ${phaseLooks[phase].text}: ${clockTime(from)}, ${durationText(to - from)}`}
          />
        );
      }),
    )}
  </>
);

const laneText = ({ id, phase, latest }: StepView, now: number): string =>
  latest === undefined
    ? `${id}: ${phaseLooks[phase].text}`
    : `${id}: ${phaseLooks[phase].text}, ${durationText((latest.endedAt ?? now) - latest.startedAt)} since ${clockTime(latest.startedAt)}`;

const legend = {
  Preparing: 'Preparation',
  Starting: 'Pod start',
  Injecting: 'Injection',
  Reading: 'Reading the result',
  Cleaning: 'Cleanup',
} as const satisfies Partial<Record<Phase, string>>;

/** One lane per step: what it did when. */
export const Timeline = ({ lanes, group, start, end, now, selection, select, goTo }: TimelineProps) => {
  const [zoom, setZoom] = useState(1);
  const index = lanes.findIndex(({ id }) => id === selection.step);
  const visible = useVisible(lanes.length, laneHeight, 26, index);
  const scale = useMemo(() => scaleUtc([start, Math.max(end, start + 1)], [0, 100]), [start, end]);
  const wanted = (innerWidth < 700 ? 2 : 6) * zoom;
  const round = scale.ticks(wanted);
  const [first, second] = round;
  const apart = first === undefined || second === undefined ? end - start : second.getTime() - first.getTime();
  // On a phone a time takes more than half of the lane's width.
  const every = innerWidth < 500 ? Math.ceil((0.6 * (end - start)) / zoom / Math.max(1, apart)) : 1;
  const ticks = round.filter((_, index) => index % every === 0);
  const format = scale.tickFormat(wanted, apart < 1_000 ? '%H:%M:%S.%L' : apart < 60_000 ? '%H:%M:%S' : '%H:%M');
  const pick = (event: MouseEvent): void => {
    const area = event.currentTarget as HTMLElement;
    const { left, width } = area.getBoundingClientRect();
    goTo(start + ((event.clientX - left) / width) * (end - start));
  };
  return (
    <section class="card timeline" aria-labelledby="timeline-title">
      <header>
        <h2 id="timeline-title">Timeline</h2>
        <p class="hint">
          {counted(lanes.length, 'step')}
          {group === undefined ? '; a click on the scale shows that moment' : ` of ${group.label} `}
          {group === undefined ? null : (
            <button type="button" class="quiet" onClick={() => select({ group: undefined })}>
              All steps
            </button>
          )}
        </p>
        <ul class="legend" aria-label="Colours">
          {Object.entries(legend).map(([phase, text]) => (
            <li key={phase}>
              <span class={`swatch phase-${phase}`} />
              {text}
            </li>
          ))}
        </ul>
        <button type="button" class="quiet" onClick={() => setZoom(Math.max(1, zoom / 2))} disabled={zoom === 1}>
          Zoom out
        </button>
        <button type="button" class="quiet" onClick={() => setZoom(Math.min(32, zoom * 2))} disabled={zoom === 32}>
          Zoom in
        </button>
      </header>
      <ScrollArea class="lanes" label="Lanes of the steps" area={visible.ref} onScroll={visible.onScroll}>
        <div class="lanes-inner" style={{ width: `${zoom * 100}%` }}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the slider above does the same by keyboard */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider above does the same by keyboard */}
          <div class="scale" onClick={pick}>
            {ticks.map((tick) => (
              <span key={tick.getTime()} class="tick" style={{ left: `${scale(tick)}%` }}>
                {format(tick)}
              </span>
            ))}
          </div>
          <ul class="lane-list" style={{ height: `${lanes.length * laneHeight}px` }} aria-label="Steps over time">
            {lanes.slice(visible.from, visible.to).map((step, offset) => (
              <li
                key={step.id}
                class={`lane${step.id === selection.step ? ' selected' : ''}`}
                style={{ top: `${(visible.from + offset) * laneHeight}px` }}
              >
                <button
                  type="button"
                  class="lane-name"
                  aria-label={laneText(step, now)}
                  aria-pressed={step.id === selection.step}
                  onClick={() => select({ step: step.id, attempt: undefined })}
                >
                  {step.id}
                </button>
                <span class="track">
                  <Lane {...{ step, scale, now }} />
                </span>
              </li>
            ))}
          </ul>
          <div class="over" aria-hidden="true">
            {ticks.map((tick) => (
              <span key={tick.getTime()} class="grid-line" style={{ left: `${scale(tick)}%` }} />
            ))}
            <span class="playhead" style={{ left: `${scale(now)}%` }} />
          </div>
        </div>
      </ScrollArea>
    </section>
  );
};
