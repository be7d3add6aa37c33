// `npm test`: installs what is missing, runs every check and every test, and ends with one line. Runs on Node 20.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { BootstrapFailure, ensureBuilt, main, npm, pinnedNode, ROOT } from './bootstrap.mjs';

const REPORTS = join(ROOT, 'test-results');
const say = (text) => process.stdout.write(`\n== ${text}\n`);
let passed = 0;
let failed = 0;
const failures = [];

await main(async () => {
  await installAll();
  const node = pinnedNode();
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
    TURBO_TELEMETRY_DISABLED: '1',
  };
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
  await check('format and lint', bin('biome'), ['check', '--diagnostic-level=error'], env);
  await check('lint with types, import circles', bin('oxlint'), ['--type-aware', '--deny-warnings'], env);
  for (const program of ['pure', 'node', 'web', 'journeys']) {
    await check(
      `types of the ${program} program`,
      bin('turbo'),
      ['run', `types:${program}`, '--output-logs=errors-only'],
      env,
    );
  }
  await vitest(bin('vitest'), env);
  say('building');
  await ensureBuilt(node, say);
  await playwright(node, env);
  for (const text of failures) process.stdout.write(`failed: ${text}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

/** A full install, with what testing needs; the start script's own install leaves that out. */
async function installAll() {
  const stamp = join(ROOT, 'node_modules', '.weir-test-install');
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const isThere =
    existsSync(join(ROOT, 'node_modules', 'vitest')) &&
    (!existsSync(stamp) || readFileSync(stamp, 'utf8') === lock);
  if (isThere) return;
  say('installing packages');
  const code = await run(npm(), ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], process.env);
  if (code !== 0) throw new BootstrapFailure('installing packages failed', 1);
  writeFileSync(stamp, lock);
}

function run(command, args, env) {
  const [program, ...before] = Array.isArray(command) ? command : [command];
  return new Promise((resolve) => {
    const child = spawn(program, [...before, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function check(name, program, args, env) {
  say(name);
  const code = await run(program, args, env);
  count(name, code === 0);
}

function count(name, good) {
  if (good) passed += 1;
  else {
    failed += 1;
    failures.push(name);
  }
}

async function vitest(program, env) {
  say('unit, property, contract and real-process tests');
  const report = join(REPORTS, 'vitest.json');
  const code = await run(
    program,
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    env,
  );
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  if (result === undefined) return count('vitest gave no report', false);
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  for (const suite of result.testResults) {
    for (const test of suite.assertionResults)
      if (test.status === 'failed') failures.push(`${suite.name.slice(ROOT.length + 1)}: ${test.fullName}`);
    if (suite.status === 'failed' && suite.assertionResults.length === 0)
      count(`${suite.name.slice(ROOT.length + 1)} did not load`, false);
  }
  if (code !== 0 && failed === 0) count('vitest ended with an error', false);
}

async function playwright(node, env) {
  say('browser journeys');
  const chromium = findChromium();
  if (chromium === undefined) return count('no Chromium could be had', false);
  const report = join(REPORTS, 'playwright.json');
  const cli = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
  const code = await run(
    node,
    [cli, 'test', '-c', join(ROOT, 'playwright', 'playwright.config.ts'), '--reporter=list,json'],
    {
      ...env,
      ...(chromium === '' ? {} : { WEIR_CHROMIUM: chromium }),
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    },
  );
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  if (result === undefined) return count('playwright gave no report', false);
  passed += result.stats.expected + result.stats.flaky;
  failed += result.stats.unexpected;
  if (result.stats.unexpected > 0) failures.push(`${result.stats.unexpected} browser journeys, see above`);
  if (code !== 0 && result.stats.unexpected === 0) count('playwright ended with an error', false);
}

/** An installed Chromium, else Debian's package when we may install it, else Playwright's own (an empty text). */
function findChromium() {
  const known = [
    process.env.WEIR_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = known.find((path) => path !== undefined && existsSync(path));
  if (found !== undefined) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('installing Chromium');
    const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-q'], options);
    spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], options);
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  const own = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'],
    { stdio: 'inherit' },
  );
  return own.status === 0 ? '' : undefined;
}
