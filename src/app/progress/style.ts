import type { Phase } from '../../audit/phases.ts';
import { plainText } from '../../model/text/plain-text.ts';

/** The numbers that begin and end a look of text on a terminal. */
const codes = {
  dim: [2, 22],
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

type Paint = keyof typeof codes;

/** A part of a line, in a colour or as it is. */
export type Piece = string | { readonly text: string; readonly paint: Paint };

export type Line = readonly Piece[];

/** What is shown on a terminal. */
export interface Picture {
  /** In place of so many lines above; absent: below everything. */
  readonly inPlaceOf?: number;
  readonly lines: readonly Line[];
}

/** Texts never bring their own line feeds or sequences along. */
const inLine = (text: string): string => plainText(text).replace(/[\n\t]/g, ' ');

const pieceText = (piece: Piece, colour: boolean): string => {
  if (typeof piece === 'string') return inLine(piece);
  const text = inLine(piece.text);
  const [open, close] = codes[piece.paint];
  return !colour || text === '' ? text : `\u001b[${open}m${text}\u001b[${close}m`;
};

/** A line as a terminal takes it. */
export const lineText = (line: Line, colour: boolean): string => line.map((piece) => pieceText(piece, colour)).join('');

const clearBelow = '\u001b[0J';
const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A\r` : '\r');

/** A picture as a terminal takes it. The only sequences in it are those of this file. */
export const drawn = ({ inPlaceOf, lines }: Picture, colour: boolean): string => {
  const before = inPlaceOf === undefined ? '' : `${up(inPlaceOf)}${clearBelow}`;
  return `${before}${lines.map((line) => `${lineText(line, colour)}\n`).join('')}`;
};

interface Look {
  readonly icon: string;
  readonly paint: Paint;
}

const looks: Readonly<Record<Phase, Look>> = {
  Waiting: { icon: '○', paint: 'dim' },
  Preparing: { icon: '◌', paint: 'cyan' },
  Starting: { icon: '◌', paint: 'cyan' },
  Injecting: { icon: '●', paint: 'blue' },
  Reading: { icon: '◐', paint: 'blue' },
  Cleaning: { icon: '◐', paint: 'dim' },
  Retrying: { icon: '↻', paint: 'yellow' },
  Pass: { icon: '✔', paint: 'green' },
  Fail: { icon: '✘', paint: 'red' },
  Error: { icon: '!', paint: 'magenta' },
  Stopped: { icon: '■', paint: 'yellow' },
  Skipped: { icon: '–', paint: 'dim' },
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
