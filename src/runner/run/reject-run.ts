import * as E from 'fp-ts/Either';
import { isUnanswered } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { recordAt, recordsAt, textAt } from '../../model/json/json-object.ts';
import { showProblem } from '../../model/json/problem.ts';
import { decodeEngine } from '../../model/litmus/engine.ts';
import { rejectedRow } from '../../model/litmus/row.ts';
import { publishEvent } from '../publish/engine-event.ts';
import type { Finish } from './finish.ts';
import type { RunnerOptions } from './runner-options.ts';

export interface Rejection extends Pick<RunnerOptions, 'cluster' | 'clock' | 'log'> {
  readonly environment: { readonly namespace: string; readonly experiments: readonly string[] };
}

/**
 * Writes a terminal row and an event for every experiment, or one event where none has a name: nothing can be run. Without its
 * rows the engine would end as if nothing had been asked of it: where they cannot be written, the next process tries again.
 */
export const rejectRun = async (
  { cluster, clock, environment, log }: Rejection,
  engine: Pick<KubeObject, 'metadata'>,
  problems: readonly string[],
): Promise<Finish> => {
  const { name, namespace = environment.namespace, uid = '' } = engine.metadata;
  const at = clock.now();
  const said = problems.join('\n');
  const rows = environment.experiments.map((experiment) => rejectedRow({ name: experiment, engine: name, at }));
  const patched = await cluster.patch('ChaosEngine', { namespace, name }, { status: { experiments: rows } });
  const unwritten = E.isLeft(patched) ? patched.left : undefined;
  if (unwritten !== undefined) log.error({ cause: unwritten.message }, 'the status of the engine cannot be written');
  const reason = unwritten === undefined ? said : `${said}\nThat could not be written: ${unwritten.message}`;
  if (unwritten !== undefined && isUnanswered(unwritten)) return { is: 'TryAgain', reason };
  const told = environment.experiments.length === 0 ? [''] : new Set(environment.experiments);
  for (const experiment of told) {
    const what =
      experiment === ''
        ? 'Nothing of this ChaosEngine can be run.'
        : `Experiment Job creation failed, skipping Chaos Experiment: ${experiment}.`;
    const message = `${what} ${problems.join(' ')}`;
    const event = {
      engine: { name, namespace, uid },
      experiment,
      reason: 'ExperimentDependencyCheck',
      warning: true,
      message,
      at,
    };
    await publishEvent(cluster, event);
  }
  return { is: 'Rejected', reason, experiments: environment.experiments };
};

/**
 * Ends an engine whose runner was told something that makes no sense: trying again would not help, and others wait for the
 * engine to end. The rows are those of the engine's own entries.
 */
export const rejectEnvironment = async (
  { cluster, clock, log, named }: Omit<Rejection, 'environment'> & { named: { engine: string; namespace: string } },
  problems: readonly string[],
): Promise<Finish> => {
  const { namespace, engine: name } = named;
  const answer = await cluster.get('ChaosEngine', { namespace, name });
  if (E.isLeft(answer)) {
    const reason = `The ChaosEngine ${namespace}/${name} could not be read: ${answer.left.message}`;
    return { is: 'TryAgain', reason };
  }
  const engine = decodeEngine(answer.right);
  // Of an engine that cannot be read at least the names of its experiments may be.
  const experiments = recordsAt(recordAt(answer.right, 'spec'), 'experiments').flatMap(
    (entry) => textAt(entry, 'name') ?? [],
  );
  const all = E.isLeft(engine) ? [...problems, ...engine.left.map(showProblem)] : problems;
  return rejectRun({ cluster, clock, log, environment: { namespace, experiments } }, answer.right, all);
};
