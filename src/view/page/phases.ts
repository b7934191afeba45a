import type { Phase } from '../../audit/phases.ts';

interface PhaseLook {
  /** What it means, a few words. */
  readonly text: string;
  /** A mark in a square of 16 by 16, drawn with round strokes. */
  readonly mark: string;
}

/** What the page says and shows of each phase. */
export const phaseLooks: Readonly<Record<Phase, PhaseLook>> = {
  Waiting: { text: 'waits for its turn', mark: 'M8 4v4l2.5 2 M8 2.2a5.8 5.8 0 1 0 .01 0' },
  Preparing: { text: 'validates and creates its Job', mark: 'M4 4.5h8 M4 8h8 M4 11.5h5' },
  Starting: { text: 'waits for its pod', mark: 'M8 12.5v-9 M4.5 7L8 3.5 11.5 7' },
  Injecting: { text: 'injects the fault', mark: 'M9 2.5L4.5 9H8l-1 4.5L11.5 7H8z' },
  Reading: { text: 'reads the ChaosResult', mark: 'M3 8s2-4 5-4 5 4 5 4-2 4-5 4-5-4-5-4z M8 7.5v1' },
  Cleaning: { text: 'cleans up', mark: 'M5 5.5v7h6v-7 M3.5 5.5h9 M6.5 5.5v-2h3v2' },
  Retrying: { text: 'is tried again soon', mark: 'M12.5 8a4.5 4.5 0 1 1-1.4-3.2 M12.5 2.8v2.7H9.8' },
  Pass: { text: 'passed', mark: 'M3.5 8.5l3 3 6-7' },
  Fail: { text: 'failed: the hypothesis did not hold', mark: 'M4.5 4.5l7 7 M11.5 4.5l-7 7' },
  Error: { text: 'ended with an error of the tool', mark: 'M8 3.5v5.5 M8 12v.3' },
  Stopped: { text: 'was stopped', mark: 'M5 5h6v6H5z' },
  Skipped: { text: 'was skipped', mark: 'M4 4.5L7.5 8 4 11.5 M8.5 4.5L12 8l-3.5 3.5' },
};
