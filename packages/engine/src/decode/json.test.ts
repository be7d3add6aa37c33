// The JSON decoder against a hostile corpus, the limits, and JSON.parse.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Column } from '@weir/shared/data-type';
import { parseDataType } from '@weir/shared/parse-data-type';
import { compile } from '@weir/testkit/compile.node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch } from '../runtime/batch.ts';
import { rowEncoder, rowObject } from '../runtime/rows-json.ts';
import { decodeUtf8, encodeUtf8, isUtf8 } from '../runtime/utf8.ts';
import { jsonDecoder } from './json.ts';

const host = { text: decodeUtf8, isUtf8, compile };

function decode(
  bytes: Uint8Array,
  schema: readonly (readonly [name: string, type: string, path?: string])[],
  used = true,
): { rows: object[]; errors: string[]; messages: string[] } {
  const columns: Column[] = schema.map(([name, type]) => ({
    name,
    type: parseDataType(type) ?? { kind: 'NULL' },
    nullable: true,
  }));
  const batch = new Batch(columns, used ? undefined : new Set());
  const wanted = columns.map((column, index) => ({
    index,
    column,
    path: (schema[index]?.[2] ?? column.name).split('.'),
    used,
  }));
  const { rows, errors } = jsonDecoder(wanted, host).decode(bytes, 0, bytes.length, batch);
  return {
    rows: used ? Array.from({ length: rows }, (_, row) => rowObject(batch, row)) : [],
    errors: errors.map((error) => error.code),
    messages: errors.map((error) => error.message),
  };
}

function decodeText(
  text: string,
  schema: readonly (readonly [name: string, type: string, path?: string])[],
): ReturnType<typeof decode> {
  return decode(encodeUtf8(text), schema);
}

describe('hostile corpus', () => {
  const folder = join(import.meta.dirname, '../../../../examples/data/dirty-json');
  const read = (name: string): Uint8Array => gunzipSync(readFileSync(join(folder, name)));
  const stream = read('stream.ndjson.gz');
  const verdicts = Buffer.from(read('stream.expected.ndjson.gz'))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const lines: Uint8Array[] = [];
  for (let at = 0; at < stream.length; ) {
    const end = stream.indexOf(10, at);
    lines.push(stream.subarray(at, end < 0 ? stream.length : end));
    at = (end < 0 ? stream.length : end) + 1;
  }

  it('S21, S22, R5: rejected texts are dead letters, accepted objects are rows', () => {
    expect(lines).toHaveLength(209);
    lines.forEach((line, index) => {
      const { rows, errors } = decode(line, [
        ['a', 'STRING'],
        ['b', 'STRING'],
      ]);
      const isObject = decodeUtf8(line, 0, line.length).trim().startsWith('{');
      const { verdict, name } = verdicts[index];
      const blank = line.every((byte) => byte === 32 || byte === 9 || byte === 13);
      if (verdict === 'reject' && !blank) expect([name, rows.length, errors.length]).toEqual([name, 0, 1]);
      if (verdict === 'accept' && isObject) expect([name, rows.length, errors]).toEqual([name, 1, []]);
      if (verdict === 'accept' && !isObject) expect([name, errors]).toEqual([name, ['JSON_SYNTAX']]);
    });
  });

  it('nothing after a bad line is lost', () => {
    const { rows } = decode(Buffer.concat([stream, Buffer.from('\n{"a":"last"}\n')]), [['a', 'STRING']]);
    expect(rows.at(-1)).toEqual({ a: 'last' });
  });
});

describe('messages', () => {
  it('a place is counted from the start of the record, wherever it lies in the file', () => {
    const { messages } = decodeText('{"a":1}\n{"a" 1}\n{"a":01}\n{"a":1}}\n{"b":{"c":1 2}}\n', [
      ['a', 'INT'],
    ]);
    expect(messages).toEqual([
      'expected ":" at byte 5',
      'expected "," at byte 6',
      'text after the object at byte 7',
      'expected "," at byte 12',
    ]);
  });
});

it('a TIMESTAMP refuses an offset and says which type takes it', () => {
  const { messages } = decodeText('{"t":"2026-01-05T10:00:00+02:00"}\n{"t":"2026-13-05"}\n', [
    ['t', 'TIMESTAMP(3)'],
  ]);
  expect(messages).toEqual([
    '2026-01-05T10:00:00+02:00 is no TIMESTAMP(3) for column t; a time with an offset needs TIMESTAMP_LTZ',
    '2026-13-05 is no TIMESTAMP(3) for column t',
  ]);
});

describe('values', () => {
  it('R2, S22: BIGINT is read from the text, never through a double', () => {
    const { rows, errors } = decodeText(
      '{"x":9223372036854775807}\n{"x":-9223372036854775808}\n{"x":9223372036854775808}\n{"x":9007199254740993}\n',
      [['x', 'BIGINT']],
    );
    expect(rows).toEqual([
      { x: '9223372036854775807' },
      { x: '-9223372036854775808' },
      { x: '9007199254740993' },
    ]);
    expect(errors).toEqual(['JSON_NUMBER']);
  });

  it('R3: DECIMAL is exact and rounds half up to its scale', () => {
    const { rows } = decodeText('{"x":0.1}\n{"x":12345678901234567890.125}\n{"x":1e2}\n', [
      ['x', 'DECIMAL(38, 2)'],
    ]);
    expect(rows).toEqual([{ x: '0.10' }, { x: '12345678901234567890.13' }, { x: '100.00' }]);
  });

  it('R5: 1e999 is an error of its row, not Infinity', () => {
    expect(decodeText('{"x":1e999}\n', [['x', 'DOUBLE']]).errors).toEqual(['JSON_NUMBER']);
  });

  it('INT takes whole numbers however they are written, and refuses the rest', () => {
    const { rows, errors } = decodeText(
      '{"x":12.0}\n{"x":1e3}\n{"x":"7"}\n{"x":12.5}\n{"x":2147483648}\n{"x":true}\n{"x":[1]}\n',
      [['x', 'INT']],
    );
    expect(rows).toEqual([{ x: 12 }, { x: 1000 }, { x: 7 }]);
    expect(errors).toEqual(['JSON_NUMBER', 'JSON_NUMBER', 'JSON_TYPE', 'JSON_TYPE']);
  });

  it('STRING takes any value: containers as their JSON text', () => {
    const { rows } = decodeText('{"x":"é\\u00e9\\n"}\n{"x":[1, 2]}\n{"x":true}\n{"x":null}\n{"x":"null"}\n', [
      ['x', 'STRING'],
    ]);
    expect(rows).toEqual([{ x: 'éé\n' }, { x: '[1, 2]' }, { x: 'true' }, { x: null }, { x: 'null' }]);
  });

  it('TIMESTAMP takes SQL and ISO text and epoch milliseconds', () => {
    const { rows } = decodeText(
      '{"x":"2026-01-05 10:00:00"}\n{"x":"2026-01-05T10:00:00.25Z"}\n{"x":1767607200000}\n',
      [['x', 'TIMESTAMP(3)']],
    );
    expect(rows).toEqual([
      { x: '2026-01-05 10:00:00.000' },
      { x: '2026-01-05 10:00:00.250' },
      { x: '2026-01-05 10:00:00.000' },
    ]);
  });

  it('timestamps that are no dates or times are errors, also in a layout seen before', () => {
    const good = '{"x":"2026-01-05 10:00:00.000"}\n';
    const bad = [
      '2026-02-30 10:00:00.000',
      '2026-01-05 24:00:00.000',
      '2026-01-05 10:60:00.000',
      '2026-13-05 10:00:00.000',
      '2026-01-05 1x:00:00.000',
      '0x26-01-05 10:00:00.000',
    ];
    const { rows, errors } = decodeText(bad.map((text) => `${good}{"x":"${text}"}\n`).join(''), [
      ['x', 'TIMESTAMP(3)'],
    ]);
    expect(rows).toHaveLength(bad.length);
    expect(errors).toEqual(bad.map(() => 'JSON_TYPE'));
  });

  it('a layout seen before changes nothing: every value is read as if alone', () => {
    const values = [
      '1',
      '-1',
      '0',
      '-0',
      '007',
      '1.5',
      '1e2',
      '12345678901234567',
      '"5"',
      'null',
      'true',
      '"x',
      '[1]',
      '2147483648',
      '',
      '1 ',
      '+1',
    ];
    const line = (value: string): string => `{"a":${value},"s":"t","b":${value}}\n`;
    const schema = [
      ['a', 'INT'],
      ['s', 'STRING'],
      ['b', 'BIGINT'],
    ] as const;
    const together = decodeText(values.map((value) => line('3') + line(value)).join(''), schema);
    const alone = values.map((value) => decodeText(line(value), schema));
    expect(together.rows.filter((row) => JSON.stringify(row) !== '{"a":3,"s":"t","b":3}')).toEqual(
      alone.flatMap(({ rows }) => rows),
    );
    expect(together.errors).toEqual(alone.flatMap(({ errors }) => errors));
  });

  it('a key may hold a value and lead deeper, in any order, escaped or not', () => {
    const text = '{"b":{"c":1,"d":{"e":2}},"a":3}\n{"a":4,"\\u0062":{"d":{"e":5}}}\n';
    const { rows } = decodeText(text, [
      ['a', 'INT'],
      ['whole', 'STRING', 'b'],
      ['c', 'INT', 'b.c'],
      ['e', 'INT', 'b.d.e'],
    ]);
    expect(rows).toEqual([
      { a: 3, whole: '{"c":1,"d":{"e":2}}', c: 1, e: 2 },
      { a: 4, whole: '{"d":{"e":5}}', c: null, e: 5 },
    ]);
  });

  it('the set of bad records does not depend on which columns are read', () => {
    const bytes = encodeUtf8('{"x":1}\n{"x":"many"}\n{"x":1.5}\n{"x":{}}\n');
    expect(decode(bytes, [['x', 'INT']], false).errors).toEqual(decode(bytes, [['x', 'INT']]).errors);
  });
});

describe('nested columns', () => {
  const one = (type: string, json: string): { rows: object[]; errors: string[] } => {
    const { rows, errors } = decodeText(`{"x":${json}}\n`, [['x', type]]);
    return { rows, errors };
  };

  it.each([
    ['ARRAY<INT>', '[1, null, 12.0, 1e2]', [1, null, 12, 100]],
    ['ARRAY<INT>', '[]', []],
    ['ARRAY<INT>', 'null', null],
    [
      'ARRAY<BIGINT>',
      '[9007199254740993, -9223372036854775808]',
      ['9007199254740993', '-9223372036854775808'],
    ],
    ['ARRAY<DECIMAL(20, 2)>', '[123456789012345678.125]', ['123456789012345678.13']],
    ['ARRAY<STRING>', '["a", 1.50, true, null]', ['a', '1.50', 'true', null]],
    ['ROW<a INT, b ROW<c STRING>>', '{"b": {"c": "x", "d": 1}, "z": 2}', { a: null, b: { c: 'x' } }],
    ['MAP<STRING, INT>', '{"a": 1, "b": 2, "a": 3}', { a: 3, b: 2 }],
    ['MAP<INT, STRING>', '{"7": "x"}', { '7': 'x' }],
    ['ROW<a INT>', '{"a": 1, "a": 2}', { a: 2 }],
    ['ROW<`__proto__` INT>', '{"__proto__": 1}', { ['__proto__']: 1 }],
    ['BYTES', '"AP8="', 'AP8='],
    [
      'ARRAY<ROW<t TIMESTAMP(3), d DATE>>',
      '[{"t": "2026-01-02 03:04:05.678", "d": "2026-01-02"}]',
      [{ t: '2026-01-02 03:04:05.678', d: '2026-01-02' }],
    ],
  ])('%s from %s', (type, json, expected) => {
    expect(one(type, json)).toEqual({ rows: [{ x: expected }], errors: [] });
  });

  it.each([
    ['ARRAY<INT>', '{"a": 1}'],
    ['ARRAY<INT>', '1'],
    ['ARRAY<INT>', '[1.5]'],
    ['ARRAY<INT>', '[2147483648]'],
    ['ARRAY<BIGINT>', '[9223372036854775808]'],
    ['ARRAY<INT>', '["many"]'],
    ['ARRAY<INT>', '[[1]]'],
    ['ARRAY<DOUBLE>', '[1e999]'],
    ['ARRAY<INT NOT NULL>', '[1, null]'],
    ['ROW<a INT NOT NULL>', '{}'],
    ['ROW<a INT>', '[1]'],
    ['MAP<INT, INT>', '{"x": 1}'],
    ['MAP<STRING, INT NOT NULL>', '{"x": null}'],
    ['BYTES', '"no base64"'],
    ['BYTES', '[1]'],
  ])('%s refuses %s', (type, json) => {
    expect(one(type, json)).toEqual({ rows: [], errors: ['JSON_TYPE'] });
  });

  it('come out of NDJSON as they went in', () => {
    const columns: Column[] = [
      { name: 'l', type: parseDataType('ARRAY<BIGINT>') ?? { kind: 'NULL' }, nullable: true },
      {
        name: 'r',
        type: parseDataType('ROW<a DECIMAL(38, 2), m MAP<STRING, BYTES>>') ?? { kind: 'NULL' },
        nullable: true,
      },
    ];
    const batch = new Batch(columns);
    const line = '{"l":[9007199254740993,null],"r":{"a":123456789012345678901234567890.10,"m":{"k":"AP8="}}}';
    const wanted = columns.map((column, index) => ({ index, column, path: [column.name], used: true }));
    const bytes = encodeUtf8(`${line}\n`);
    expect(jsonDecoder(wanted, host).decode(bytes, 0, bytes.length, batch).errors).toEqual([]);
    expect(rowEncoder(columns)(batch, 0)).toBe(line);
  });
});

describe('limits', () => {
  const nested = (depth: number): string => `{"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}\n`;
  it('S21: 64 levels pass, 65 do not', () => {
    expect(decodeText(nested(64), [['x', 'STRING']]).errors).toEqual([]);
    expect(decodeText(nested(65), [['x', 'STRING']]).errors).toEqual(['JSON_DEPTH']);
  });

  it('S21: more than 10,000 keys in one object are refused', () => {
    const keys = (count: number): string =>
      `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join(',')}}\n`;
    expect(decodeText(keys(10_000), [['x', 'STRING']]).errors).toEqual([]);
    expect(decodeText(keys(10_001), [['x', 'STRING']]).errors).toEqual(['JSON_LIMIT']);
  });

  it('S13: keys such as __proto__ are data', () => {
    const { rows } = decodeText('{"__proto__":{"polluted":1},"x":2}\n', [
      ['x', 'INT'],
      ['__proto__', 'STRING'],
    ]);
    expect(rows).toHaveLength(1);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('properties', () => {
  it('reads what JSON.parse reads, whatever the strings and numbers', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            s: fc.string({ unit: 'binary' }),
            d: fc.double({ noNaN: true, noDefaultInfinity: true }),
            i: fc.integer(),
          }),
          { maxLength: 20 },
        ),
        (items) => {
          const wellFormed = items.map((item) => ({ ...item, s: item.s.toWellFormed() }));
          const text = wellFormed.map((item) => `${JSON.stringify(item)}\n`).join('');
          const { rows, errors } = decodeText(text, [
            ['s', 'STRING'],
            ['d', 'DOUBLE'],
            ['i', 'INT'],
          ]);
          expect(errors).toEqual([]);
          expect(rows.map((row) => JSON.stringify(row))).toEqual(
            wellFormed.map((item) => JSON.stringify(item)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws on arbitrary bytes, and accounts for every line', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { rows, errors } = decode(bytes, [
          ['a', 'INT'],
          ['b', 'STRING'],
        ]);
        const lines = Buffer.from(bytes)
          .toString('latin1')
          .split('\n')
          .filter((line) => !/^[ \t\r]*$/.test(line));
        expect(rows.length + errors.length).toBe(lines.length);
      }),
      { numRuns: 2000 },
    );
  });
});
