// A NEXMark file of any size out of the reference events: copies one after another, each with its own time and ids.
//
// The events are those of the suite's own generator, with its escapes and lengths; copying keeps them and makes every copy a
// stretch of the stream of its own. Ids of a copy lie beyond those of the copy before, so that nothing joins across copies.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const SOURCE = join(import.meta.dirname, '../../examples/data/nexmark/small.ndjson.gz');
/** Event time of the 20,000 reference events, and the room that their ids take. */
const COPY_MS = 100_000;
const COPY_IDS = 10_000;

const ID = /"(id|seller|auction|bidder)":(\d+)/g;
const TIME = /"(dateTime|expires)":"([^"]+)"/g;

/** Path of a file with so many events; made when it is not there. */
export function nexmarkScaled(events: number): string {
  const folder = join(tmpdir(), 'weir-bench');
  const path = join(folder, `nexmark-scaled-${events}.ndjson`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const lines = gunzipSync(readFileSync(SOURCE)).toString('utf8').trim().split('\n');
  const file = openSync(`${path}.tmp`, 'w');
  for (let written = 0, copy = 0; written < events; copy += 1) {
    const taken = lines.slice(0, events - written).map((line) => copied(line, copy));
    writeSync(file, `${taken.join('\n')}\n`);
    written += taken.length;
  }
  closeSync(file);
  renameSync(`${path}.tmp`, path);
  return path;
}

function copied(line: string, copy: number): string {
  if (copy === 0) return line;
  return line
    .replace(ID, (_, name: string, id: string) => `"${name}":${Number(id) + copy * COPY_IDS}`)
    .replace(TIME, (_, name: string, time: string) => {
      const ms = Date.parse(`${time.replace(' ', 'T')}Z`) + copy * COPY_MS;
      return `"${name}":"${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')}"`;
    });
}
