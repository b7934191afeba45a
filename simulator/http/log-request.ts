/** `GET pods/NAME/log`: which lines of which container, and whether to go on. */
import * as E from 'fp-ts/Either';
import type { ContainerLogs, LogLine } from '../container-logs.ts';
import { at, listOf, stringOf } from '../json.ts';
import { resourceTypes } from '../resource-types.ts';
import type { KubeObject, Store } from '../store.ts';
import { bad } from '../validation/field-error.ts';
import { numberIn, timeIn } from './parameters.ts';
import { isTrue } from './request-info.ts';
import { type ApiError, badRequest, invalid, notFound } from './status.ts';

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

const numberOf = (
  query: URLSearchParams,
  key: string,
  pod: string,
  least: number,
): E.Either<ApiError, number | undefined> => {
  const read = numberIn(query, key);
  if (E.isLeft(read) || read.right === undefined || read.right >= least) return read;
  const rule = least === 0 ? 'must be greater than or equal to 0' : `must be greater than ${least - 1}`;
  return E.left(invalid('PodLogOptions', '', pod, [bad(key, read.right, rule)]));
};

const containerOf = (pod: KubeObject, wanted: string | null): E.Either<ApiError, string> => {
  const names = (key: string): readonly string[] => listOf(at(pod.spec, key)).map((one) => String(at(one, 'name')));
  const own = names('containers');
  const all = [...own, ...names('initContainers')];
  const { name } = pod.metadata;
  if (wanted)
    return all.includes(wanted)
      ? E.right(wanted)
      : E.left(badRequest(`container ${wanted} is not valid for pod ${name}`));
  const [only] = own;
  if (own.length === 1 && only !== undefined) return E.right(only);
  const init = names('initContainers');
  const also = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  return E.left(
    badRequest(`a container name must be specified for pod ${name}, choose one of: [${own.join(' ')}]${also}`),
  );
};

const waitingReasons: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: "image can't be pulled",
  ErrImageNeverPull: "image can't be pulled",
};

const unavailable = (pod: KubeObject, container: string, previous: boolean): ApiError | undefined => {
  const statuses = [...listOf(at(pod.status, 'containerStatuses')), ...listOf(at(pod.status, 'initContainerStatuses'))];
  const status = statuses.find((one) => at(one, 'name') === container);
  const { name } = pod.metadata;
  if (previous) {
    return at(status, 'lastState', 'terminated') === undefined
      ? badRequest(`previous terminated container "${container}" in pod "${name}" not found`)
      : undefined;
  }
  const waiting = at(status, 'state', 'waiting');
  if (waiting === undefined || at(status, 'lastState', 'terminated') !== undefined) return undefined;
  const reason = stringOf(at(waiting, 'reason')) ?? '';
  const why = waitingReasons[reason] ?? reason;
  return badRequest(`container "${container}" in pod "${name}" is waiting to start: ${why}`);
};

const cut = (text: string, bytes: number | undefined): string =>
  bytes === undefined ? text : Buffer.from(text).subarray(0, bytes).toString();

/** What the request shall be sent; the errors are those of the kubelet and the API server. */
export const readLog = (
  store: Store,
  logs: ContainerLogs,
  namespace: string,
  name: string,
  query: URLSearchParams,
  now: number,
): E.Either<ApiError, LogReading> => {
  const tail = numberOf(query, 'tailLines', name, 0);
  const limit = numberOf(query, 'limitBytes', name, 1);
  const seconds = numberOf(query, 'sinceSeconds', name, 1);
  if (E.isLeft(tail)) return tail;
  if (E.isLeft(limit)) return limit;
  if (E.isLeft(seconds)) return seconds;
  const time = timeIn(query, 'sinceTime');
  if (E.isLeft(time)) return time;
  const pod = store.get('pods', namespace, name);
  if (!pod) return E.left(notFound(resourceTypes.pods, name));
  const container = containerOf(pod, query.get('container'));
  if (E.isLeft(container)) return container;
  const previous = query.has('previous') && isTrue(query.get('previous'));
  const missing = unavailable(pod, container.right, previous);
  if (missing) return E.left(missing);
  const stamped = query.has('timestamps') && isTrue(query.get('timestamps'));
  const show = (line: LogLine): string => `${stamped ? `${nanoseconds(line.time)} ` : ''}${line.text}\n`;
  const from = time.right ?? (seconds.right === undefined ? 0 : now - seconds.right * 1000);
  const all = logs.read(namespace, name, container.right, previous).filter((line) => line.time >= from);
  const lines = tail.right === undefined ? all : tail.right === 0 ? [] : all.slice(-tail.right);
  return E.right({
    pod,
    container: container.right,
    follow: query.has('follow') && isTrue(query.get('follow')),
    text: cut(lines.map(show).join(''), limit.right),
    show,
  });
};

/** Whether the container will write nothing any more, so that a follower may leave. */
export const hasEnded = (pod: KubeObject | undefined, container: string): boolean => {
  if (pod === undefined) return true;
  const statuses = [...listOf(at(pod.status, 'containerStatuses')), ...listOf(at(pod.status, 'initContainerStatuses'))];
  const status = statuses.find((one) => at(one, 'name') === container);
  const phase = at(pod.status, 'phase');
  return at(status, 'state', 'terminated') !== undefined || phase === 'Succeeded' || phase === 'Failed';
};
