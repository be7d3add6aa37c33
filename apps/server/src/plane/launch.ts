// Starts the data plane as a process of its own, which outlives the control plane.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export type LaunchOptions = {
  /** `main.ts` in development, `plane.js` of the bundle otherwise. */
  readonly entry: string;
  readonly dataDir: string;
  readonly doorPort: number;
  readonly examplesDir: string;
  readonly build: string;
};

export type Launched = { readonly pid: number | undefined; readonly exited: Promise<string> };

/** Starts it detached: Ctrl+C in the terminal and the death of this process do not reach it. */
export function launchPlane(options: LaunchOptions): Launched {
  const output = openSync(join(options.dataDir, 'plane.log'), 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      '--disallow-code-generation-from-strings',
      options.entry,
      '--data',
      options.dataDir,
      '--door-port',
      String(options.doorPort),
      '--examples',
      options.examplesDir,
      '--build',
      options.build,
    ],
    { detached: true, stdio: ['ignore', output, output], cwd: options.dataDir, windowsHide: true },
  );
  closeSync(output);
  child.unref();
  const exited = new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  return { pid: child.pid, exited };
}
