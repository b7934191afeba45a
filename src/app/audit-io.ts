import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import * as E from 'fp-ts/Either';
import type { AuditCluster, AuditSource, ReadFromCluster } from '../audit/source.ts';
import { isUtf16, textOfBytes } from '../model/text/text-of-bytes.ts';
import { processTerminal } from './terminal.ts';

/** What the audit and report commands need of the outside; tests give their own. */
export interface AuditIo {
  readonly readFromCluster: ReadFromCluster;
  readonly readStdin: () => Promise<Uint8Array>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Columns of the terminal; undefined when standard output is none. */
  readonly columns: number | undefined;
  /** Its lines, likewise. */
  readonly rows?: number | undefined;
  readonly exit: (code: number) => void;
}

/** 0 ok, 1 problems were found, 2 the cluster could not be read, 64 bad usage or bad input. */
export const auditExit = { ok: 0, problems: 1, unreadable: 2, usage: 64 } as const;

/** Loads what speaks to clusters when it is needed: reading a file does without. */
const readLater: ReadFromCluster = async (engine, where) =>
  (await import('./audit-cluster.ts')).readAudit(engine, where);

/** The process's own streams and the cluster that the user means. */
export const processIo = (): AuditIo => ({
  readFromCluster: readLater,
  readStdin: () => buffer(process.stdin),
  stdout: (text) => processTerminal().stdout(text),
  stderr: (text) => processTerminal().stderr(text),
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  rows: process.stdout.isTTY ? process.stdout.rows : undefined,
  exit: (code) => {
    process.exitCode = code;
  },
});

/** What PowerShell redirects into a file is UTF-16; any other log stays the bytes that its hashes are of. */
const readable = (bytes: Uint8Array): Uint8Array | string => (isUtf16(bytes) ? textOfBytes(bytes) : bytes);

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );

const engineReference = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?)\/([a-z0-9]([-a-z0-9.]*[a-z0-9])?)$/;

/**
 * Reads what the argument names: `-` or nothing is standard input, a path that exists is a file, `NAMESPACE/NAME` an engine
 * in the cluster. Left: the exit code and a sentence.
 */
export const readSource = async (
  argument: string | undefined,
  io: AuditIo,
  where: AuditCluster,
): Promise<E.Either<{ readonly code: number; readonly message: string }, AuditSource>> => {
  if (argument === undefined || argument === '-') {
    return E.right({ origin: 'standard input', text: readable(await io.readStdin()) });
  }
  if (await isFile(argument)) {
    return readFile(argument).then(
      (bytes): E.Either<{ code: number; message: string }, AuditSource> =>
        E.right({ origin: argument, text: readable(bytes) }),
      (error: unknown) => E.left({ code: auditExit.usage, message: `${argument} cannot be read: ${String(error)}` }),
    );
  }
  const [, namespace, , name] = engineReference.exec(argument) ?? [];
  if (namespace === undefined || name === undefined) {
    return E.left({ code: auditExit.usage, message: `${argument} is neither a file nor NAMESPACE/NAME of an engine` });
  }
  const read = await io.readFromCluster({ namespace, name }, where);
  return E.isRight(read)
    ? read
    : E.left({ code: auditExit.unreadable, message: `the audit log of ${argument} cannot be read: ${read.left}` });
};

/** Reads the source and hands it on; says what went wrong and sets the exit code where it cannot be read. */
export const withSource = async (
  name: string | undefined,
  io: AuditIo,
  where: AuditCluster,
  use: (source: AuditSource) => number | Promise<number>,
): Promise<void> => {
  const source = await readSource(name, io, where);
  if (E.isLeft(source)) {
    io.stderr(`${source.left.message}\n`);
    io.exit(source.left.code);
    return;
  }
  for (const note of source.right.notes ?? []) io.stderr(`Note: ${note}\n`);
  io.exit(await use(source.right));
};
