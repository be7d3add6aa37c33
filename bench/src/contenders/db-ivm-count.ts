// db-ivm over rows in memory, a window's rows at a time, which suits it best. Argument: rows.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CountedRow, cellOf, countedRows, WINDOW_MS } from '../counted-rows.ts';
import { finish } from '../measure.ts';

const { D2, MultiSet, groupBy, groupByOperators, output } = createRequire(
  join(import.meta.dirname, '../../peers/package.json'),
)('@tanstack/db-ivm');
type Message = { getInner(): (readonly [readonly [string, { readonly n: number }], number])[] };
const rows = countedRows(Number(process.argv[2]));
const started = performance.now();
const before = process.cpuUsage();
let cells = 0;
let total = 0;
const graph = new D2();
const input = graph.newInput();
input.pipe(
  groupBy((row: CountedRow) => ({ cell: cellOf(row) }), { n: groupByOperators.count() }),
  output((data: Message) => {
    for (const [[, { n }], difference] of data.getInner()) {
      cells += difference;
      total += n * difference;
    }
  }),
);
graph.finalize();

for (let from = 0; from < rows.length; from += WINDOW_MS) {
  const part = new MultiSet(rows.slice(from, from + WINDOW_MS).map((row) => [row, 1]));
  input.sendData(part);
  graph.run();
}
finish(`${cells} cells, ${total} rows`, started, before);
