// The columns that random expressions see and the values their rows hold: edges of every type, NULL where it is allowed.

import type { Column, DataType, Value } from '@weir/shared/data-type';
import type { Random } from './random.ts';
import { randomValue } from './random-value.ts';

const INTS = [0, 1, -1, 2, 7, 100, 2_147_483_647, -2_147_483_648];
const LONGS: readonly Value[] = [
  0,
  1,
  -1,
  3,
  2 ** 53 - 1,
  1 - 2 ** 53,
  2n ** 53n,
  -(2n ** 53n),
  2n ** 53n + 1n,
  -(2n ** 63n),
  2n ** 63n - 1n,
  // Rounded twice, by way of a DOUBLE, it is another FLOAT.
  2n ** 60n + 2n ** 36n + 1n,
];
const DOUBLES = [
  0.5,
  0.7,
  95,
  2 ** 31,
  2 ** 63,
  -(2 ** 63),

  0,
  -0,
  1,
  -1.5,
  0.1,
  2.5,
  1e7,
  123_456_789.125,
  1e300,
  5e-324,
  -1e-300,
  NaN,
  Infinity,
  -Infinity,
];
const FLOATS = [0, -0, 1.5, -0.1, 16_777_216, 3.4e38, 1e-45, NaN, Infinity, -Infinity].map(Math.fround);
const CENTS = [0, 1, -1, 250, 995, -9_999_999_999, 9_999_999_999];
const LARGEST = 10n ** 38n - 1n;
const FINE: readonly Value[] = [
  0,
  1,
  -1,
  10n ** 18n,
  -LARGEST,
  LARGEST,
  1_500_000_000_000_000_000n,
  5n * 10n ** 17n,
];
const HUGE: readonly Value[] = [0, 1, -1, 5, 10n ** 37n, LARGEST, -LARGEST, 2n ** 64n];
const SMALL_FRACTIONS = [0, 1, -1, 99_999, -99_999, 50_000];
const TEXTS = [
  '',
  'a',
  'abc',
  'a%b',
  '_',
  '  x ',
  '12',
  '-3.5',
  ' 7 ',
  '1e3',
  '+.5',
  '😀',
  'a😀b',
  '\ud83d',
  '\udc00x',
  '\ufffd',
  "it's",
  'true',
  'No',
  'ß',
  'Ünï',
  'line\nbreak',
  '\u2028',
  'a,b,,c',
  'a\u0085b',
  '\u2029',
  '2024-02-29',
  '2023-2-30 1:2:3.123456789',
  '1970-01-01 24:00:00',
  '12:34:56.7',
  'NaN',
  '9223372036854775808',
  '0x1F',
  'c3a9',
];
const SHORT_TEXTS = ['a\u0085', '', 'a', 'ab', '😀😀', 'abcde', 'é 1'];
const FILLED_TEXTS = ['    ', 'a   ', 'abcd', '12  ', '😀x  '];
const BYTES = [[], [0], [97, 98], [255, 254], [0xc3, 0xa9], [0xf0, 0x9f, 0x98, 0x80], [0xc3, 97]].map(
  (list) => Uint8Array.from(list),
);
const DAY_MS = 86_400_000;
const DAYS = [-25_537, 47_512, 11_016, 0, 1, -1, 59, 19_782, 19_723, -719_162, 2_932_896, -25_509];
const CLOCK = [0, 1, 999, 1000, 45_296_789, DAY_MS - 1];
const MS = [
  1_706_531_696_790, 1_677_625_200_000, -2_206_393_200_000,

  0, 1, -1, 999, -1000, 1_709_210_096_789, 1_706_659_200_000, 1_735_689_599_999, -62_135_596_800_000,
  253_402_300_799_999,
];
const NANOS: readonly Value[] = [
  0,
  1,
  -1,
  999_999_999,
  -1_000_001,
  1_709_210_096_789_123_456n,
  1_706_659_200_000_000_000n,
  -62_135_596_800_000_000_000n,
  253_402_300_799_999_999_999n,
];
const WHOLE_SECONDS = MS.map((ms) => Math.trunc(ms / 1000) * 1000 + 0);

const INT_ARRAYS: readonly Value[] = [
  [],
  [1],
  [3, 1, 2, 1],
  [null],
  [2, null, 2],
  [2_147_483_647, -2_147_483_648],
];
const TEXT_ARRAYS: readonly Value[] = [[], ['a'], ['b', 'a', 'b'], ['😀', '\uffff', ''], ['', ' ', 'z']];
const MAPS: readonly Value[] = [
  new Map(),
  new Map<Value, Value>([['a', 1]]),
  new Map<Value, Value>([
    ['', null],
    ['😀', -2_147_483_648],
    ['abc', 7],
  ]),
];
const ROWS: readonly Value[] = [
  [null, 'x', null],
  [7, '', [1.5]],
  [-2_147_483_648, '😀', [NaN]],
];

type Source = { readonly name: string; readonly type: DataType; readonly values: readonly Value[] };

/** Each comes twice: as it is and never NULL with `0` behind its name. */
const SOURCES: readonly Source[] = [
  { name: 'ti', type: { kind: 'TINYINT' }, values: [0, 1, -1, 5, 127, -128] },
  { name: 'si', type: { kind: 'SMALLINT' }, values: [0, 1, -1, 300, 32_767, -32_768] },
  { name: 'i', type: { kind: 'INT' }, values: INTS },
  { name: 'l', type: { kind: 'BIGINT' }, values: LONGS },
  { name: 'f', type: { kind: 'FLOAT' }, values: FLOATS },
  { name: 'd', type: { kind: 'DOUBLE' }, values: DOUBLES },
  { name: 'm', type: { kind: 'DECIMAL', precision: 10, scale: 2 }, values: CENTS },
  { name: 'n', type: { kind: 'DECIMAL', precision: 38, scale: 18 }, values: FINE },
  { name: 'o', type: { kind: 'DECIMAL', precision: 38, scale: 0 }, values: HUGE },
  { name: 'q', type: { kind: 'DECIMAL', precision: 5, scale: 5 }, values: SMALL_FRACTIONS },
  { name: 's', type: { kind: 'STRING' }, values: TEXTS },
  { name: 'v', type: { kind: 'VARCHAR', length: 5 }, values: SHORT_TEXTS },
  { name: 'c', type: { kind: 'CHAR', length: 4 }, values: FILLED_TEXTS },
  { name: 'p', type: { kind: 'BOOLEAN' }, values: [true, false] },
  { name: 'b', type: { kind: 'BYTES' }, values: BYTES },
  { name: 'dt', type: { kind: 'DATE' }, values: DAYS },
  { name: 'h', type: { kind: 'TIME', precision: 3 }, values: CLOCK },
  { name: 'hs', type: { kind: 'TIME', precision: 0 }, values: [0, 1000, 45_296_000, DAY_MS - 1000] },
  { name: 't', type: { kind: 'TIMESTAMP', precision: 3 }, values: MS },
  { name: 'ts', type: { kind: 'TIMESTAMP', precision: 0 }, values: WHOLE_SECONDS },
  { name: 'tn', type: { kind: 'TIMESTAMP', precision: 9 }, values: NANOS },
  { name: 'z', type: { kind: 'TIMESTAMP_LTZ', precision: 3 }, values: MS },
  { name: 'zn', type: { kind: 'TIMESTAMP_LTZ', precision: 9 }, values: NANOS },
  {
    name: 'ai',
    type: { kind: 'ARRAY', element: { type: { kind: 'INT' }, nullable: true } },
    values: INT_ARRAYS,
  },
  {
    name: 'tx',
    type: { kind: 'ARRAY', element: { type: { kind: 'STRING' }, nullable: false } },
    values: TEXT_ARRAYS,
  },
  {
    name: 'mp',
    type: {
      kind: 'MAP',
      key: { type: { kind: 'STRING' }, nullable: false },
      value: { type: { kind: 'INT' }, nullable: true },
    },
    values: MAPS,
  },
  {
    name: 'r',
    type: {
      kind: 'ROW',
      fields: [
        { name: 'a', type: { kind: 'INT' }, nullable: true },
        { name: 'b', type: { kind: 'STRING' }, nullable: false },
        {
          name: 'c',
          type: { kind: 'ROW', fields: [{ name: 'd', type: { kind: 'DOUBLE' }, nullable: false }] },
          nullable: true,
        },
      ],
    },
    values: ROWS,
  },
];

/** The columns: `i` may be NULL, `i0` never is. */
export const SCOPE: readonly Column[] = SOURCES.flatMap(({ name, type }) => [
  { name, type, nullable: true },
  { name: `${name}0`, type, nullable: false },
]);

/** Rows in which every column takes each of its edges at least once. */
export function edgeRows(): readonly (readonly Value[])[] {
  const count = Math.max(...SOURCES.map(({ values }) => values.length));
  return Array.from({ length: count }, (_, index) =>
    SOURCES.flatMap(({ values }) => {
      const value = values[index % values.length] ?? null;
      return [value, value];
    }),
  );
}

/** A row of the scope: two values of three are edges; one of seven is NULL where that is allowed. */
export function randomRow(random: Random): Value[] {
  return SOURCES.flatMap(({ type, values }) => {
    const value = (): Value => (random.percent(67) ? random.pick(values) : randomValue(random, type));
    return [random.percent(15) ? null : value(), value()];
  });
}
