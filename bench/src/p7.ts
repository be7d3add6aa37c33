// P7: what a key costs as state grows: three aggregates by key, against a thousand keys and against a Map of objects.
import { compare, report } from './pairs.ts';

const upsert = (side: 'weir' | 'map', keys: number, kind: 'int' | 'text') => ({
  name: `${side} ${keys}`,
  script: 'upsert.ts',
  args: [side, String(keys), kind],
});

const rows: Awaited<ReturnType<typeof compare>>[] = [];
for (const kind of ['int', 'text'] as const) {
  for (const keys of [1_000, 100_000, 1_000_000, 10_000_000])
    rows.push(
      await compare(
        `${keys} ${kind} keys against a Map`,
        upsert('weir', keys, kind),
        upsert('map', keys, kind),
      ),
    );
}
report('P7', '>= 3x of Map', rows);
