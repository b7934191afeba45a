import { innermost } from '../../../machines/state-path.ts';
import type { RunModel } from '../../audit/run-model.ts';
import { durationText } from '../../model/text/duration.ts';
import { PhaseBadge } from './phase-badge.tsx';
import type { Select } from './selection.ts';
import type { Connection } from './source.ts';
import { dateTime } from './text.ts';

export interface RunHeaderProps {
  readonly model: RunModel;
  readonly runs: readonly string[];
  readonly connection: Connection;
  /** More records may come. */
  readonly live: boolean;
  readonly now: number;
  /** An earlier moment than the last one is shown. */
  readonly looksBack: boolean;
  readonly select: Select;
}

const standing = ({ outcome, supervisor, aborted }: RunModel) => {
  if (outcome !== undefined) return <PhaseBadge phase={outcome} />;
  if (aborted !== undefined) return <PhaseBadge phase="Stopped" text="Being stopped" />;
  return <PhaseBadge phase="Injecting" text={supervisor.state === '' ? 'Beginning' : innermost(supervisor.state)} />;
};

const Link = ({ connection, live, looksBack }: Pick<RunHeaderProps, 'connection' | 'live' | 'looksBack'>) => {
  if (connection === 'lost')
    return (
      <span class="link lost" role="status">
        Connection lost, trying again
      </span>
    );
  return (
    <span class={`link ${live && !looksBack ? 'live' : 'ended'}`} role="status">
      {looksBack ? 'Looking back' : live ? 'Live' : connection === 'file' ? 'Report' : 'Ended'}
    </span>
  );
};

/** Which run this is and how it stands. */
export const RunHeader = ({ model, runs, connection, live, now, looksBack, select }: RunHeaderProps) => {
  const { namespace, engine, runId, startedAt, iteration, plan, endedAt } = model;
  const iterations = plan?.iterations.length ?? 1;
  return (
    <header class="run">
      <div class="who">
        <h1>
          <span class="soft">{namespace} /</span> {engine}
        </h1>
        {standing(model)}
        <Link connection={connection} live={live} looksBack={looksBack} />
      </div>
      <dl>
        <dt>Run</dt>
        <dd>
          {runs.length < 2 ? (
            runId
          ) : (
            <select
              aria-label="Run"
              value={runId}
              onChange={(event) => select({ run: event.currentTarget.value, at: undefined, record: undefined })}
            >
              {runs.map((run) => (
                <option key={run} value={run}>
                  {run}
                </option>
              ))}
            </select>
          )}
        </dd>
        <dt>Began</dt>
        <dd>{startedAt === undefined ? 'unknown' : dateTime(startedAt)}</dd>
        <dt>{endedAt === undefined ? 'Runs for' : 'Took'}</dt>
        <dd>{durationText((endedAt ?? now) - (startedAt ?? now))}</dd>
        {iterations < 2 ? null : (
          <>
            <dt>Iteration</dt>
            <dd>
              {iteration} of {iterations}
            </dd>
          </>
        )}
        {plan?.seed === undefined ? null : (
          <>
            <dt>Seed</dt>
            <dd>{plan.seed}</dd>
          </>
        )}
      </dl>
    </header>
  );
};
