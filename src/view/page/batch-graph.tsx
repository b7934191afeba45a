import { useMemo, useState } from 'preact/hooks';
import { atOnceText } from '../../model/plan/at-once-text.ts';
import { counted } from '../../model/text/counted.ts';
import { durationText } from '../../model/text/duration.ts';
import { type BatchLayout, type Box, cell, type Line, layoutBatch } from './batch-layout.ts';
import { PhaseMark } from './phase-badge.tsx';
import { phaseLooks } from './phases.ts';
import { ScrollArea } from './scroll-area.tsx';
import type { Shown } from './shown.ts';
import { countPhases, type StepView } from './steps.ts';
import { shortened } from './text.ts';

export type BatchGraphProps = Pick<Shown, 'plan' | 'steps' | 'group' | 'now' | 'selection' | 'select'> &
  Pick<Shown['model'], 'engine'>;

const secondLine = ({ phase, latest }: StepView, now: number): string => {
  if (latest === undefined || phase === 'Waiting' || phase === 'Skipped')
    return phaseLooks[phase].text.replace(/^was /, '');
  const time = durationText((latest.endedAt ?? now) - latest.startedAt);
  return `${phase} · ${time}${latest.attempt > 1 ? ` · attempt ${latest.attempt}` : ''}`;
};

/** For the eye only: the same is said in words elsewhere. */
const decoration = { 'aria-hidden': true } as const;

const onKey =
  (act: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

interface StepProps extends Pick<Shown, 'now'> {
  readonly box: Box;
  readonly step: StepView;
  readonly isSelected: boolean;
  readonly act: () => void;
}

const StepBox = ({ box, step, now, isSelected, act }: StepProps) => (
  // biome-ignore lint/a11y/useSemanticElements: there is no button element in SVG
  <g
    class={`step phase-${step.phase}${isSelected ? ' selected' : ''}`}
    transform={`translate(${box.x} ${box.y})`}
    role="button"
    tabindex={0}
    aria-pressed={isSelected}
    onClick={act}
    onKeyDown={onKey(act)}
  >
    <rect class="box" width={box.width} height={box.height} rx="9" />
    <PhaseMark phase={step.phase} x={11} y={(box.height - 24) / 2} size={24} />
    <text class="name" x="45" y="21">
      <title>{step.id}</title>
      {shortened(step.id, 21)}
    </text>
    <text class="sub" x="45" y="38">
      {shortened(secondLine(step, now), 27)}
    </text>
  </g>
);

const Bar = ({ counts, width }: { counts: ReturnType<typeof countPhases>; width: number }) => {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  let x = 0;
  return (
    <g transform="translate(12 29)" {...decoration}>
      {counts.map(([phase, count]) => {
        const [left, part] = [x, (count / total) * width];
        x += part;
        return <rect key={phase} class={`fill phase-${phase}`} x={left} width={part} height="5" />;
      })}
    </g>
  );
};

interface GroupProps extends Pick<Shown, 'select'> {
  readonly selected: string | undefined;
  readonly box: Box;
  readonly members: readonly StepView[];
  readonly isOpen: boolean;
}

const GroupBox = ({ box, members, selected, isOpen, select }: GroupProps) => {
  const counts = countPhases(members);
  const { columns = 1 } = box;
  const act = (): void => select({ group: isOpen ? undefined : box.id });
  return (
    <g class={`group${isOpen ? ' selected' : ''}`} transform={`translate(${box.x} ${box.y})`}>
      {/* biome-ignore lint/a11y/useSemanticElements: there is no button element in SVG */}
      <g
        class="head"
        role="button"
        tabindex={0}
        aria-pressed={isOpen}
        aria-description={counts.map(([phase, count]) => `${count} ${phase}`).join(', ')}
        onClick={act}
        onKeyDown={onKey(act)}
      >
        <rect class="box" width={box.width} height={box.height} rx="9" />
        <text class="name" x="12" y="20">
          {shortened(box.label, Math.floor((box.width - 80) / 7.4))}
        </text>
        <text class="sub" x={box.width - 12} y="20" text-anchor="end">
          {counted(members.length, 'step')}
        </text>
        <Bar counts={counts} width={box.width - 24} />
      </g>
      <g transform="translate(12 42)" {...decoration}>
        {members.map((step, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the mouse; the list of steps does the same by keyboard
          <rect
            key={step.id}
            data-step={step.id}
            class={`fill cell phase-${step.phase}${step.id === selected ? ' chosen' : ''}`}
            x={(index % columns) * cell}
            y={Math.floor(index / columns) * cell}
            width={cell - 2}
            height={cell - 2}
            rx="2.5"
            onClick={() => select({ step: step.id, attempt: undefined })}
          >
            <title>{`${step.id}: ${step.phase}`}</title>
          </rect>
        ))}
      </g>
    </g>
  );
};

/** A group is drawn again only when something in it has changed: a thousand squares take a while. */
const Group = (props: GroupProps) => {
  const { box, members, selected, isOpen } = props;
  const chosen = members.find(({ id }) => id === selected);
  const standing = members.map(({ phase }) => phase).join(' ');
  return useMemo(() => <GroupBox {...props} />, [box, isOpen, chosen?.id, standing]);
};

/** A soft line through its points, level at each of them. */
const pathOf = ({ points }: Line): string => {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = rest.map((point, index) => {
    const before = points[index] ?? first;
    const middle = (before.x + point.x) / 2;
    return `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`;
  });
  return `M${first.x} ${first.y}${parts.join('')}`;
};

const Lines = ({ layout }: { layout: BatchLayout }) => (
  <g {...decoration}>
    {layout.lines.map((line) => (
      <g key={`${line.from} ${line.to}`} class={`line${line.dashed ? ' dashed' : ''}`}>
        <path d={pathOf(line)} marker-end="url(#arrow)" />
        {line.label === '' ? null : (
          <text class="sub" x={line.middle.x} y={line.middle.y - 4} text-anchor="middle">
            {line.label}
          </text>
        )}
      </g>
    ))}
  </g>
);

/** The batch: a box for each step, or for each group of a large one, with a line to what needs it. */
export const BatchGraph = ({ plan, engine, steps, group, now, selection, select }: BatchGraphProps) => {
  const selected = selection.step;
  const layout = layoutBatch(plan);
  const [zoom, setZoom] = useState<'fit' | 'full'>('fit');
  const [width, height] = [layout.width + 8, layout.height + 8];
  return (
    <section class="card batch" aria-labelledby="batch-title">
      <header>
        <h2 id="batch-title">Batch</h2>
        <p class="hint">
          {counted(steps.length, 'step')}, {atOnceText(plan, engine)}
          {layout.grouped ? '; one square is one step, a click on a group shows its steps' : ''}
        </p>
        <button type="button" class="quiet" onClick={() => setZoom(zoom === 'fit' ? 'full' : 'fit')}>
          {zoom === 'fit' ? 'Actual size' : 'Fit'}
        </button>
      </header>
      <ScrollArea class="graph-scroll" label="Graph of the batch">
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: the area around it has the name; a title would be a tooltip everywhere */}
        <svg class={zoom} viewBox={`-4 -4 ${width} ${height}`} width={width} height={height}>
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path class="arrow" d="M0 0.8L7.5 4 0 7.2z" />
            </marker>
          </defs>
          <Lines layout={layout} />
          {layout.boxes.map((box) => {
            const step = steps[box.steps[0] ?? 0];
            if (box.columns !== undefined || step === undefined) {
              const members = box.steps.flatMap((index) => steps[index] ?? []);
              return <Group key={box.id} {...{ box, members, selected, select }} isOpen={group === box} />;
            }
            const act = (): void => select({ step: step.id === selected ? undefined : step.id, attempt: undefined });
            return <StepBox key={box.id} {...{ box, step, now, act }} isSelected={step.id === selected} />;
          })}
        </svg>
      </ScrollArea>
    </section>
  );
};
