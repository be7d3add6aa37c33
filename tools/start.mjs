// `npm start`: from a fresh clone to a running Weir in one command.
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, main, pinnedNode, ROOT, runToEnd } from './bootstrap.mjs';

await main(async () => {
  const say = (line) => process.stdout.write(`${line}\n`);
  await ensureInstalled(say);
  const node = pinnedNode();
  const build = await ensureBuilt(node, say);
  // S2: nothing in the server may make code from text; the one exception, the engine's compiler, goes through `vm`.
  const flags = ['--disallow-code-generation-from-strings', '--disable-proto=delete'];
  const server = join(ROOT, 'apps', 'server', 'dist', 'main.js');
  return runToEnd(node, [...flags, server, ...process.argv.slice(2)], { WEIR_BUILD: build });
});
