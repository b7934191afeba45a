import { useEffect, useState } from 'preact/hooks';
import { durationText } from '../../model/text/duration.ts';
import type { Shown } from './shown.ts';
import { clockTime } from './text.ts';

export type ScrubberProps = Pick<Shown, 'total' | 'count' | 'now' | 'start' | 'log' | 'moveTo'>;

/** A replay of the whole run takes about so long. */
const replayMs = 20_000;
const frameMs = 50;

/** Moves through the run, record by record; every view shows the run as it was then. */
export const Scrubber = ({ total, count, now, start, log, moveTo }: ScrubberProps) => {
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    if (!plays) return undefined;
    const timer = setInterval(
      () => {
        const next = count + Math.max(1, Math.round(total / (replayMs / frameMs)));
        if (next >= total) setPlays(false);
        moveTo(next);
      },
      Math.max(frameMs, replayMs / Math.max(total, 1) / 2),
    );
    return () => clearInterval(timer);
  }, [plays, count, total, moveTo]);
  const toggle = (): void => {
    if (!plays && count >= total) moveTo(1);
    setPlays(!plays);
  };
  const past = count < total;
  return (
    <section class="scrubber" aria-label="Time">
      <button type="button" id="play" onClick={toggle} disabled={total < 2} aria-label={plays ? 'Pause' : 'Replay'}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path d={plays ? 'M4 3h3v10H4z M9 3h3v10H9z' : 'M4 2.5v11l9-5.5z'} />
        </svg>
      </button>
      <button type="button" aria-label="One record back" disabled={count <= 1} onClick={() => moveTo(count - 1)}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M11 3v10L5 8z M3.5 3h1.5v10H3.5z" />
        </svg>
      </button>
      <button type="button" aria-label="One record forward" disabled={!past} onClick={() => moveTo(count + 1)}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M5 3v10l6-5z M11 3h1.5v10H11z" />
        </svg>
      </button>
      <input
        id="scrub"
        type="range"
        min={1}
        max={Math.max(1, total)}
        value={count}
        aria-label="Moment that is shown"
        aria-valuetext={`record ${count} of ${total}, ${clockTime(now)}`}
        onInput={(event) => {
          setPlays(false);
          moveTo(Number(event.currentTarget.value));
        }}
      />
      <output class="moment">
        {clockTime(now)} <span class="soft">+{durationText(now - start)}</span>
        <span class="soft">
          record {count} of {total}
        </span>
      </output>
      <button type="button" class={`to-end${past ? ' past' : ''}`} disabled={!past} onClick={() => moveTo()}>
        {log.state.live ? 'Back to live' : 'To the end'}
      </button>
    </section>
  );
};
