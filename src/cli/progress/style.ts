import type { Phase } from './board.ts';

/** Colours a text, or leaves it alone. */
export type Paint = (text: string) => string;

const code =
  (open: number, close: number): Paint =>
  (text) =>
    text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`;

export const paints = {
  dim: code(2, 22),
  bold: code(1, 22),
  red: code(31, 39),
  green: code(32, 39),
  yellow: code(33, 39),
  blue: code(34, 39),
  magenta: code(35, 39),
  cyan: code(36, 39),
  plain: (text: string): string => text,
} as const;

interface Look {
  readonly icon: string;
  readonly paint: Paint;
}

const looks: Readonly<Record<Phase, Look>> = {
  waiting: { icon: '○', paint: paints.dim },
  checking: { icon: '◌', paint: paints.cyan },
  launching: { icon: '◌', paint: paints.cyan },
  starting: { icon: '◌', paint: paints.cyan },
  running: { icon: '●', paint: paints.blue },
  'reading result': { icon: '◐', paint: paints.blue },
  'cleaning up': { icon: '◐', paint: paints.dim },
  'trying again': { icon: '↻', paint: paints.yellow },
  Pass: { icon: '✔', paint: paints.green },
  Fail: { icon: '✘', paint: paints.red },
  Error: { icon: '!', paint: paints.magenta },
  Stopped: { icon: '■', paint: paints.yellow },
  Skipped: { icon: '–', paint: paints.dim },
};

/** Icon and colour of a phase. */
export const lookOf = (phase: Phase): Look => looks[phase];

const two = (value: number): string => String(value).padStart(2, '0');

/** `0:03`, `12:05`, `1:00:07`: a duration in milliseconds that runs. */
export const clockText = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** Cuts a line without colours to so many columns. */
export const fitted = (text: string, columns: number): string => {
  if (columns <= 0) return '';
  const letters = [...text];
  return letters.length <= columns ? text : `${letters.slice(0, columns - 1).join('')}…`;
};
