// PRINTF: the format language of Java over the values of a row.

import { isText, typeText } from '@weir/shared/data-type';
import { constant, helper, type Js, joinJs, js } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { isNumeric, STRING, scaleOf } from '../check/types.ts';
import { parseFormat } from '../printf/parse-format.ts';
import type { PrintedType } from '../printf/printf.ts';
import { define, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';
import { literalText } from './literal-text.ts';

function printfResult(values: readonly Typed[]): Resolved | Refusal {
  const [format, ...printed] = values;
  for (const [index, { type }] of printed.entries()) {
    if (isText(type) || isNumeric(type) || type.kind === 'BOOLEAN' || type.kind === 'NULL') continue;
    const message = `PRINTF prints text, numbers and BOOLEAN, this is ${typeText(type)}`;
    return {
      ...refuse(message, 'Convert it: CAST(… AS STRING).'),
      at: { argument: index + 1, from: 0, to: 0 },
    };
  }
  const text = literalText(format);
  const parsed = text === undefined ? undefined : parseFormat(text);
  if (parsed?.kind === 'unsupported') {
    const message = `${parsed.specifier} prints what only Java knows`;
    const at = { argument: 0, from: parsed.from, to: parsed.from + parsed.specifier.length };
    return { ...refuse(message, undefined, 'SQL_LITERAL'), at };
  }
  return { type: STRING, nullable: true, arguments: values };
}

function printfJs(
  [format = js`null`, ...values]: readonly Js[],
  { arguments: [first, ...printed] }: TypedCall,
): Js {
  const types: readonly PrintedType[] = printed.map(({ type }) => ({
    kind: type.kind,
    scale: scaleOf(type),
  }));
  const text = literalText(first);
  const known = text === undefined ? format : constant(parseFormat(text));
  return js`${helper('printf')}(${joinJs([known, constant(types), ...values], ', ')})`;
}

const PRINTF = define({
  name: 'PRINTF',
  family: 'text',
  rule: 'X1.48',
  documentation:
    "The values written into a format such as '%s: %5.2f'; NULL when the format and the values do not fit.",
  parameters: [parameter('format', 'text'), parameter('value', 'any', { optional: true, repeated: true })],
  nulls: 'own',
  result: printfResult,
  fallible: true,
  toJs: printfJs,
  cases: [
    ["PRINTF('%s-%d%%', 'a', 42)", 'a-42%'],
    ["PRINTF('%,d|%05d|%(d|%+d', 1234567, -1, -5, 5)", '1,234,567|-0001|(5)|+5'],
    ["PRINTF('%x %X %o %#x', -1, 255, 8, 255)", 'ffffffff FF 10 0xff'],
    ["PRINTF('%x', CAST(-1 AS TINYINT))", 'ff'],
    ["PRINTF('%.2f %.0f %.1f', 1.005E0, 0.5E0, 0.05E0)", '1.01 1 0.1'],
    ["PRINTF('%10.3f|%-8.1f|%08.2f', 3.14159E0, 2.0E0, -1.5E0)", '     3.142|2.0     |-0001.50'],
    ["PRINTF('%e %.3E %e', 12345.678E0, 0.00012E0, 0E0)", '1.234568e+04 1.200E-04 0.000000e+00'],
    ["PRINTF('%g %g %g', 0.0001E0, 123456.7E0, 1234567E0)", '0.000100000 123457 1.23457e+06'],
    ["PRINTF('%f %f', CAST('NaN' AS DOUBLE), -CAST('Infinity' AS DOUBLE))", 'NaN -Infinity'],
    ["PRINTF('%2$s %1$s %<S', 'a', 'b')", 'b a A'],
    ["PRINTF('%5s|%-5s|%.2s', 'ab', 'ab', 'abc')", '   ab|ab   |ab'],
    ["PRINTF('%b %s %d', NULL, CAST(NULL AS INT), CAST(NULL AS INT))", 'false null null'],
    ["PRINTF('%s %s', 1E7, 1.50)", '1.0E7 1.50'],
    ["PRINTF('%c', 97)", 'a'],
    ["PRINTF('%d', 'a')", null],
    ["PRINTF('%d', 1.5)", null],
    ["PRINTF('%s %s', 'a')", null],
    ["PRINTF('100%')", null],
    ["PRINTF('%-d', 1)", null],
    ["PRINTF('%++d', 1)", null],
  ],
});

/** PRINTF alone. */
export const printfFunctions: readonly FunctionDefinition[] = [PRINTF];
