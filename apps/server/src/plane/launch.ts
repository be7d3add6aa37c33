// Starts the data plane as a process of its own, which outlives the control plane.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';

export type LaunchOptions = {
  /** `main.ts` in development, `plane.js` of the bundle otherwise. */
  readonly entry: string;
  readonly dataDir: string;
  readonly doorPort: number;
  readonly examplesDir: string;
  readonly build: string;
};

export type Launched = { readonly pid: number | undefined; readonly exited: Promise<string> };

/**
 * Starts it detached: Ctrl+C in the terminal and the death of this process do not reach it.
 *
 * @throws Failure PORT_IN_USE: asked here, because the data plane has no terminal to say it.
 */
export async function launchPlane(options: LaunchOptions): Promise<Launched> {
  await checkPort(options.doorPort);
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

function checkPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      reject(
        new Failure(
          'PORT_IN_USE',
          `door port ${port} is used by another program`,
          'Start with another one: npm start -- --door-port N',
        ),
      ),
    );
    probe.listen({ host: '127.0.0.1', port }, () => probe.close(() => resolve()));
  });
}
