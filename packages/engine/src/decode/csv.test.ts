// The CSV decoder: RFC 4180, headers in any order, bad records told and passed over.
import type { Column } from '@weir/shared/data-type';
import { parseDataType } from '@weir/shared/parse-data-type';
import { compile } from '@weir/testkit/compile.node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch } from '../runtime/batch.ts';
import { rowObject } from '../runtime/rows-json.ts';
import { decodeUtf8, encodeUtf8, isUtf8 } from '../runtime/utf8.ts';
import { csvDecoder } from './csv.ts';

function decode(
  text: string | Uint8Array,
  schema: readonly (readonly [string, string])[],
  options: { header?: boolean; delimiter?: string } = {},
): { rows: object[]; errors: string[]; records: number } {
  const columns: Column[] = schema.map(([name, type]) => ({
    name,
    type: parseDataType(type) ?? { kind: 'NULL' },
    nullable: !type.endsWith('!'),
  }));
  const wanted = columns.map((column, index) => ({ index, column, path: [column.name], used: true }));
  const decoder = csvDecoder(
    wanted,
    {
      header: options.header ?? true,
      delimiter: options.delimiter ?? ',',
      fields: columns.map((column) => column.name),
    },
    { text: decodeUtf8, isUtf8, compile },
  );
  const bytes = typeof text === 'string' ? encodeUtf8(text) : text;
  const batch = new Batch(columns);
  const { rows, errors, records } = decoder.decode(bytes, 0, bytes.length, batch);
  return {
    rows: Array.from({ length: rows }, (_, row) => rowObject(batch, row)),
    errors: errors.map((error) => error.code),
    records,
  };
}

describe('records', () => {
  it('a quoted field holds delimiters, quotes and line ends; the last line needs no end', () => {
    const { rows, errors } = decode('a,b\n"x,""y""\nz",1\r\n,2', [
      ['a', 'STRING'],
      ['b', 'INT'],
    ]);
    expect(errors).toEqual([]);
    expect(rows).toEqual([
      { a: 'x,"y"\nz', b: 1 },
      { a: null, b: 2 },
    ]);
  });

  it('a quote inside an unquoted field is an ordinary character', () => {
    expect(decode('a\n5" pipe\nnext\n', [['a', 'STRING']]).rows).toEqual([{ a: '5" pipe' }, { a: 'next' }]);
  });

  it('CSV_QUOTE, CSV_COLUMNS, CSV_VALUE, JSON_UTF8: told, and what comes after still arrives', () => {
    expect(
      decode('a,b\n"x"y,1\n1\nq,many\nok,2\n', [
        ['a', 'STRING'],
        ['b', 'INT'],
      ]),
    ).toMatchObject({ errors: ['CSV_QUOTE', 'CSV_COLUMNS', 'CSV_VALUE'], rows: [{ a: 'ok', b: 2 }] });
    expect(decode(Uint8Array.of(97, 10, 0xff, 10, 98, 10), [['a', 'STRING']])).toMatchObject({
      errors: ['JSON_UTF8'],
      rows: [{ a: 'b' }],
    });
  });

  it('NULL_VALUE: an empty field of a column that cannot be NULL', () => {
    const columns: Column[] = [{ name: 'a', type: { kind: 'INT' }, nullable: false }];
    const decoder = csvDecoder(
      [
        {
          index: 0,
          column: columns[0] ?? { name: '', type: { kind: 'INT' }, nullable: false },
          path: ['a'],
          used: true,
        },
      ],
      { header: false, delimiter: ',', fields: ['a'] },
      { text: decodeUtf8, isUtf8, compile },
    );
    const bytes = encodeUtf8('""\n1\n');
    const { errors } = decoder.decode(bytes, 0, bytes.length, new Batch(columns));
    expect(errors.map((error) => error.code)).toEqual(['CSV_VALUE']);
    const empty = encodeUtf8('\n,\n');
    expect(
      decoder.decode(empty, 0, empty.length, new Batch(columns)).errors.map((error) => error.code),
    ).toEqual(['CSV_COLUMNS']);
  });

  it('without a header the columns stand in the order of the schema; other delimiters work', () => {
    expect(
      decode(
        '1;x\n',
        [
          ['a', 'INT'],
          ['b', 'STRING'],
        ],
        { header: false, delimiter: ';' },
      ).rows,
    ).toEqual([{ a: 1, b: 'x' }]);
  });

  it('a header in another order, with other columns and a byte-order mark', () => {
    expect(
      decode('\uFEFFb,z,a\n1,2,3\n', [
        ['a', 'INT'],
        ['b', 'INT'],
      ]).rows,
    ).toEqual([{ a: 3, b: 1 }]);
  });
});

describe('properties', () => {
  it('CSV_COLUMNS: a header that lacks a column or has it twice is told; the rows are taken', () => {
    const lacking = decode('v, name\n1,x\n', [
      ['v', 'INT'],
      ['name', 'STRING'],
    ]);
    expect(lacking.errors).toEqual(['CSV_COLUMNS']);
    expect(lacking.rows).toEqual([{ v: 1, name: null }]);
    const twice = decode('v,v\n1,2\n', [['v', 'INT']]);
    expect(twice.errors).toEqual(['CSV_COLUMNS']);
    expect(twice.rows).toEqual([{ v: 2 }]);
  });

  it('NULL_VALUE: no row is taken when the header lacks a column that cannot be NULL', () => {
    const { rows, errors } = decode('v\n1\n', [
      ['v', 'INT'],
      ['id', 'INT!'],
    ]);
    expect(errors).toEqual(['CSV_COLUMNS', 'NULL_VALUE']);
    expect(rows).toEqual([]);
  });

  it('reads back whatever a correct writer wrote', () => {
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.integer({ min: -1000, max: 1000 })), {
          maxLength: 20,
        }),
        (items) => {
          const text = `a,b\n${items.map(([a, b]) => `${quote(a)},${b}\n`).join('')}`;
          expect(
            decode(text, [
              ['a', 'STRING'],
              ['b', 'INT'],
            ]),
          ).toMatchObject({ errors: [], rows: items.map(([a, b]) => ({ a, b })) });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) =>
          decode(bytes, [
            ['a', 'INT'],
            ['b', 'STRING'],
          ]).records >= 0,
      ),
      { numRuns: 1000 },
    );
  });
});
