import { describe, expect, test } from 'vitest';
import { graphOfRows, titleOf } from './graph-of-rows.ts';

function made(name: string, head: string) {
  const result = graphOfRows({ name, path: `files/${name}`, head });
  if (!result.ok) throw new Error(result.reason);
  return result;
}

describe('a pipeline for a file of rows', () => {
  test('NDJSON gets columns, event time and a sample', () => {
    const head =
      '{"id":"a","user":{"id":1},"ts":"2026-01-05 10:00:01"}\n{"id":"b","user":{"id":2},"ts":"2026-01-05 10:00:02"}\n';
    const { graph, eventTime, columns } = made('orders.ndjson', head);
    expect(eventTime).toBe('ts');
    expect(columns).toBe(3);
    expect(graph.nodes[0]?.config).toMatchObject({
      path: 'files/orders.ndjson',
      format: 'json',
      eventTime: 'ts',
    });
    expect(graph.samples.rows?.text.startsWith(head)).toBe(true);
    expect(graph.edges).toEqual([{ from: 'rows.out', to: 'table.in' }]);
  });

  test('CSV with semicolons and commas inside of fields', () => {
    const { graph } = made(
      'trips.csv.gz',
      'trip;at;place\n1;2026-01-05 10:00:00;A, b\n2;2026-01-05 10:00:01;C, d\n',
    );
    expect(graph.nodes[0]?.config).toMatchObject({
      format: 'csv',
      delimiter: ';',
      eventTime: 'at',
      schema: [
        { name: 'trip', type: 'INT' },
        { name: 'at', type: 'TIMESTAMP(3)' },
        { name: 'place', type: 'STRING' },
      ],
    });
  });

  test('a column named like a time is preferred to another time', () => {
    expect(made('a.ndjson', '{"due":"2026-01-05T10:00:00Z","ts":"2026-01-05T10:00:00Z"}\n').eventTime).toBe(
      'ts',
    );
  });

  test('rows without a time have no event time', () => {
    expect(made('a.ndjson', '{"x":1}\n').eventTime).toBeUndefined();
  });

  test('a JSON array and an empty file are refused in words', () => {
    expect(graphOfRows({ name: 'a.json', path: 'files/a.json', head: '[{"x":1}]' })).toMatchObject({
      ok: false,
    });
    expect(graphOfRows({ name: 'a.ndjson', path: 'files/a.ndjson', head: '{broken\n' })).toMatchObject({
      ok: false,
    });
  });

  test('the name of the pipeline is the name of the file', () => {
    expect(['orders 2026.ndjson', 'trips.csv.gz', '.csv'].map(titleOf)).toEqual([
      'orders 2026',
      'trips',
      'Rows',
    ]);
  });
});
