// P25: cold start against Node-RED: from the command to the first event accepted over HTTP, and memory when idle.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interval, median } from './pairs.ts';

const ROUNDS = Number(process.env['WEIR_PAIRS'] ?? 5);
const root = join(import.meta.dirname, '../..');
const peers = join(root, 'bench/peers');

type Contestant = {
  readonly name: string;
  readonly start: () => ChildProcess;
  readonly post: () => Promise<boolean>;
};
type Result = { readonly ms: number; readonly idleMb: number };

/** Memory of a process and everything it started, MB resident. */
function treeMb(pid: number): number {
  const parents = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(name), parent: Number(fields[1]), pages: Number(fields[21]) }];
    } catch {
      // Ended while we looked.
      return [];
    }
  });
  const tree = new Set([pid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of parents)
      if (tree.has(one.parent) && !tree.has(one.pid)) grown = Boolean(tree.add(one.pid));
  }
  return parents.filter((one) => tree.has(one.pid)).reduce((sum, one) => sum + (one.pages * 4096) / 1e6, 0);
}

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

async function measure(contestant: Contestant): Promise<Result> {
  const started = performance.now();
  const child = contestant.start();
  while (!(await contestant.post())) {
    if (performance.now() - started > 60_000) throw new Error(`${contestant.name} does not answer`);
    await pause(10);
  }
  const ms = performance.now() - started;
  await pause(5000);
  const idleMb = treeMb(child.pid ?? 0);
  child.kill('SIGTERM');
  await new Promise((resume) => child.once('exit', resume));
  return { ms, idleMb };
}

async function posts(url: string, token: string): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return (
      await fetch(url, {
        method: 'POST',
        headers,
        body: '{"id":"a","product":"tea","amount":1,"ts":"2026-01-05 10:00:00"}',
      })
    ).ok;
  } catch {
    // Not up yet.
    return false;
  }
}

/** Weir with a pipeline whose door is open; set up once through the real API. */
async function weir(folder: string): Promise<Contestant> {
  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        join(root, 'tools/start.mjs'),
        '--no-open',
        '--port',
        '17170',
        '--door-port',
        '17171',
        '--data',
        folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const child = start();
  const link = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      const found = /setup#t=(\S+)/.exec(text);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
  });
  const base = 'http://127.0.0.1:17170';
  const headers = { 'content-type': 'application/json', 'x-weir': '1', origin: base };
  const session = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token: link }),
  });
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const call = async (name: string, input: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(`${base}/trpc/${name}`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(input),
    });
    return ((await answer.json()) as { result: { data: Record<string, string> } }).result.data;
  };
  const { id } = await call('pipelines.create', { name: 'bench', example: 'orders-to-file' });
  const query = encodeURIComponent(
    JSON.stringify({ pipelineId: id, environment: 'draft', nodeId: 'orders' }),
  );
  const door = await fetch(`${base}/trpc/doors.get?input=${query}`, { headers: { cookie } });
  const { url, token } = ((await door.json()) as { result: { data: { url: string; token: string } } }).result
    .data;
  child.kill('SIGTERM');
  await new Promise((resume) => child.once('exit', resume));
  return { name: 'weir', start, post: () => posts(url, token) };
}

function nodeRed(folder: string): Contestant {
  const flow = [
    { id: 'tab', type: 'tab', label: 'bench' },
    { id: 'in', type: 'http in', z: 'tab', url: '/in', method: 'post', wires: [['out']] },
    { id: 'out', type: 'http response', z: 'tab', statusCode: '200', wires: [] },
  ];
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flow));
  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [join(peers, 'node_modules/node-red/red.js'), '--userDir', folder, '--port', '17180', 'flows.json'],
      { stdio: 'ignore' },
    );
  return { name: 'node-red', start, post: () => posts('http://127.0.0.1:17180/in', '') };
}

const folders = [mkdtempSync(join(tmpdir(), 'weir-p25-')), mkdtempSync(join(tmpdir(), 'red-p25-'))];
const own = await weir(folders[0] ?? '');
const rival = nodeRed(folders[1] ?? '');
const results: { readonly own: Result; readonly rival: Result }[] = [];
for (let round = 0; round < ROUNDS; round += 1)
  results.push({ own: await measure(own), rival: await measure(rival) });
for (const folder of folders) rmSync(folder, { recursive: true });
const time = interval(results.map((one) => one.rival.ms / one.own.ms));
const of = (pick: (one: (typeof results)[number]) => number): string => median(results.map(pick)).toFixed(0);
process.stdout.write(
  `P25 first event accepted: weir ${of((one) => one.own.ms)} ms, Node-RED ${of((one) => one.rival.ms)} ms: ${time.ratio.toFixed(2)}x [${time.low.toFixed(2)}, ${time.high.toFixed(2)}] (goal >= 2x)\n`,
);
process.stdout.write(
  `P25 idle memory: weir ${of((one) => one.own.idleMb)} MB (control and data plane), Node-RED ${of((one) => one.rival.idleMb)} MB (goal <= 150 MB)\n`,
);
