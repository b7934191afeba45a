import * as E from 'fp-ts/Either';
import type { Log } from '../runner/log.ts';
import type { Inspecting } from './inspect-server.ts';

/**
 * The inspector page of a runner in its pod, where RUNNER_INSPECT_PORT asks for one: on the pod's loopback, for
 * `kubectl port-forward`. Whatever is wrong with it is logged: a page is never a reason not to run.
 */
export const podInspector = async (
  port: string | undefined,
  origin: string,
  log: Log,
): Promise<Inspecting | undefined> => {
  if (port === undefined || port === '') return undefined;
  const number = Number(port);
  if (!/^\d{1,5}$/.test(port) || number < 1 || number > 65_535) {
    log.warn({ RUNNER_INSPECT_PORT: port }, 'expected a port from 1 to 65535: there is no inspector page');
    return undefined;
  }
  const { inspectServer } = await import('./inspect-server.ts');
  const served = await inspectServer({ port: number, origin });
  if (E.isLeft(served)) {
    log.warn({ cause: served.left }, 'there is no inspector page');
    return undefined;
  }
  log.info({ url: served.right.url }, 'the inspector page is served: kubectl port-forward reaches it');
  return served.right;
};
