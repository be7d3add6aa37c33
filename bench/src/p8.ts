// P8: joins of NEXMark against programs written by hand over the same file: JSON.parse by line and Maps of arrays.
import { nexmarkScaled } from './nexmark-scaled.ts';
import { compare, report } from './pairs.ts';

const file = nexmarkScaled(Number(process.env['WEIR_EVENTS'] ?? 1_000_000));

const rows: Awaited<ReturnType<typeof compare>>[] = [];
for (const query of ['q3', 'q9', 'q20'])
  rows.push(
    await compare(
      `${query} against a Map join by hand`,
      { name: 'weir', script: 'weir-nexmark.ts', args: [query, file] },
      { name: 'map', script: 'map-join.ts', args: [query, file] },
    ),
  );
report('P8', '>= 0.8x', rows);
