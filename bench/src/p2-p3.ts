// P2 and P3: NDJSON to q1 to nothing, and to a windowed aggregate, against JSON.parse loops and DuckDB on one thread.
import { nexmarkFile } from './nexmark-file.ts';
import { compare, report } from './pairs.ts';

const file = nexmarkFile(Number(process.env['WEIR_EVENTS'] ?? 1_000_000));
const weir = (name: string) => ({ name: 'weir', script: 'weir-file.ts', args: [name, file] });
const duckdb = (name: string) => ({ name: 'duckdb', script: 'duckdb.ts', args: [name, file] });

report('P2', '>= 2.5x of JSON.parse, >= 1x of DuckDB', [
  await compare('q1 against JSON.parse line by line', weir('currency'), {
    name: 'json',
    script: 'json-loop.ts',
    args: [file],
  }),
  await compare('q1 against JSON.parse over one text', weir('currency'), {
    name: 'json',
    script: 'json-split.ts',
    args: [file],
  }),
  await compare('q1 against DuckDB', weir('currency'), duckdb('currency')),
]);
report('P3', '>= 1x', [
  await compare('count and sum per auction in 10 s against DuckDB', weir('perAuction'), duckdb('perAuction')),
]);
