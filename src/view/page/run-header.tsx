import { innermost } from '../../../machines/state-path.ts';
import type { RunModel } from '../../audit/run-model.ts';
import { durationText } from '../../model/text/duration.ts';
import { Fact } from './fact.tsx';
import { PhaseBadge } from './phase-badge.tsx';
import type { Shown } from './shown.ts';
import { dateTime } from './text.ts';

export type RunHeaderProps = Pick<Shown, 'log' | 'model' | 'now' | 'count' | 'total' | 'select'>;

const standing = ({ outcome, supervisor, aborted }: RunModel) => {
  if (outcome !== undefined) return <PhaseBadge phase={outcome} />;
  if (aborted !== undefined) return <PhaseBadge phase="Stopped" text="Being stopped" />;
  return <PhaseBadge phase="Injecting" text={supervisor.state === '' ? 'Beginning' : innermost(supervisor.state)} />;
};

const Link = ({ log: { connection, state }, count, total }: Pick<Shown, 'log' | 'count' | 'total'>) => {
  const [live, looksBack] = [state.live, count < total];
  const isLost = connection === 'lost';
  const text = looksBack ? 'Looking back' : live ? 'Live' : connection === 'file' ? 'Report' : 'Ended';
  return (
    <span class={`link ${isLost ? 'lost' : live && !looksBack ? 'live' : 'ended'}`} role="status">
      {isLost ? 'Connection lost, trying again' : text}
    </span>
  );
};

/** Which run this is and how it stands. */
export const RunHeader = ({ log, model, now, count, total, select }: RunHeaderProps) => {
  const runs = [...log.runs.keys()];
  const { namespace, engine, runId, startedAt, iteration, plan, endedAt } = model;
  const iterations = plan?.iterations.length ?? 1;
  return (
    <header class="run">
      <div class="who">
        <h1>
          <span class="soft">{namespace} /</span> {engine}
        </h1>
        {standing(model)}
        <Link {...{ log, count, total }} />
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
        <Fact name="Began" value={startedAt === undefined ? 'unknown' : dateTime(startedAt)} />
        <Fact
          name={endedAt === undefined ? 'Runs for' : 'Took'}
          value={durationText((endedAt ?? now) - (startedAt ?? now))}
        />
        <Fact name="Iteration" value={iterations < 2 ? undefined : `${iteration} of ${iterations}`} />
        <Fact name="Seed" value={plan?.seed} />
      </dl>
    </header>
  );
};
