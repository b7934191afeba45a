/** `GET pods/NAME/log`: which lines of which container, and whether to go on. */
import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import type { ContainerLogs, LogLine } from '../container-logs.ts';
import { at, listOf, stringOf } from '../json.ts';
import { resourceTypes } from '../resource-types.ts';
import type { KubeObject } from '../store.ts';
import { bad } from '../validation/field-error.ts';
import { numberIn, timeIn } from './parameters.ts';
import { isTrue } from './request-info.ts';
import type { ObjectRequest, Rest } from './rest.ts';
import { type ApiError, badRequest, invalid, notFound, refusedBy } from './status.ts';

export interface LogReading {
  readonly pod: KubeObject;
  readonly container: string;
  readonly follow: boolean;
  /** What has been written so far. */
  readonly text: string;
  /** The text of a later line. */
  readonly show: (line: LogLine) => string;
}

const nanoseconds = (time: number): string => `${new Date(time).toISOString().slice(0, -1)}000000Z`;

type Numbered = E.Either<ApiError, number | undefined>;

const numberOf = ({ query, name = '' }: ObjectRequest, key: string, least: number): Numbered => {
  const read = numberIn(query, key);
  if (E.isLeft(read) || read.right === undefined || read.right >= least) return read;
  const rule = least === 0 ? 'must be greater than or equal to 0' : `must be greater than ${least - 1}`;
  return E.left(invalid('PodLogOptions', '', name, [bad(key, read.right, rule)]));
};

const containerOf = (pod: KubeObject, wanted: string | null): E.Either<ApiError, string> => {
  const names = (key: string): readonly string[] => listOf(at(pod.spec, key)).map((one) => String(at(one, 'name')));
  const own = names('containers');
  const init = names('initContainers');
  const { name } = pod.metadata;
  if (wanted)
    return [...own, ...init].includes(wanted)
      ? E.right(wanted)
      : E.left(badRequest(`container ${wanted} is not valid for pod ${name}`));
  const [only] = own;
  if (own.length === 1 && only !== undefined) return E.right(only);
  const also = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  return E.left(
    badRequest(`a container name must be specified for pod ${name}, choose one of: [${own.join(' ')}]${also}`),
  );
};

const unpulled = ['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull'];

const statusOf = (pod: KubeObject, container: string): unknown => {
  const statuses = [...listOf(at(pod.status, 'containerStatuses')), ...listOf(at(pod.status, 'initContainerStatuses'))];
  return statuses.find((one) => at(one, 'name') === container);
};

const unavailable = (pod: KubeObject, container: string, previous: boolean): ApiError | undefined => {
  const status = statusOf(pod, container);
  const { name } = pod.metadata;
  if (previous) {
    return at(status, 'lastState', 'terminated') === undefined
      ? badRequest(`previous terminated container "${container}" in pod "${name}" not found`)
      : undefined;
  }
  const waiting = at(status, 'state', 'waiting');
  if (waiting === undefined || at(status, 'lastState', 'terminated') !== undefined) return undefined;
  const reason = stringOf(at(waiting, 'reason')) ?? '';
  const why = unpulled.includes(reason) ? "image can't be pulled" : reason;
  return badRequest(`container "${container}" in pod "${name}" is waiting to start: ${why}`);
};

/** What the request shall be sent; the errors are those of the kubelet and the API server. */
export const readLog = (
  { store, now }: Rest,
  logs: ContainerLogs,
  request: ObjectRequest,
): E.Either<ApiError, LogReading> => {
  const { namespace = '', name = '', query } = request;
  const previous = isTrue(query.get('previous'));
  const stamped = isTrue(query.get('timestamps'));
  const show = (line: LogLine): string => `${stamped ? `${nanoseconds(line.time)} ` : ''}${line.text}\n`;
  return pipe(
    E.Do,
    E.bind('tail', () => numberOf(request, 'tailLines', 0)),
    E.bind('limit', () => numberOf(request, 'limitBytes', 1)),
    E.bind('seconds', () => numberOf(request, 'sinceSeconds', 1)),
    E.bind('time', () => timeIn(query, 'sinceTime')),
    E.bind('pod', () => E.fromNullable(notFound(resourceTypes.pods, name))(store.get('pods', namespace, name))),
    E.bind('container', ({ pod }) => containerOf(pod, query.get('container'))),
    E.chainFirst(({ pod, container }) => refusedBy(unavailable(pod, container, previous))),
    E.map(({ tail, limit, seconds, time, pod, container }) => {
      const from = time ?? (seconds === undefined ? 0 : now() - seconds * 1000);
      const all = logs.read(namespace, name, container, previous).filter((line) => line.time >= from);
      const lines = all.slice(tail === undefined ? 0 : Math.max(0, all.length - tail));
      const text = Buffer.from(lines.map(show).join('')).subarray(0, limit).toString();
      return { pod, container, follow: isTrue(query.get('follow')), text, show };
    }),
  );
};

/** Whether the container will write nothing any more, so that a follower may leave. */
export const hasEnded = (pod: KubeObject | undefined, container: string): boolean => {
  if (pod === undefined) return true;
  const phase = at(pod.status, 'phase');
  const isTerminated = at(statusOf(pod, container), 'state', 'terminated') !== undefined;
  return isTerminated || phase === 'Succeeded' || phase === 'Failed';
};
