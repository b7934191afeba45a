import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type RunFilesOptions, runFiles } from '../../src/app/run-files.ts';
import type { RunResult } from '../../src/app/run-result.ts';
import { validate } from '../../src/app/validate/validate.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { type FakeTerminal, fakeTerminal } from '../cli/fake-terminal.ts';
import { experiment } from '../cli/files.ts';
import { startProgram } from '../cli/program.ts';
import { type SimulatedCluster, simulatedCluster } from '../cli/simulated-cluster.ts';

const shared = path.resolve(process.env.SHARED ?? path.join(import.meta.dirname, '../../../shared'));
const root = path.join(shared, 'cases');
if (!existsSync(root)) throw new Error(`there is no ${root}: SHARED names the folder that holds cases/`);

/** The names of all cases. */
export const caseNames = (): readonly string[] =>
  readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** The path of a case's file. */
export const caseFile = (name: string, file = 'engine.yaml'): string => path.join(root, name, file);

/** What `validate` says of a case, a finding a line, and how it ends. */
export const validated = async (
  name: string,
  file?: string,
): Promise<{ readonly code: number; readonly lines: readonly string[] }> => {
  const terminal = fakeTerminal();
  const code = await validate({ files: [caseFile(name, file)], json: false }, terminal);
  return { code, lines: terminal.out().trim().split('\n') };
};

/** The same with `--strict`, through the command line. */
export const validatedStrictly = async (
  name: string,
): Promise<{ readonly code: number | null; readonly errors: readonly string[]; readonly usage: string }> => {
  const { code, out, err } = await startProgram(['validate', '--strict', caseFile(name)]).ended;
  return { code, errors: out.split('\n').filter((line) => line.includes(': error: ')), usage: err };
};

/** How a run of a case on a simulated cluster went. */
export interface CaseRun {
  readonly code: number;
  readonly result: RunResult;
  readonly terminal: FakeTerminal;
  readonly cluster: SimulatedCluster;
  readonly records: readonly AuditRecord[];
}

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop' },
};

/** Runs a case on a simulated cluster, with `pod-delete` there and what else is given. */
export const ran = async (
  name: string,
  options: {
    readonly file?: string;
    readonly experiments?: readonly object[];
    /** How much faster than real time the simulated cluster is; default: 10. */
    readonly speed?: number;
    readonly prepare?: (cluster: SimulatedCluster, terminal: FakeTerminal) => void;
  } = {},
): Promise<CaseRun> => {
  const cluster = await simulatedCluster([namespace, ...(options.experiments ?? [experiment('pod-delete')])], {
    speed: options.speed ?? 10,
  });
  const terminal = fakeTerminal();
  options.prepare?.(cluster, terminal);
  const records: AuditRecord[] = [];
  const flags: RunFilesOptions = {
    files: [caseFile(name, options.file)],
    kubeconfig: cluster.kubeconfig,
    json: true,
    operator: false,
    onRecord: (record) => void records.push(record),
  };
  const code = await runFiles(flags, terminal);
  if (!terminal.out().includes('{')) throw new Error(`no result: ${terminal.err()}`);
  return { code, result: terminal.json() as RunResult, terminal, cluster, records };
};
