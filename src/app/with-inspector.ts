import * as E from 'fp-ts/Either';
import type { AuditRecord } from '../model/progress/record.ts';
import { badInput } from './complain.ts';
import { inspectServer } from './inspect-server.ts';
import { type Terminal, untilInterrupt } from './terminal.ts';

export interface InspectorFlags {
  readonly inspect?: boolean;
  readonly inspectPort?: number;
}

/**
 * Runs something with the inspector page beside it, where one is asked for. The page stays after the end,
 * until the interrupt, so that what happened can be looked at. Resolves with the exit code of what was run.
 */
export const withInspector = async (
  { inspect = false, inspectPort }: InspectorFlags,
  origin: string,
  terminal: Pick<Terminal, 'stderr' | 'onInterrupt'>,
  run: (onRecord?: (record: AuditRecord) => void) => Promise<number>,
): Promise<number> => {
  if (!inspect && inspectPort === undefined) return run();
  const served = await inspectServer({ port: inspectPort ?? 0, origin });
  if (E.isLeft(served)) {
    terminal.stderr(`${served.left}\n`);
    return badInput;
  }
  const { url, push, end, close } = served.right;
  terminal.stderr(`The inspector is at ${url}\n`);
  let seen = false;
  const code = await run((record) => {
    seen = true;
    push(record);
  });
  end();
  if (seen) {
    terminal.stderr(`The run has ended. The inspector stays at ${url} until Ctrl-C.\n`);
    await untilInterrupt(terminal);
  }
  await close();
  return code;
};
