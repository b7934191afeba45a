import { randomBytes, randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import type { RunnerOptions } from '../runner/run/runner-options.ts';

/** For random draws where nobody names a seed. */
export const drawSeed = (): number => randomInt(2 ** 47);

/** Twelve characters of [a-z0-9]: 62 bits. */
const newRunId = (): string =>
  BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString(36)
    .slice(-12)
    .padStart(12, '0');

/** What every process gives its runner. */
export const ofProcess = {
  random: Math.random,
  newRunId,
  seed: drawSeed,
  host: hostname(),
} satisfies Partial<RunnerOptions>;

/** Whether a process of this machine lives. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** How this very program is started again, with further arguments: the executable first. */
export const ownProgram = (...args: readonly string[]): [string, ...string[]] => [
  process.execPath,
  ...process.execArgv,
  ...process.argv.slice(1, 2),
  ...args,
];
