// The NEXMark file of the benchmarks: nested NDJSON of people, auctions and bids, made once per size and kept in a cache.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEXMARK, nexmarkRow } from '@weir/nodes/generator/nexmark';
import type { Value } from '@weir/shared/data-type';

const BASE_MS = 1_767_225_600_000;
const EVENTS_PER_SECOND = 10_000;

/** Path of a file with so many events; made when it is not there. */
export function nexmarkFile(events: number): string {
  const folder = join(tmpdir(), 'weir-bench');
  const path = join(folder, `nexmark-${events}.ndjson`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const file = openSync(`${path}.tmp`, 'w');
  const counts: Record<string, number> = { person: 0, auction: 0, bid: 0 };
  let text = '';
  for (let number = 0; number < events; number += 1) {
    const offset = number % 50;
    const kind = offset === 0 ? 'person' : offset < 4 ? 'auction' : 'bid';
    text += `${eventText(kind, counts[kind] ?? 0)}\n`;
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (text.length > 1_000_000) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
  renameSync(`${path}.tmp`, path);
  return path;
}

function eventText(kind: string, index: number): string {
  const stream = NEXMARK[kind];
  if (stream === undefined) throw new Error(`no stream ${kind}`);
  const values: Value[] = [];
  nexmarkRow(stream, { index, baseMs: BASE_MS, seed: 1, eventsPerSecond: EVENTS_PER_SECOND }, values);
  const fields = stream.columns.map((column, position): [string, unknown] => {
    const value = values[position] ?? null;
    return [
      column.name,
      column.type.kind === 'TIMESTAMP'
        ? new Date(Number(value)).toISOString().replace('T', ' ').replace('Z', '')
        : value,
    ];
  });
  return JSON.stringify({ event_type: kind, [kind]: Object.fromEntries(fields) });
}
