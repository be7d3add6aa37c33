// `npm run conformance -- FOLDER`: compares us with what a real Flink answered, on the pinned Node.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, main, pinnedNode, ROOT } from './bootstrap.mjs';

await main(async () => {
  await ensureInstalled((text) => process.stdout.write(`${text}\n`));
  const script = join(ROOT, 'packages', 'testkit', 'src', 'conformance', 'cli.node.ts');
  return spawnSync(pinnedNode(), [script, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
});
