import * as E from 'fp-ts/Either';
import { durationText } from '../../model/text/duration.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Connection } from '../credentials/connection.ts';
import type { ClusterError } from '../error.ts';
import type { Call } from '../port.ts';
import type { Precedents } from '../precedents.ts';
import { nextWait, parseRetryAfter, type Retry } from '../retry.ts';
import type { Gate, Heard, Lane } from './gate.ts';
import { linkSignals } from './linked-signal.ts';
import { sayTarget, type Target } from './request-path.ts';
import { type Refusal, refusalOf } from './status-error.ts';
import type { Exchange, Reply, Transport } from './transport.ts';
import type { TransportFailure } from './transport-failure.ts';
import { eachOnce, type ServerWarning, warningTexts } from './warnings.ts';

/** How long transient failures are tried again when the call does not say. */
const defaultPatienceMs = 30_000;

/** Kept connections that turn out to be closed are replaced at once, this many times in one call. */
const staleConnections = 4;

export interface Request extends Pick<Exchange, 'method' | 'path' | 'headers' | 'body'> {
  readonly target: Target;
  readonly lane: Lane;
  /** The object in the body, where the target does not name it. */
  readonly named?: string;
}

/** Makes of an answer with status 2xx what was asked for; a part of one, or something else, is `Malformed`. */
type Read<A> = (target: Target, reply: Reply) => E.Either<ClusterError, A>;

export interface CallerDeps {
  readonly connection: Connection;
  readonly transport: Transport;
  readonly gate: Gate;
  readonly precedents: Precedents;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly onRetry?: (retry: Retry) => void;
  /** Told of each text once. */
  readonly onWarning?: (warning: ServerWarning) => void;
}

interface Missed extends Refusal {
  /** The server had closed the kept connection before it saw the request. */
  readonly stale?: boolean;
  /** The server does not accept who we are: what we remember of credentials may be out of date. */
  readonly unknownToServer?: boolean;
  /** No answer came. */
  readonly unanswered?: boolean;
  /** The server has said that it is too much. */
  readonly tooMuch?: boolean;
}

type Answer<A> = Promise<E.Either<ClusterError, A>>;

/** Carries requests to the server: through the gate, with credentials, again where that makes sense. */
export interface Caller {
  /** What was read of an answer with status 2xx, or the error that was left when patience ran out. */
  readonly call: <A>(request: Request, read: Read<A>, call?: Call) => Answer<A>;
  /** One attempt whose answer comes in pieces. */
  readonly stream: (request: Request, onText: (text: string) => void, signal: AbortSignal) => Answer<Reply>;
  /** As `Cluster.serverTime`. */
  readonly serverTime: () => number | undefined;
  readonly close: () => void;
}

const failed = (target: Target, failure: TransportFailure): Refusal => ({
  error: { is: 'Unavailable', message: `${sayTarget(target)}: ${failure.message}`, cause: failure.cause },
  transient: failure.transient,
});

const unread = (error: ClusterError): Refusal => ({ error, transient: false });

/** What an exchange tells of how much the server bears. */
const heardOf = ({ target }: Request, answer: E.Either<Missed, unknown>): Heard => {
  const { verb, resource, subresource } = target;
  const what = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
  if (E.isRight(answer)) return { what, isAnswered: true };
  const { unanswered, tooMuch, retryAfterSeconds } = answer.left;
  const isAnswered = unanswered !== true;
  if (tooMuch !== true) return { what, isAnswered };
  return {
    what,
    isAnswered,
    refused: retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 },
  };
};

const asItIs: Read<Reply> = (_, reply) => E.right(reply);

const giveUp = (error: ClusterError, attempts: number, elapsedMs: number): ClusterError =>
  attempts < 2 ? error : { ...error, message: `${error.message} (${attempts} attempts in ${durationText(elapsedMs)})` };

const laneOf = ({ lane }: Request, { urgent, leisurely }: Call): Lane =>
  urgent === true ? 'urgent' : leisurely === true ? 'leisurely' : lane;

/** Makes a caller. `close` ends every call under way with `Cancelled`. */
export const createCaller = (deps: CallerDeps): Caller => {
  const { connection, transport, gate, precedents, clock } = deps;
  const closing = new AbortController();
  /** Set by an answer 401: what we remember of credentials is no longer true. */
  let refused = false;
  /** What an answer said of the server's time, and when by our clock. */
  let told: { readonly date: number; readonly at: number } | undefined;
  const once = eachOnce((warning) => deps.onWarning?.(warning));

  const warned = ({ target, named }: Request, { mask, onWarning }: Call, header: string): void => {
    const name = target.name ?? named;
    const request = sayTarget(name === undefined ? target : { ...target, name });
    for (const written of warningTexts(header)) {
      const text = mask?.(written) ?? written;
      if (onWarning === undefined) once({ text, request }, name);
      else onWarning(text);
    }
  };

  const cancelled = (target: Target): E.Either<ClusterError, never> =>
    E.left({ is: 'Cancelled', message: `${sayTarget(target)}: cancelled` });

  /** One exchange, judged by what came before. `Missed` when it brought anything but a 2xx that can be read. */
  const attempt = async <A>(
    request: Request,
    read: Read<A>,
    options: Call,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<E.Either<Missed, A>> => {
    const reply = await exchanged(request, options, signal, onText);
    const answer = E.isRight(reply) ? E.mapLeft(unread)(read(request.target, reply.right)) : reply;
    if (E.isRight(answer)) precedents.answered(request.target);
    return E.isLeft(answer) ? E.left({ ...answer.left, ...precedents.judge(request.target, answer.left) }) : answer;
  };

  const exchanged = async (
    request: Request,
    options: Call,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<E.Either<Missed, Reply>> => {
    const fresh = refused;
    refused = false;
    const credentials = await connection.credentials(fresh);
    if (E.isLeft(credentials)) {
      const message = `${sayTarget(request.target)}: ${credentials.left.message}`;
      return E.left({ error: { is: 'Unauthorized', message }, transient: false });
    }
    const onWarning = (header: string): void => warned(request, options, header);
    const reply = await transport.send({ ...request, credentials: credentials.right, signal, onWarning }, onText);
    if (E.isLeft(reply))
      return E.left({ ...failed(request.target, reply.left), stale: reply.left.staleConnection, unanswered: true });
    const { status } = reply.right;
    const date = Date.parse(reply.right.headers.date ?? '');
    if (status >= 200 && status < 300) {
      // What answers in the server's place, with an error, may have a clock of its own.
      if (Number.isFinite(date)) told = { date, at: clock.elapsed() };
      return reply;
    }
    if (status === 401) refused = true;
    const refusal = refusalOf(request.target, status, reply.right.body);
    const answered = Number.isFinite(date) ? date : clock.now();
    const header = parseRetryAfter(reply.right.headers['retry-after'], answered);
    return E.left({
      ...refusal,
      unknownToServer: status === 401,
      // A 503 without Retry-After is of a server that is not there, and passes as soon as it is.
      tooMuch: status === 429 || (status === 503 && (header ?? refusal.retryAfterSeconds) !== undefined),
      ...(header === undefined ? {} : { retryAfterSeconds: header / 1000 }),
    });
  };

  /** `waits`: fires with `signal`, or when nothing more is to be sent. */
  const call = async <A>(
    request: Request,
    read: Read<A>,
    options: Call,
    signal: AbortSignal,
    waits: AbortSignal,
  ): Answer<A> => {
    const started = clock.elapsed();
    const patienceMs = options.patienceMs ?? defaultPatienceMs;
    let stale = 0;
    let renewed = false;
    let failures = 0;
    let last: ClusterError | undefined;
    for (;;) {
      const leave = await gate.enter(laneOf(request, options), waits);
      if (leave === undefined) return last === undefined || signal.aborted ? cancelled(request.target) : E.left(last);
      const answer = await attempt(request, read, options, signal);
      leave(heardOf(request, answer));
      if (E.isRight(answer)) return answer;
      if (signal.aborted) return cancelled(request.target);
      const { error, transient, unknownToServer, retryAfterSeconds, stale: wasStale } = answer.left;
      last = error;
      if (wasStale === true && stale < staleConnections) {
        stale += 1;
        continue;
      }
      if (unknownToServer === true && connection.renewal !== 'never' && !renewed) {
        renewed = true;
        continue;
      }
      const awaited = unknownToServer === true && connection.renewal === 'awaited';
      const elapsedMs = clock.elapsed() - started;
      failures += 1;
      const retryAfterMs = (retryAfterSeconds ?? 0) * 1000;
      const asked = { attempt: failures - 1, elapsedMs, patienceMs, retryAfterMs };
      const waitMs = transient || awaited ? nextWait({ ...asked, random: deps.random() }) : undefined;
      if (waitMs === undefined) return E.left(giveUp(error, failures, elapsedMs));
      const retry = { request: sayTarget(request.target), attempt: failures, elapsedMs, waitMs, error };
      deps.onRetry?.(retry);
      options.onRetry?.(retry);
      await sleep(clock, waitMs, waits);
    }
  };

  return {
    call: async (request, read, options = {}) => {
      const linked = linkSignals(closing.signal, options.signal);
      const waits = options.noMore === undefined ? linked : linkSignals(linked.signal, options.noMore);
      const answer = await call(request, read, options, linked.signal, waits.signal);
      waits.unlink();
      linked.unlink();
      return answer;
    },
    stream: async (request, onText, signal) => {
      const linked = linkSignals(closing.signal, signal);
      const leave = await gate.enter(request.lane, linked.signal);
      // The slot is given back at once: a watch lasts for minutes, and slots are for exchanges that end.
      leave?.();
      const answer = leave && (await attempt(request, asItIs, {}, linked.signal, onText));
      linked.unlink();
      if (answer === undefined || (E.isLeft(answer) && linked.signal.aborted)) return cancelled(request.target);
      return E.mapLeft(({ error }: Missed) => error)(answer);
    },
    serverTime: () => (told === undefined ? undefined : told.date + Math.max(0, clock.elapsed() - told.at)),
    close: () => closing.abort(),
  };
};
