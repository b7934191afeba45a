import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { podInspector } from '../../src/app/pod-inspector.ts';
import { wholeRun } from '../audit/run-log.ts';

const log = () => {
  const said: string[] = [];
  const say = (_: object, message: string): void => {
    said.push(message);
  };
  return { said, debug: say, info: say, warn: say, error: say };
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

describe('the inspector page of a pod', () => {
  it('is not served where nobody asks for it', async () => {
    const listener = log();
    expect(await podInspector(undefined, 'litmus/engine', listener)).toBeUndefined();
    expect(listener.said).toEqual([]);
  });

  it.each(['http', '0', '70000', '-1'])('is not served at %s, and that is said', async (port) => {
    const listener = log();
    expect(await podInspector(port, 'litmus/engine', listener)).toBeUndefined();
    expect(listener.said).toEqual([expect.stringContaining('expected a port from 1 to 65535')]);
  });

  it('shows the records on the loopback, and never stops a run when its port is taken', async () => {
    const port = String(await freePort());
    const inspecting = await podInspector(port, 'litmus/engine', log());
    const listener = log();
    expect(await podInspector(port, 'litmus/engine', listener)).toBeUndefined();
    expect(listener.said).toEqual(['there is no inspector page']);
    for (const { record } of wholeRun().slice(0, 3)) inspecting?.push(record);
    const reply = await fetch(`http://127.0.0.1:${port}/events`);
    const { value } = (await reply.body?.pipeThrough(new TextDecoderStream()).getReader().read()) ?? {};
    expect(value).toContain('retry: 1000');
    await inspecting?.close();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
