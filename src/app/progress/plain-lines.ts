import { nameOfToday } from '../../../machines/supervisor/earlier.ts';
import { followsPlan } from '../../../machines/supervisor/run-end.ts';
import { leftByAttempt } from '../../audit/left-behind.ts';
import { isRetried } from '../../audit/phases.ts';
import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import { pauseAnnotation } from '../../model/batch/pause.ts';
import { atOnceText } from '../../model/plan/at-once-text.ts';
import type { AuditRecord, JsonValue } from '../../model/progress/record.ts';
import { counted } from '../../model/text/counted.ts';
import { durationText } from '../../model/text/duration.ts';
import { plainLine } from '../../model/text/plain-text.ts';

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const runLine = ({ data }: AuditRecord, model: RunModel): string | undefined => {
  const name = `run ${model.runId} of ${model.namespace}/${model.engine}`;
  // Why it is so stands in the log, which is shown beside these lines.
  if (data.event.type !== 'OPENED') return undefined;
  switch (data.event.run) {
    case 'Resume':
      return `${name} goes on where another process left it`;
    case 'Adopt':
      return `${name} is adopted`;
    default:
      return `${name} begins`;
  }
};

const supervisorLine = ({ data }: AuditRecord, model: RunModel): string | undefined => {
  const { plan } = model;
  if (data.event.type === 'xstate.init' && plan !== undefined) {
    const all = plan.iterations.length > 1 ? ` in ${counted(plan.iterations.length, 'iteration')}` : '';
    const seed = plan.seed === undefined ? '' : `, seed ${plan.seed}`;
    return `${counted(plan.steps.length, 'step')}${all}${seed}, ${atOnceText(plan, model.engine)}`;
  }
  if (data.event.type === 'PAUSE')
    return `held by the annotation ${pauseAnnotation}: what runs goes on, nothing new starts until it is taken away`;
  if (data.event.type === 'RESUME' && data.to === 'Iterating.Paused')
    return `still held by the annotation ${pauseAnnotation}, as far as is known: nothing new starts until it is taken away`;
  if (data.event.type === 'CONTINUE') return 'held no more: goes on';
  if (data.to === 'Aborting' && data.from !== 'Aborting') return `aborting: ${data.reason ?? ''}`;
  const [from = '', to] = [data.from, data.to].map((state) => state && nameOfToday(state));
  if (to !== from && (to === 'Iterating.Draining' || to === 'Iterating.CuttingShort'))
    return 'nothing more is started in this iteration';
  if (followsPlan(to ?? '') && !from.startsWith('Iterating') && (plan?.iterations.length ?? 1) > 1)
    return `iteration ${data.iteration ?? 1} of ${plan?.iterations.length} begins`;
  return undefined;
};

const attemptOf = (model: RunModel, { subject, data }: AuditRecord): AttemptView | undefined =>
  model.attempts.findLast(
    ({ id, iteration, attempt }) =>
      id === subject && iteration === (data.iteration ?? 1) && attempt === (data.attempt ?? 1),
  );

const endLine = (attempt: AttemptView, model: RunModel): string => {
  const { outcome = 'Error', startedAt, endedAt = startedAt, reason = '' } = attempt;
  const again = isRetried(model, attempt) ? ' It will be tried again.' : '';
  const took = attempt.attempt > 0 ? ` after ${durationText(endedAt - startedAt)}` : '';
  const said = `${outcome}${took}${reason === '' ? '' : `: ${reason}`}`;
  const left = leftByAttempt(model, attempt).join(' ');
  return `${left === '' ? said : `${said.replace(/\.$/, '')}. ${left}`}${again}`;
};

/** What every pod waits for on its way. */
const usual: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

const experimentLine = (record: AuditRecord, model: RunModel): string | undefined => {
  const { event, to, job } = record.data;
  const attempt = attemptOf(model, record);
  if (to === 'Verdict' && attempt !== undefined) return endLine(attempt, model);
  switch (event.type) {
    case 'JOB_CREATED':
      return `Job ${job?.name ?? ''} ${event.adopted === true ? 'adopted' : 'created'}`;
    case 'MAIN_STARTED':
      return `running in pod ${textOf(event.pod)}`;
    case 'JOB_HELD':
      return `waits: ${textOf(event.reason)}`;
    case 'POD_WAITING':
      return usual.has(textOf(event.reason)) ? undefined : `has not started yet: ${textOf(event.reason)}`;
    default:
      return undefined;
  }
};

/**
 * One line for people where the record is a meaningful change, else undefined. The model has taken the record in already.
 * No colours, no line feed.
 */
export const lineOf = (record: AuditRecord, model: RunModel): string | undefined => {
  const { machine } = record.data;
  const said =
    machine === 'runner' || machine === 'run'
      ? runLine(record, model)
      : machine === 'supervisor'
        ? supervisorLine(record, model)
        : experimentLine(record, model);
  if (said === undefined) return undefined;
  const { iteration = 1, attempt = 1 } = record.data;
  const many = (model.plan?.iterations.length ?? 1) > 1 ? ` #${iteration}` : '';
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  return plainLine(machine === 'experiment' ? `${record.subject ?? ''}${many}${again}: ${said}` : said);
};
