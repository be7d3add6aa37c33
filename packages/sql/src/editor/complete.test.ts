// Completion and hover in unfinished text.

import type { Column } from '@weir/shared/data-type';
import { expect, test } from 'vitest';
import { complete } from './complete.ts';
import { hover } from './hover.ts';

const columns: readonly Column[] = [
  { name: 'amount', type: { kind: 'DECIMAL', precision: 10, scale: 2 }, nullable: true },
  { name: 'country', type: { kind: 'STRING' }, nullable: false },
  { name: 'unit price', type: { kind: 'DOUBLE' }, nullable: true },
];

/** Labels at the bar in the text. */
function labels(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  return complete(marked.replace('|', ''), offset, columns).map(({ label }) => label);
}

test('an empty text offers the columns first, then functions', () => {
  expect(labels('|').slice(0, 3)).toEqual(['amount', 'country', 'unit price']);
  expect(labels('|')).toContain('COALESCE');
});

test('letters narrow the list, whatever their case', () => {
  expect(labels('UPPER(cou|')[0]).toBe('country');
  expect(labels('rou|')).toEqual(['ROUND']);
  expect(labels("amount > 'x|")).toEqual([]);
});

test('after an operand come operators, after CAST … AS types, in EXTRACT units', () => {
  expect(labels('amount |')).toContain('IS NOT NULL');
  expect(labels('CAST(amount AS D|')).toContain('DOUBLE');
  expect(labels('EXTRACT(H|')).toEqual(['HOUR', 'MONTH', 'EPOCH']);
  expect(labels('amount AND |')).toContain('country');
});

test('what is inserted replaces the whole word and is quoted where needed', () => {
  expect(complete('unit', 2, columns)[0]).toEqual({
    label: 'unit price',
    kind: 'column',
    detail: 'DOUBLE',
    insert: '`unit price`',
    from: 0,
    to: 4,
  });
  expect(complete('x + ROU', 7, columns)[0]).toMatchObject({
    insert: 'ROUND(',
    detail: 'ROUND(x, digits?)',
    from: 4,
    to: 7,
  });
});

test('hover names the type of a column and the line of a function', () => {
  expect(hover('ROUND(amount, 1)', 8, columns)).toMatchObject({
    title: 'amount',
    text: 'DECIMAL(10, 2), can be NULL',
    from: 6,
    to: 12,
  });
  expect(hover('ROUND(amount, 1)', 1, columns)?.title).toBe('ROUND(x, digits?)');
  expect(hover('ROUND(amount, 1.5)', 15, columns)?.text).toBe('DECIMAL(2, 1)');
  expect(hover('nothing', 2, columns)).toBeUndefined();
});

const nested: readonly Column[] = [
  {
    name: 'orders',
    type: {
      kind: 'ARRAY',
      element: {
        type: {
          kind: 'ROW',
          fields: [
            { name: 'id', type: { kind: 'INT' }, nullable: false },
            {
              name: 'to',
              type: { kind: 'ROW', fields: [{ name: 'city', type: { kind: 'STRING' }, nullable: true }] },
              nullable: true,
            },
          ],
        },
        nullable: true,
      },
    },
    nullable: true,
  },
];

test('behind a dot come the fields of the row, however it was reached', () => {
  const at = (text: string) => complete(text, text.length, nested).map(({ label }) => label);
  expect(at('orders[1].')).toEqual(['id', 'to']);
  expect(at('orders[orders[1].id].t')).toEqual(['to']);
  expect(at('1 + orders[1].to.')).toEqual(['city']);
  expect(at('orders[1] ')).toContain('IS NULL');
});

test('JSON calls offer their clauses, ARRAY its bracket', () => {
  expect(labels("JSON_VALUE(country, '$.a' |")).toContain('NULL ON EMPTY');
  expect(labels("JSON_VALUE(country, '$.a' RETURNING |")).toContain('BOOLEAN');
  expect(labels("JSON_OBJECT('a' |")).toContain('VALUE');
  expect(labels('JSON_OBJECT(KEY |')).toContain('country');
  expect(complete('ARRA', 4, columns).find(({ label }) => label === 'ARRAY')?.insert).toBe('ARRAY[');
});

test('in an aggregate field the call is an aggregate, inside it stand values, behind it FILTER', () => {
  const at = (marked: string): readonly string[] => {
    const offset = marked.indexOf('|');
    return complete(marked.replace('|', ''), offset, columns, 'aggregate').map(({ insert }) => insert);
  };
  expect(at('|')).toContain('COUNT(');
  expect(at('|')).not.toContain('country');
  expect(at('std|')).toEqual(['STDDEV_POP(', 'STDDEV_SAMP(', 'STDDEV(']);
  expect(at('SUM(am|')[0]).toBe('amount');
  expect(at('COUNT(*) |')).toEqual(['FILTER (WHERE ']);
  expect(hover('LISTAGG(country)', 2, columns)?.title).toBe("LISTAGG([DISTINCT] text, 'separator'?)");
});
