// The loop that everybody writes: read lines, JSON.parse, compute. Argument: file.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finish } from '../measure.ts';

const [path = ''] = process.argv.slice(2);
const started = performance.now();
let rows = 0;
let total = 0;
for await (const line of createInterface({ input: createReadStream(path) })) {
  const event = JSON.parse(line);
  if (event.event_type !== 'bid') continue;
  rows += 1;
  // Exact as DECIMAL: thousandths.
  total += event.bid.price * 908;
}
finish(`${rows} rows, ${total}`, started);
