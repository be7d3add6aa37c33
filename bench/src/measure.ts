// What every contender prints as its last line: its check, and the CPU of its whole process, start-up included.

/** Prints the result and ends the process. */
export function finish(check: string, startedMs: number): never {
  const { user, system } = process.cpuUsage();
  const result = {
    check,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - startedMs) / 1000,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}
