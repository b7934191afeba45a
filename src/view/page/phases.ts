import type { Phase } from '../../audit/phases.ts';

/** What each phase means, a few words. */
export const phaseTexts: Readonly<Record<Phase, string>> = {
  Waiting: 'waits for its turn',
  Preparing: 'validates and creates its Job',
  Starting: 'waits for its pod',
  Injecting: 'injects the fault',
  Reading: 'reads the ChaosResult',
  Cleaning: 'cleans up',
  Retrying: 'is tried again soon',
  Pass: 'passed',
  Fail: 'failed: the hypothesis did not hold',
  Error: 'ended with an error of the tool',
  Stopped: 'was stopped',
  Skipped: 'was skipped',
};

/** Marks in a square of 16 by 16, drawn with round strokes. */
export const phaseMarks: Readonly<Record<Phase, string>> = {
  Waiting: 'M8 4v4l2.5 2 M8 2.2a5.8 5.8 0 1 0 .01 0',
  Preparing: 'M4 4.5h8 M4 8h8 M4 11.5h5',
  Starting: 'M8 12.5v-9 M4.5 7L8 3.5 11.5 7',
  Injecting: 'M9 2.5L4.5 9H8l-1 4.5L11.5 7H8z',
  Reading: 'M3 8s2-4 5-4 5 4 5 4-2 4-5 4-5-4-5-4z M8 7.5v1',
  Cleaning: 'M5 5.5v7h6v-7 M3.5 5.5h9 M6.5 5.5v-2h3v2',
  Retrying: 'M12.5 8a4.5 4.5 0 1 1-1.4-3.2 M12.5 2.8v2.7H9.8',
  Pass: 'M3.5 8.5l3 3 6-7',
  Fail: 'M4.5 4.5l7 7 M11.5 4.5l-7 7',
  Error: 'M8 3.5v5.5 M8 12v.3',
  Stopped: 'M5 5h6v6H5z',
  Skipped: 'M4 4.5L7.5 8 4 11.5 M8.5 4.5L12 8l-3.5 3.5',
};
