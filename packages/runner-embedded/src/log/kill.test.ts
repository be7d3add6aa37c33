// The log under kill -9: what was acknowledged is there, nothing is there in part.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeDisk } from '../disk/node-disk.ts';
import { DoorLog } from '../door/door-log.ts';
import { nodeMachine } from '../host/machine.ts';
import { randomFrom } from '../testing/random.ts';
import { LogReader } from './log-reader.ts';

const KILLS = 12;

test(`${KILLS} kills while groups are written: every acknowledged request is there whole, no other in part`, async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'weir-log-kill-'));
  const acknowledged: string[] = [];
  for (let life = 0; life < KILLS; life += 1)
    acknowledged.push(...(await writeAndKill(folder, life, 100 + random() * 400)));
  const log = new DoorLog({ machine: nodeMachine, folder, hasRoom: () => true, onCommit: () => undefined });
  const found = new Map<string, number>();
  const reader = new LogReader({ disk: nodeDisk, folder, end: log.committed, position: undefined });
  for (;;) {
    const chunk = reader.next({ bytesMax: 1024, nowMs: Date.now(), limit: Number.POSITIVE_INFINITY });
    if (chunk === undefined) break;
    for (const line of Buffer.from(chunk.bytes.subarray(0, chunk.to)).toString().split('\n').slice(0, -1)) {
      const request = line.split(':')[0] ?? '';
      found.set(request, (found.get(request) ?? 0) + 1);
    }
  }
  reader.close();
  log.close();
  rmSync(folder, { recursive: true, force: true });
  // Each request has three records.
  expect(
    acknowledged.filter((request) => found.get(request) !== 3),
    `seed ${seed}`,
  ).toEqual([]);
  expect(
    [...found].filter(([, count]) => count !== 3),
    `seed ${seed}`,
  ).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(KILLS * 10);
});

async function writeAndKill(folder: string, life: number, lifeMs: number): Promise<readonly string[]> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '..', 'testing', 'log-writer.ts'), folder, String(life)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString();
    begin();
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  await begun;
  await new Promise((resume) => setTimeout(resume, lifeMs));
  child.kill('SIGKILL');
  await closed;
  // A line that was cut by the kill was not acknowledged to anybody.
  return text.split('\n').slice(0, -1);
}
