// What every contender prints as its last line: its check, and the CPU of its whole process, start-up included.

/**
 * Prints the result and ends the process.
 *
 * @param since CPU of the process that does not count, where making the input would hide what is measured.
 */
export function finish(check: string, startedMs: number, since?: NodeJS.CpuUsage): never {
  const { user, system } = process.cpuUsage(since);
  const result = {
    check,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - startedMs) / 1000,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}
