// d2ts over rows in memory, a window's rows at a time, which suits it best. Argument: rows.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CountedRow, cellOf, countedRows, WINDOW_MS } from '../counted-rows.ts';
import { finish } from '../measure.ts';

const { D2, MultiSet, MessageType, map, count, output } = createRequire(
  join(import.meta.dirname, '../../peers/package.json'),
)('@electric-sql/d2ts');
type Message = {
  readonly type: number;
  readonly data: { readonly collection: { getInner(): (readonly [readonly [string, number], number])[] } };
};
const rows = countedRows(Number(process.argv[2]));
const started = performance.now();
const before = process.cpuUsage();
let cells = 0;
let total = 0;
const graph = new D2({ initialFrontier: 0 });
const input = graph.newInput();
input.pipe(
  map((row: CountedRow) => [cellOf(row), 1]),
  count(),
  output(({ type, data }: Message) => {
    if (type !== MessageType.DATA) return;
    for (const [[, counted], difference] of data.collection.getInner()) {
      cells += difference;
      total += counted * difference;
    }
  }),
);
graph.finalize();
let version = 0;
for (let from = 0; from < rows.length; from += WINDOW_MS) {
  const part = new MultiSet(rows.slice(from, from + WINDOW_MS).map((row) => [row, 1]));
  input.sendData(version, part);
  version += 1;
  input.sendFrontier(version);
  graph.run();
}
finish(`${cells} cells, ${total} rows`, started, before);
