// Text to value and back at the edges of the engine.

import type { Value } from '@weir/shared/data-type';
import { parseDataType } from '@weir/shared/parse-data-type';
import { describe, expect, test } from 'vitest';
import { formatValue, jsonText, parseValue } from './values.ts';

function typed(text: string) {
  const type = parseDataType(text);
  if (type === undefined) throw new Error(text);
  return type;
}

describe('R2, R3: fields are read exactly or not at all', () => {
  test.each<[string, string, Value | undefined]>([
    [' 12 ', 'INT', 12],
    ['-0', 'INT', 0],
    ['2147483648', 'INT', undefined],
    ['1.0', 'INT', undefined],
    ['9007199254740993', 'BIGINT', 9_007_199_254_740_993n],
    ['9223372036854775808', 'BIGINT', undefined],
    ['12.5', 'DECIMAL(10, 2)', 1250],
    ['12.500', 'DECIMAL(10, 2)', 1250],
    ['12.505', 'DECIMAL(10, 2)', 1251],
    ['1e2', 'DECIMAL(10, 2)', 10_000],
    ['1e999999999', 'DECIMAL(10, 2)', undefined],
    ['1e999', 'DOUBLE', undefined],
    ['0.1', 'FLOAT', Math.fround(0.1)],
    ['TRUE', 'BOOLEAN', true],
    ['yes', 'BOOLEAN', undefined],
    [' x ', 'STRING', ' x '],
    ['2024-02-29', 'DATE', 19_782],
    ['2023-02-29', 'DATE', undefined],
    ['12:34:56.789', 'TIME', 45_296_789],
    ['2024-02-29 12:34:56.789', 'TIMESTAMP(3)', 1_709_210_096_789],
    ['2024-02-29T12:34:56.789Z', 'TIMESTAMP(3)', 1_709_210_096_789],
    ['2024-02-29T12:34:56.789123Z', 'TIMESTAMP(3)', 1_709_210_096_789],
    ['2024-02-29T14:34:56.789+02:00', 'TIMESTAMP_LTZ(3)', 1_709_210_096_789],
    ['2024-02-29T14:34:56.789+02:00', 'TIMESTAMP(3)', undefined],
    ['1969-12-31 23:59:59.999', 'TIMESTAMP(3)', -1],
    ['24:00', 'TIME', undefined],
    ['', 'INT', undefined],
  ])('%o as %s is %o', (text, type, expected) => {
    expect(parseValue(text, typed(type))).toBe(expected);
  });
});

describe('output keeps every digit', () => {
  test.each<[Value, string, string | number | boolean | null, string]>([
    [1250, 'DECIMAL(10, 2)', '12.50', '12.50'],
    [-5, 'DECIMAL(10, 2)', '-0.05', '-0.05'],
    [10n ** 37n, 'DECIMAL(38, 0)', `1${'0'.repeat(37)}`, `1${'0'.repeat(37)}`],
    [5, 'BIGINT', 5, '5'],
    [2n ** 63n - 1n, 'BIGINT', '9223372036854775807', '9223372036854775807'],
    [Number.NaN, 'DOUBLE', 'NaN', '"NaN"'],
    [1.5, 'DOUBLE', 1.5, '1.5'],
    [-0, 'DOUBLE', -0, '-0.0'],
    [1_709_210_096_789, 'TIMESTAMP(3)', '2024-02-29 12:34:56.789', '"2024-02-29 12:34:56.789"'],
    [1_709_210_096_789, 'TIMESTAMP_LTZ(3)', '2024-02-29 12:34:56.789Z', '"2024-02-29 12:34:56.789Z"'],
    [-1, 'TIMESTAMP(3)', '1969-12-31 23:59:59.999', '"1969-12-31 23:59:59.999"'],
    [19_782, 'DATE', '2024-02-29', '"2024-02-29"'],
    [45_296_000, 'TIME', '12:34:56', '"12:34:56"'],
    ['a"b', 'STRING', 'a"b', '"a\\"b"'],
    [true, 'BOOLEAN', true, 'true'],
    [null, 'INT', null, 'null'],
  ])('%o of %s', (value, type, formatted, text) => {
    expect(formatValue(value, typed(type))).toBe(formatted);
    expect(jsonText(value, typed(type))).toBe(text);
  });
});
