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
