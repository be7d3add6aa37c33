// `npm run bench`: installs the rivals in their own folder and runs one script per row of the scorecard.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, main, npm, pinnedNode, ROOT } from './bootstrap.mjs';

const ROWS = ['expressions.ts', 'p1.ts', 'p2-p3.ts', 'p5-p6.ts', 'p18.ts', 'p25.ts'];
const say = (text) => process.stdout.write(`${text}\n`);

await main(async () => {
  await ensureInstalled(say);
  const node = pinnedNode();
  await ensureBuilt(node, say);
  const peers = join(ROOT, 'bench', 'peers');
  if (!existsSync(join(peers, 'node_modules'))) {
    const [program, ...before] = [npm()].flat();
    const code = spawnSync(program, [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: peers,
      stdio: 'inherit',
    }).status;
    if (code !== 0) return 1;
  }
  const wanted = process.argv.slice(2);
  for (const row of ROWS.filter((name) => wanted.length === 0 || wanted.some((one) => name.includes(one)))) {
    const code = spawnSync(node, [join(ROOT, 'bench', 'src', row)], { stdio: 'inherit' }).status;
    if (code !== 0) return 1;
  }
  return 0;
});
