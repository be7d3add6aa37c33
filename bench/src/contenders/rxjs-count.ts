// RxJS over rows in memory: groups of windows, in them groups of keys, each counted. Argument: rows.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CountedRow, countedRows, WINDOW_MS } from '../counted-rows.ts';
import { finish } from '../measure.ts';

const { from, groupBy, mergeMap, count } = createRequire(
  join(import.meta.dirname, '../../peers/package.json'),
)('rxjs');
const rows = countedRows(Number(process.argv[2]));
const started = performance.now();
const before = process.cpuUsage();
let cells = 0;
let total = 0;
from(rows)
  .pipe(
    groupBy((row: CountedRow) => Math.floor(row.ts / WINDOW_MS)),
    mergeMap((window: ReturnType<typeof from>) =>
      window.pipe(
        groupBy((row: CountedRow) => row.key),
        mergeMap((cell: ReturnType<typeof from>) => cell.pipe(count())),
      ),
    ),
  )
  .subscribe((rowsOfCell: number) => {
    cells += 1;
    total += rowsOfCell;
  });
finish(`${cells} cells, ${total} rows`, started, before);
