// The tables that goldens of statements name. A suffix such as `_5s` is the delay of the watermark; the columns are the same.

import { type Column, elementText } from '@weir/shared/data-type';
import { parseDataType } from '@weir/shared/parse-data-type';

const CLICKS =
  'id INT, k STRING, u INT, v INT, x DOUBLE, d DECIMAL(10, 2), s STRING, b BOOLEAN, ts TIMESTAMP(3)';

const COLUMNS: Readonly<Record<string, string>> = {
  changes: 'id INT, g STRING, v INT',
  changes_nopk: 'id INT, g STRING, v INT',
  clicks: CLICKS,
  edge: 'id INT, k STRING, v INT, ts TIMESTAMP(3)',
  events: 'id INT, side STRING, k STRING, v INT, ts TIMESTAMP(3)',
  fx: 'id INT, kind STRING, cur STRING, n INT, ts TIMESTAMP(3)',
  instants: 'id INT, k STRING, v INT, ts TIMESTAMP_LTZ(3)',
  nested:
    'id INT, k STRING, tags ARRAY<STRING>, nums ARRAY<INT>, m MAP<STRING, INT>, items ARRAY<ROW<sku STRING, qty INT>>, ts TIMESTAMP(3)',
  ordered: CLICKS,
  prices: 'id INT, sym STRING, price INT, vol INT, ts TIMESTAMP(3)',
  sparse: CLICKS,
};

/** The columns of each table by name, for the given names. */
export function goldenTables(names: readonly string[]): ReadonlyMap<string, readonly Column[]> {
  const tables = new Map<string, readonly Column[]>();
  for (const name of names) {
    const text = COLUMNS[name] ?? COLUMNS[name.replace(/_(\d+(ms|s)?)$/, '')];
    const row = text === undefined ? undefined : parseDataType(`ROW<${text}>`);
    if (row?.kind === 'ROW') tables.set(name, row.fields);
  }
  return tables;
}

/** The same tables as statements, with the watermark that the suffix names. */
export function tableStatements(names: readonly string[]): string {
  return [...goldenTables(names)]
    .map(([name, columns]) => {
      const delay = /_(\d+)(ms|s)?$/.exec(name);
      const seconds = Number(delay?.[1] ?? 0) / (delay?.[2] === 'ms' ? 1000 : 1);
      const parts = columns.map((column) => `\`${column.name}\` ${elementText(column)}`);
      if (delay !== null) parts.push(`WATERMARK FOR ts AS ts - INTERVAL '${seconds}' SECOND`);
      return `CREATE TABLE ${name} (${parts.join(', ')}) WITH ('connector' = 'filesystem', 'path' = 'files/${name}', 'format' = 'json');`;
    })
    .join('\n');
}
