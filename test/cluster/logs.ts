import { type Api, pathOf } from './api.ts';
import { lines } from './waiting.ts';

/** The last 60 lines of a container, of its previous instance when asked; the error's text when there is no log. */
export async function containerLog(
  api: Api,
  namespace: string,
  pod: string,
  container: string,
  previous = false,
): Promise<string> {
  const query = { container, tailLines: '60', previous: String(previous) };
  const reply = await api.send('GET', `${pathOf('Pod', { namespace, name: pod })}/log?${new URLSearchParams(query)}`);
  return reply.text;
}

/** The complete log of a container, line by line, as JSON where a line is JSON. */
export async function logRecords(
  api: Api,
  namespace: string,
  pod: string,
  container: string,
): Promise<readonly unknown[]> {
  const reply = await api.send(
    'GET',
    `${pathOf('Pod', { namespace, name: pod })}/log?${new URLSearchParams({ container })}`,
  );
  return reply.text.split('\n').flatMap((line) => parsed(line) ?? []);
}

/** The record of a step's transition into a state, or a substate of it. */
export function entersState(state: string): (line: string) => boolean {
  return (line) => {
    const { machine, to } = (parsed(line)?.data ?? {}) as { machine?: string; to?: string };
    return machine === 'experiment' && to?.startsWith(state) === true;
  };
}

/**
 * Follows a running container's log until a line satisfies `wanted`; answers that line. Rejects after `within` seconds,
 * or when the log ends without it.
 */
export async function followUntil(
  api: Api,
  target: { readonly namespace: string; readonly pod: string; readonly container: string; readonly within: number },
  wanted: (line: string) => boolean,
): Promise<string> {
  const { namespace, pod, container, within } = target;
  const deadline = AbortSignal.timeout(within * 1000);
  const path = `${pathOf('Pod', { namespace, name: pod })}/log?${new URLSearchParams({ container, follow: 'true' })}`;
  const response = await api.stream('GET', path, undefined, undefined, deadline);
  for await (const line of lines(response)) {
    if (wanted(line)) return line;
  }
  throw new Error(`the log of ${pod} ended without the line that was waited for`);
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
