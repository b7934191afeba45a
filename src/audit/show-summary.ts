import type { AuditRecord } from '../model/progress/record.ts';
import { type AttemptView, foldRecords, type RunModel, runIdOf } from './run-model.ts';
import { type ShowFilter, summaryOf } from './show.ts';
import { countsText, manySteps, table } from './table.ts';

/** How large a terminal is. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** How each step ended in each iteration, or where it stands. */
const lastAttempts = ({ attempts }: RunModel): readonly AttemptView[] => [
  ...new Map(attempts.map((attempt) => [`${attempt.id}/${attempt.iteration}`, attempt])).values(),
];

const kindOf = ({ outcome }: AttemptView): string => outcome ?? 'not ended';

/** What failed first, then what has not ended, then what was skipped. */
const notPassed = (ends: readonly AttemptView[]): readonly AttemptView[] => {
  const failed = ends.filter(({ outcome }) => outcome === 'Error' || outcome === 'Fail' || outcome === 'Stopped');
  const open = ends.filter(({ outcome }) => outcome === undefined);
  const skipped = ends.filter(({ outcome }) => outcome === 'Skipped');
  return [...failed, ...open, ...skipped];
};

const rowOf = (attempt: AttemptView): readonly string[] => [
  new Date(attempt.startedAt).toISOString().slice(11, 19),
  `${attempt.id} ${attempt.iteration}/${attempt.attempt}`,
  attempt.outcome ?? `in ${attempt.state}`,
  attempt.reason ?? '',
];

const runText = (model: RunModel, { columns, rows }: Screen): string => {
  const ends = lastAttempts(model);
  const wanted = notPassed(ends);
  const passed = ends.filter(({ outcome }) => outcome === 'Pass');
  const head = `${summaryOf(model)}\n${ends.length} steps: ${countsText([...wanted, ...passed].map(kindOf))}.`;
  const height = head.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
  // Beside them: the heading and the line of the others.
  const shown = wanted.slice(0, Math.max(3, rows - height - 2));
  const others = wanted.slice(shown.length);
  return [
    head,
    ...(shown.length === 0 ? [] : [table(['BEGAN', 'STEP', 'OUTCOME', 'WHY'], shown.map(rowOf), columns, 3)]),
    ...(others.length === 0 ? [] : [`… and ${countsText(others.map(kindOf))}`]),
  ].join('\n');
};

/**
 * A screen for people in place of a table that is too long to be read: how a large run ended, how many steps ended how, what
 * did not pass as far as there is room, and how to see more. Undefined: the table is asked for by a filter, or short enough.
 */
export const summarizeLong = (
  records: readonly AuditRecord[],
  { runId, ...filter }: ShowFilter,
  screen: Screen,
): string | undefined => {
  if (Object.values(filter).some((wanted) => wanted !== undefined)) return undefined;
  const runIds = [...new Set(records.map(runIdOf))].filter((one) => runId === undefined || one === runId);
  const models = runIds.flatMap((one) => foldRecords(records, one) ?? []);
  if (models.reduce((sum, { attempts }) => sum + attempts.length, 0) <= manySteps) return undefined;
  const more = [
    `All ${records.length} records: --all, or through a pipe. Of one step: --step ID. Of what ended so: --outcome Fail.`,
    'Every step in a table: chaos-runner report',
  ];
  const below = more.reduce((sum, line) => sum + Math.ceil(line.length / screen.columns), 1);
  const rows = Math.floor((screen.rows - below) / models.length);
  return `${[...models.map((model) => runText(model, { ...screen, rows })), ...more].join('\n')}\n`;
};
