import * as E from 'fp-ts/Either';
import { tryAgainForMs } from '../../machines/runner/bounds.ts';
import { type Clock, sleep } from '../cluster/clock.ts';
import { isNotFound } from '../cluster/error-predicates.ts';
import { defined } from '../model/json/json-object.ts';
import { endOfRow } from '../model/litmus/ended-row.ts';
import { type ChaosEngine, decodeEngineToEnd, type SeenRow } from '../model/litmus/engine.ts';
import { isStopped } from '../model/litmus/engine-end.ts';
import { type Outcome, outcomeOfRun } from '../model/litmus/outcome.ts';
import { isTerminal, type StatusRow } from '../model/litmus/row.ts';
import type { Checkpoint } from '../runner/checkpoint/checkpoint.ts';
import { exitCodeOf } from '../runner/run/finish.ts';
import { worstFacts } from '../runner/run/step-facts.ts';
import { checkpointOf, type EngineAt, stopEngine } from './engine-standing.ts';
import type { StepReport } from './progress/step-report.ts';
import type { View } from './progress/view.ts';
import type { RunResult } from './run-result.ts';
import { onInterrupts, type Terminal } from './terminal.ts';

export interface WatchEngine extends EngineAt<'get' | 'patch'> {
  readonly clock: Clock;
  readonly view: View;
  readonly terminal: Terminal;
}

const lookEveryMs = 1_000;

/** The step of a row; with a checkpoint of this runner also what only that tells. */
const stepOf = (row: SeenRow, checkpoint: Checkpoint | undefined): StepReport => {
  const plan = checkpoint?.supervisor.context.plan;
  const index = plan?.steps.findIndex(({ id }) => id === row.name) ?? -1;
  const kept = checkpoint?.facts[index];
  const facts = kept ? worstFacts(kept) : undefined;
  const { launchedAt, at = 0 } = facts ?? {};
  return {
    id: row.name,
    experiment: plan?.steps[index]?.experiment ?? row.name,
    iteration: facts?.iteration ?? 1,
    attempt: facts?.attempt ?? 1,
    outcome: endOfRow(row).outcome,
    status: (row.status ?? 'Skipped') as StatusRow['status'],
    verdict: (row.verdict ?? 'N/A') as StatusRow['verdict'],
    job: facts?.job ?? null,
    seconds: launchedAt === undefined ? 0 : Math.max(0, at - launchedAt) / 1000,
  };
};

/** What the rows of an engine tell of its run. */
const resultOfRows = (engine: ChaosEngine): RunResult => {
  const checkpoint = checkpointOf(engine);
  const steps = engine.status.experiments.map((row) => stepOf(row, checkpoint));
  const isAborted = engine.status.engineStatus === 'stopped';
  const outcome = outcomeOfRun(
    isAborted,
    steps.map((step) => step.outcome),
  );
  const { namespace = '', name } = engine.metadata;
  return { engine: `${namespace}/${name}`, runId: checkpoint?.runId ?? null, outcome, steps };
};

const rowsEnded = ({ status }: ChaosEngine): boolean =>
  status.experiments.length > 0 && status.experiments.every((row) => isTerminal(row.status));

/** Whether the operator has said its last word about the run: an engine that is to be run again still shows the one before. */
const hasEnded = (engine: ChaosEngine): boolean => {
  const { engineStatus } = engine.status;
  if (!isStopped(engine)) return false;
  return engineStatus === 'stopped' || (engineStatus === 'completed' && rowsEnded(engine));
};

/**
 * Follows an engine that an operator runs, by its rows, to its end. The first Ctrl-C stops the engine and waits for the
 * operator to clean up; the second one leaves at once.
 */
export const watchEngine = async (
  options: WatchEngine,
): Promise<{ readonly result: RunResult; readonly exitCode: number }> => {
  const { cluster, clock, namespace, name, view } = options;
  const shown = new Map<string, string>();
  const restore = onCtrlC(options);
  let last: ChaosEngine | undefined;
  const answer = (reason?: string) => {
    restore();
    const empty: RunResult = { engine: `${namespace}/${name}`, runId: null, outcome: 'Error', steps: [] };
    const result = { ...(last === undefined ? empty : resultOfRows(last)), ...defined({ reason }) };
    return { result, exitCode: exitCodeOf(result.outcome as Outcome) };
  };
  for (;;) {
    const read = await cluster.get('ChaosEngine', { namespace, name }, { patienceMs: tryAgainForMs });
    if (E.isLeft(read)) {
      const gone = isNotFound(read.left);
      return { ...answer(gone ? 'The engine was deleted.' : read.left.message), exitCode: gone ? 3 : 2 };
    }
    const engine = decodeEngineToEnd(read.right);
    if (E.isRight(engine)) {
      last = engine.right;
      for (const row of engine.right.status.experiments) {
        const line = `${row.name}: ${row.status ?? ''}${isTerminal(row.status) ? `, ${row.verdict ?? ''}` : ''}`;
        if (shown.get(row.name) === line) continue;
        shown.set(row.name, line);
        view.note(line);
      }
      if (hasEnded(engine.right)) return answer();
    }
    await sleep(clock, lookEveryMs);
  }
};

const onCtrlC = ({ cluster, namespace, name, view, terminal }: WatchEngine): (() => void) => {
  const stop = (): void => {
    view.note('Stopping the engine (engineState: stop): the operator cleans up. Press Ctrl-C again to leave at once.');
    void stopEngine({ cluster, namespace, name }).then((patched) => {
      if (E.isLeft(patched)) view.note(`error: the engine could not be stopped: ${patched.left.message}`);
    });
  };
  const leave = (): void => {
    terminal.stderr(`Left. The engine goes on stopping; look after it with: chaos-runner abort ${namespace}/${name}\n`);
    terminal.leave(3);
  };
  return onInterrupts(terminal, stop, leave);
};
