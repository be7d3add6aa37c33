// Builds the web app, and one bundle each of the server, the data plane and its worker. Runs on the pinned Node.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './bootstrap.mjs';

const RUNNER = join(ROOT, 'packages', 'runner-embedded', 'src');

// A native module finds its binary beside itself; the other two are optional helpers of ws that we do not install.
const NATIVE = ['better-sqlite3', 'bufferutil', 'utf-8-validate'];

// Names matter: main.js starts plane.js beside it, and that starts worker.js beside it.
const entries = {
  main: join(ROOT, 'apps', 'server', 'src', 'main.ts'),
  plane: join(RUNNER, 'plane', 'main.ts'),
  worker: join(RUNNER, 'plane', 'worker.ts'),
};

try {
  await Promise.all([buildWeb(), buildServer()]);
} catch (cause) {
  // The message names file and line; the stack is vite's own.
  process.stderr.write(`${cause.message}\n`);
  process.exitCode = 1;
}

function buildWeb() {
  const root = join(ROOT, 'apps', 'web');
  return build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
}

// Bundled: importing drizzle and its friends file by file costs 250 MB and half a second at each start.
function buildServer() {
  const input = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path)));
  return build({
    root: join(ROOT, 'apps', 'server'),
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: NATIVE },
    build: {
      ssr: true,
      outDir: 'dist',
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input,
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  });
}
