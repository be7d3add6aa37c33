// Functions that cut characters off the ends of a text.

import { constant, type Js, js, type Sql, sql } from '@weir/shared/fragment';
import type { TypedCall } from '../check/typed.ts';
import { STRING, varyingType } from '../check/types.ts';
import { define, helperCall, parameter } from './build.ts';
import type { FunctionDefinition } from './definition.ts';

const HELPERS = { BOTH: 'trimBoth', LEADING: 'trimLeft', TRAILING: 'trimRight' } as const;

function trimmed(side: keyof typeof HELPERS, [value = js`null`, set = constant(' ')]: readonly Js[]): Js {
  return helperCall(HELPERS[side])([value, set]);
}

function trimSql([value = sql`NULL`, set]: readonly Sql[], { side }: TypedCall): Sql {
  const word = side === 'LEADING' ? sql`LEADING` : side === 'TRAILING' ? sql`TRAILING` : sql`BOTH`;
  return set === undefined ? sql`TRIM(${word} FROM ${value})` : sql`TRIM(${word} ${set} FROM ${value})`;
}

const trimming = {
  family: 'text',
  rule: 'X1.33',
  parameters: [parameter('text', 'text'), parameter('characters', 'text', { optional: true })],
  result: (values) => varyingType(values[0]?.type ?? STRING),
} satisfies Partial<FunctionDefinition>;

const TRIM = define({
  ...trimming,
  name: 'TRIM',
  documentation: 'The text without blanks, or without given characters, at its ends.',
  syntax: 'TRIM([BOTH | LEADING | TRAILING] [characters FROM] text)',
  toJs: (values, { side }) => trimmed(side ?? 'BOTH', values),
  toFlink: trimSql,
  cases: [
    ["TRIM('  a ')", 'a'],
    ["TRIM(LEADING 'x' FROM 'xxax')", 'ax'],
    ["TRIM(BOTH '' FROM ' a')", ' a'],
    ["TRIM(TRAILING 'bc' FROM 'abcb')", 'a'],
  ],
});

const LTRIM = define({
  ...trimming,
  name: 'LTRIM',
  documentation: 'The text without blanks, or without given characters, at its start.',
  toJs: (values) => trimmed('LEADING', values),
  cases: [
    ["LTRIM('  a ')", 'a '],
    ["LTRIM('😀a😀', '😀')", 'a😀'],
  ],
});

const RTRIM = define({
  ...trimming,
  name: 'RTRIM',
  documentation: 'The text without blanks, or without given characters, at its end.',
  toJs: (values) => trimmed('TRAILING', values),
  cases: [
    ["RTRIM('  a ')", '  a'],
    ["RTRIM('a😀', '😀')", 'a'],
  ],
});

const BTRIM = define({
  ...trimming,
  name: 'BTRIM',
  documentation: 'The text without blanks, or without given characters, at both ends.',
  toJs: (values) => trimmed('BOTH', values),
  cases: [
    ["BTRIM('  a ')", 'a'],
    ["BTRIM('abcxcba', 'abc')", 'x'],
  ],
});

/** Functions that trim. */
export const textTrimFunctions: readonly FunctionDefinition[] = [TRIM, LTRIM, RTRIM, BTRIM];
