#!/usr/bin/env node
// `npx weir COMMAND`: installs what is missing, then runs the command with the pinned Node.
import { join } from 'node:path';
import { ensureInstalled, main, pinnedNode, ROOT, runToEnd } from './bootstrap.mjs';

await main(async () => {
  // Standard output belongs to the command: `weir run` prints rows there.
  await ensureInstalled((line) => process.stderr.write(`${line}\n`));
  const entry = join(ROOT, 'apps', 'server', 'src', 'cli', 'main.ts');
  return runToEnd(
    pinnedNode(),
    ['--disallow-code-generation-from-strings', entry, ...process.argv.slice(2)],
    {
      // Stripping the types of two hundred files costs a third of a second; the cache brings it down to a tenth.
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'weir'),
    },
  );
});
