// The control plane as a process: flags in, one line with the sign-in link out, a clean end on Ctrl+C.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, type FailureCode } from '@weir/shared/diagnostics';
import { parseConfig } from './config.ts';
import { defaultCompiler } from './default-compiler.ts';
import { fileLog } from './log.ts';
import { openBrowser } from './open-browser.ts';
import { launchPlane } from './plane/launch.ts';
import { startServer } from './server.ts';
import { openStateFolder, storageFailure } from './state-folder.ts';

// `apps/server/src/main.ts` and the bundle `apps/server/dist/main.js` lie equally deep.
const REPO_DIR = resolve(import.meta.dirname, '..', '..', '..');

const EXIT_CODES: Partial<Record<FailureCode, number>> = {
  BAD_REQUEST: 64,
  PORT_IN_USE: 69,
  STATE_FOLDER: 73,
  DISK_FULL: 74,
  STATE_LOCKED: 75,
};

try {
  await run();
} catch (cause) {
  if (!(cause instanceof Failure)) throw cause;
  process.stderr.write(`weir: ${cause.message}\n${cause.hint === undefined ? '' : `      ${cause.hint}\n`}`);
  process.exit(EXIT_CODES[cause.code] ?? 1);
}

async function run(): Promise<void> {
  const config = parseConfig(process.argv.slice(2), {
    cwd: process.env.WEIR_CWD ?? process.cwd(),
    repoDir: REPO_DIR,
    build: process.env.WEIR_BUILD ?? 'development',
  });
  const state = openStateFolder(config.dataDir);
  const log = fileLog(join(state.path, 'server.log'), Date.now);
  const server = await startServer({
    config,
    state,
    log,
    compiler: defaultCompiler(),
    launchPlane: () =>
      launchPlane({ ...config, entry: planeEntry(), examplesDir: join(config.repoDir, 'examples', 'data') }),
    now: Date.now,
  }).catch((cause: unknown) => {
    state.close();
    throw storageFailure(cause, state.path);
  });
  const link = `${server.origin}/setup#t=${server.sessions.issueLink()}`;
  process.stdout.write(`Weir runs. Sign in: ${link}\n`);
  if (config.open) openBrowser(link);
  stopOnSignal(server.close);
}

// In the bundle the data plane lies beside this file; in development it is another package's source.
function planeEntry(): string {
  const bundled = join(import.meta.dirname, 'plane.js');
  if (existsSync(bundled)) return bundled;
  return join(REPO_DIR, 'packages', 'runner-embedded', 'src', 'plane', 'main.ts');
}

// One Ctrl+C can arrive several times: from the terminal, from npm and from tools/start.mjs.
const SAME_SIGNAL_MS = 1_000;

function stopOnSignal(close: (options: { readonly stopJobs: boolean }) => Promise<void>): void {
  let stoppingSinceMs: number | undefined;
  const stop = (): void => {
    const nowMs = performance.now();
    if (stoppingSinceMs !== undefined) {
      // A second one means: now.
      if (nowMs - stoppingSinceMs > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    stoppingSinceMs = nowMs;
    void close({ stopJobs: true }).then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
