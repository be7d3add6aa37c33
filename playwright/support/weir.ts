// Weir as a user starts it: `tools/start.mjs` with ports and a state folder of its own, and the link that it prints.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '..', '..');
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;

/** A running product. */
export class Weir {
  readonly port: number;
  readonly origin: string;
  readonly dataDir: string;
  /** The link that was printed at the first start; it works once. */
  link = '';
  #process: ChildProcess | undefined;
  #crashed = false;

  private constructor(port: number) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    this.dataDir = mkdtempSync(join(tmpdir(), 'weir-journey-'));
  }

  /** A fresh product on free ports. */
  static async fresh(): Promise<Weir> {
    const weir = new Weir(await freePortPair());
    await weir.start();
    return weir;
  }

  get doorOrigin(): string {
    return `http://127.0.0.1:${this.port + 1}`;
  }

  /** Starts it, also again on the same state folder. */
  async start(): Promise<void> {
    const args = ['--no-open', '--port', `${this.port}`, '--door-port', `${this.port + 1}`];
    const child = spawn(process.execPath, ['tools/start.mjs', ...args, '--data', this.dataDir], {
      cwd: ROOT,
      // A group of its own: `crash` must reach the server behind the starter.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    this.link = await printedLink(child);
    this.#crashed = false;
  }

  /** Ends it as Ctrl+C does. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends the control plane without a word. The data plane goes on. */
  async crash(): Promise<void> {
    await this.#end('SIGKILL');
    this.#crashed = true;
  }

  /** Stops it and forgets its state. A data plane that outlived a crash is found by a new start and ends with it. */
  async remove(): Promise<void> {
    if (this.#crashed) await this.start();
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A new sign-in link, by `weir link`. */
  async newLink(): Promise<string> {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['tools/weir.mjs', 'link', '--data', this.dataDir], {
      cwd: ROOT,
    });
    return stdout.trim();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal);
    const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), STOP_MS_MAX);
    await gone;
    clearTimeout(late);
  }
}

function printedLink(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    const timer = setTimeout(() => fail(new Error(`Weir did not start in time:\n${text}`)), START_MS_MAX);
    const take = (bytes: Buffer): void => {
      text += bytes.toString('utf8');
      const link = /Sign in: (http:\S+)/.exec(text)?.[1];
      if (link === undefined) return;
      clearTimeout(timer);
      done(link);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`Weir ended with ${code}:\n${text}`));
    });
  });
}

// The door listens on the port after the page's. Runs side by side begin at other ports, below those the system hands out.
async function freePortPair(): Promise<number> {
  for (let tried = 0; tried < 6_000; tried += 1) {
    const port = 20_000 + 2 * ((process.pid + tried) % 6_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error('no two free ports side by side from 20000 to 32000');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
