import { scaleUtc } from 'd3-scale';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Phase, phaseOfState } from '../../audit/phases.ts';
import type { AttemptView } from '../../audit/run-model.ts';
import { counted } from '../../model/text/counted.ts';
import { durationText } from '../../model/text/duration.ts';
import { PhaseMark } from './phase-badge.tsx';
import { phaseTexts } from './phases.ts';
import { ScrollArea } from './scroll-area.tsx';
import type { Select } from './selection.ts';
import type { StepView } from './steps.ts';
import { clockTime } from './text.ts';
import { useVisible } from './virtual.ts';

export interface TimelineProps {
  readonly steps: readonly StepView[];
  /** From the run's first record to its last one, whatever moment is shown. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly selected: string | undefined;
  readonly select: Select;
  readonly goTo: (at: number) => void;
  /** Name of the group that the lanes are restricted to. */
  readonly group: string | undefined;
}

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

type Scale = (at: number) => number;

const Lane = ({ step, scale, now }: { step: StepView; scale: Scale; now: number }) => (
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
            title={`${step.id} ${phaseTexts[phase]}: ${clockTime(from)}, ${durationText(to - from)}`}
          />
        );
      }),
    )}
  </>
);

const laneText = ({ id, phase, latest }: StepView, now: number): string =>
  latest === undefined
    ? `${id}: ${phaseTexts[phase]}`
    : `${id}: ${phaseTexts[phase]}, ${durationText((latest.endedAt ?? now) - latest.startedAt)} since ${clockTime(latest.startedAt)}`;

const legend: readonly Phase[] = ['Preparing', 'Starting', 'Injecting', 'Reading', 'Cleaning'];
const legendTexts: Readonly<Record<string, string>> = {
  Preparing: 'Preparation',
  Starting: 'Pod start',
  Injecting: 'Injection',
  Reading: 'Reading the result',
  Cleaning: 'Cleanup',
};

/** One lane per step: what it did when. */
export const Timeline = ({ steps, from, to, now, selected, select, goTo, group }: TimelineProps) => {
  const [zoom, setZoom] = useState(1);
  const visible = useVisible(steps.length, laneHeight, 26);
  const index = steps.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (index >= 0) visible.reveal(index);
  }, [index]);
  const scale = useMemo(
    () =>
      scaleUtc()
        .domain([from, Math.max(to, from + 1)])
        .range([0, 100]),
    [from, to],
  );
  const wanted = (innerWidth < 700 ? 2 : 6) * zoom;
  const round = scale.ticks(wanted);
  const [first, second] = round;
  const apart = first === undefined || second === undefined ? to - from : second.getTime() - first.getTime();
  // On a phone a time takes more than half of the lane's width.
  const every = innerWidth < 500 ? Math.ceil((0.6 * (to - from)) / zoom / Math.max(1, apart)) : 1;
  const ticks = round.filter((_, index) => index % every === 0);
  const format = scale.tickFormat(wanted, apart < 1_000 ? '%H:%M:%S.%L' : apart < 60_000 ? '%H:%M:%S' : '%H:%M');
  const at: Scale = (time) => scale(time);
  const pick = (event: MouseEvent): void => {
    const area = event.currentTarget as HTMLElement;
    const { left, width } = area.getBoundingClientRect();
    goTo(from + ((event.clientX - left) / width) * (to - from));
  };
  return (
    <section class="card timeline" aria-labelledby="timeline-title">
      <header>
        <h2 id="timeline-title">Timeline</h2>
        {group === undefined ? (
          <p class="hint">{counted(steps.length, 'step')}; a click on the scale shows that moment</p>
        ) : (
          <p class="hint">
            {counted(steps.length, 'step')} of {group}{' '}
            <button type="button" class="quiet" onClick={() => select({ group: undefined })}>
              All steps
            </button>
          </p>
        )}
        <ul class="legend" aria-label="Colours">
          {legend.map((phase) => (
            <li key={phase}>
              <span class={`swatch phase-${phase}`} />
              {legendTexts[phase]}
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
              <span key={tick.getTime()} class="tick" style={{ left: `${at(tick.getTime())}%` }}>
                {format(tick)}
              </span>
            ))}
          </div>
          <ul class="lane-list" style={{ height: `${steps.length * laneHeight}px` }} aria-label="Steps over time">
            {steps.slice(visible.from, visible.to).map((step, offset) => (
              <li
                key={step.id}
                class={`lane${step.id === selected ? ' selected' : ''}`}
                style={{ top: `${(visible.from + offset) * laneHeight}px` }}
              >
                <button
                  type="button"
                  class="lane-name"
                  aria-label={laneText(step, now)}
                  aria-pressed={step.id === selected}
                  onClick={() => select({ step: step.id, attempt: undefined })}
                >
                  {step.id}
                </button>
                <span class="track">
                  <Lane step={step} scale={at} now={now} />
                </span>
              </li>
            ))}
          </ul>
          <div class="over" aria-hidden="true">
            {ticks.map((tick) => (
              <span key={tick.getTime()} class="grid-line" style={{ left: `${at(tick.getTime())}%` }} />
            ))}
            <span class="playhead" style={{ left: `${at(now)}%` }} />
          </div>
        </div>
      </ScrollArea>
    </section>
  );
};
