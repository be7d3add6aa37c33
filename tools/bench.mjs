// `npm run bench`: installs the rivals in their own folder and runs one script per row of the scorecard.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, main, npm, pinnedNode, ROOT } from './bootstrap.mjs';

const ROWS = ['expressions', 'p1', 'p2-p3', 'p4', 'p5-p6', 'p7', 'p8', 'p9', 'p18', 'p25'].map(
  (name) => `${name}.ts`,
);
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
  const failed = [];
  for (const row of ROWS.filter(
    (name) => wanted.length === 0 || wanted.some((one) => rowsOf(name).includes(one)),
  )) {
    const code = spawnSync(node, [join(ROOT, 'bench', 'src', row)], { stdio: 'inherit' }).status;
    // A rival that is not there, such as Java for Flink, costs its own row only.
    if (code !== 0) failed.push(...rowsOf(row));
  }
  if (failed.length > 0) say(`no figure for ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});

/** The rows that a script gives: `p5-p6.ts` gives p5 and p6. */
function rowsOf(name) {
  return name.slice(0, -'.ts'.length).split('-');
}
