import type { Phase } from '../../audit/phases.ts';
import { phaseLooks } from './phases.ts';

/** The mark of a phase on its colour, for SVG: a square of `size` at (x, y). */
export const PhaseMark = ({ phase, x, y, size }: { phase: Phase; x: number; y: number; size: number }) => (
  <svg x={x} y={y} width={size} height={size} viewBox="0 0 16 16" class={`mark phase-${phase}`} aria-hidden="true">
    <rect class="mark-ground" width="16" height="16" rx="4" />
    <path class="mark-line" d={phaseLooks[phase].mark} />
  </svg>
);

/** The same beside text. */
export const PhaseBadge = ({ phase, text = phase }: { phase: Phase; text?: string }) => (
  <span class={`badge phase-${phase}`}>
    <PhaseMark phase={phase} x={0} y={0} size={16} />
    {text}
  </span>
);
