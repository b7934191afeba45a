import type { ExperimentContext } from '../../machines/experiment/experiment-types.ts';
import { type Explored, type Step, stateOf } from './paths.ts';

type Params = Readonly<Record<string, unknown>>;

/** An effect in a word or two: what it is, and the parameters that the table of transitions tells of. */
const effectText = ({ type, params }: Step['effects'][number]): string => {
  const { reason, deadlines, removeJob, removeHelpers, tailOf, outcome } = (params ?? {}) as Params;
  switch (type) {
    case 'publishEvent':
      return `event:${reason}`;
    case 'observe':
    case 'awaitLaunch':
      return `${type}(${Object.keys(deadlines as object)})`;
    case 'cleanUp':
      return `cleanUp(${[removeJob ? 'job' : '', removeHelpers ? 'helpers' : '', tailOf === undefined ? '' : 'log'].filter(Boolean)})`;
    case 'reportOutcome':
    case 'reportEnd':
      return `${type}(${outcome})`;
    default:
      return type;
  }
};

/** What of the context decides where more than one way leads on. */
const situation = ({ before, told, effects }: Step): string => {
  const { launch, unclean, cleanUp, end, timeoutMs, injected = [] } = before.context as ExperimentContext;
  const outcome = end?.outcome;
  const state = stateOf(before);
  const asks =
    ['STATUS_RECORDED', 'CLEANED'].includes(told.event.type) ||
    (state === 'CleaningUp.Deleting' && told.name === 'RESUME');
  if (asks) {
    if (launch === undefined) return ` (${outcome}, no Job)`;
    const marks = injected.length > 0 && told.name !== 'RESUME' ? ', injected' : '';
    if (unclean) return ` (${outcome}, unclean${marks})`;
    return launch.launchedAt === undefined ? ` (${outcome}, not launched)` : ` (${outcome}, ${cleanUp}${marks})`;
  }
  return timeoutMs !== undefined && effects.some(({ type }) => type === 'observe') ? ' (timed)' : '';
};

const endText = ({ before, after }: Step): string => {
  if (stateOf(before).startsWith('CleaningUp') || !stateOf(after).startsWith('CleaningUp')) return '';
  const { end, unclean } = after.context as ExperimentContext;
  return ` as ${end?.outcome} ${end?.ending}${unclean ? ' unclean' : ''}`;
};

/** Every step that does anything, as a line; sorted, each once. */
export const linesOf = ({ steps }: Explored): readonly string[] => {
  const lines = steps.flatMap((step) => {
    const [from, to] = [stateOf(step.before), stateOf(step.after)];
    if (from === to && step.effects.length === 0) return [];
    const effects = step.effects.map(effectText).join(' ');
    return [`${from} ${step.told.name}${situation(step)} -> ${to}${endText(step)}: ${effects}`];
  });
  return [...new Set(lines)].sort();
};
