// Writes requests into a door's log as fast as it can and says which are on disk, until it is killed. Tests only.
import { writeSync } from 'node:fs';
import { DoorLog } from '../door/door-log.ts';
import { nodeMachine } from '../host/machine.ts';

const [folder = '', life = ''] = process.argv.slice(2);
const log = new DoorLog({
  machine: nodeMachine,
  folder,
  segmentBytesMax: 64 * 1024,
  hasRoom: () => true,
  onCommit: () => undefined,
});

async function write(writer: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    const request = `${life}-${writer}-${count}`;
    const records = ['a', 'b', 'c'].map((part) => `${request}:${part}${'x'.repeat(count % 50)}`);
    const body = Buffer.from(records.join(''));
    let at = 0;
    const ranges = records.map((record) => {
      const from = at;
      at += record.length;
      return { from, to: at };
    });
    await log.ingest({ body, records: ranges, key: undefined }, Date.now());
    writeSync(1, `${request}\n`);
  }
}

for (let writer = 0; writer < 8; writer += 1) void write(writer);
