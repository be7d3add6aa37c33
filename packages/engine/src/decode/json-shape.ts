// The fast path of the JSON decoder: code generated for the exact layout that records have had so far.
//
// Most producers write the same keys in the same order with the same white space. A record that the exact decoder has
// read gives a shape: the bytes between its values, and what to do with each value. The generated function compares
// those bytes four at a time and reads wanted integers and strings in place. Whatever does not match, or could be an
// error, makes it give up, and the exact decoder reads the record from the start; so the fast path decides nothing.
import { constant, helper, id, type Js, joinJs, js } from '@weir/shared/fragment';
import { compileValue } from '../embedded/compile.ts';
import type { Host } from '../host.ts';
import type { ColumnStore } from '../runtime/batch.ts';
import type { JsonScanner } from './json-scan.ts';
import type { ValueReader } from './json-values.ts';

/** Bytes of layout and number of values that a shape may have. */
const LITERAL_BYTES_MAX = 4096;
const VALUES_MAX = 100;

/** A value of a record: what to do with it, and where it began and ended. */
export type ShapeValue = {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** Columns that take it; none for a value that is stepped over. */
  readonly columns: readonly ShapeColumn[];
};

export type ShapeColumn = {
  readonly index: number;
  /** How it is read: in place, or by the reader of the exact decoder. */
  readonly kind: 'integer' | 'other';
  readonly min: number;
  readonly max: number;
  readonly store: 'number' | 'reference' | 'none';
  readonly nullable: boolean;
  readonly read: ValueReader;
};

/** Reads the record that begins at `at` into row `row`; the place behind it, or -1 when the shape does not fit. */
export type ReadShape = (
  view: DataView,
  bytes: Uint8Array,
  at: number,
  row: number,
  stores: readonly ColumnStore[],
  scan: JsonScanner,
) => number;

/** Notes the layout of a record while the exact decoder reads it. */
export class ShapeTrace {
  readonly values: ShapeValue[] = [];
  usable = true;

  /** Forgets the last record. */
  reset(): void {
    this.values.length = 0;
    this.usable = true;
  }

  add(value: ShapeValue): void {
    if (this.values.length >= VALUES_MAX) this.usable = false;
    else this.values.push(value);
  }
}

/**
 * Generates the reader of a shape.
 *
 * @param record The bytes of the record the trace belongs to.
 * @param missing Columns that the record does not have: they become NULL.
 * @returns `undefined` when the layout is too large to be worth it.
 */
export function compileShape(
  trace: ShapeTrace,
  record: Uint8Array,
  missing: readonly ShapeColumn[],
  compile: Host['compile'],
): ReadShape | undefined {
  if (!trace.usable) return undefined;
  const parts: Js[] = [];
  let at = 0;
  let literalBytes = 0;
  trace.values.forEach((value, index) => {
    parts.push(matchLiteral(record.subarray(at, value.from)));
    literalBytes += value.from - at;
    parts.push(readValue(value, index));
    at = value.to;
  });
  parts.push(matchLiteral(record.subarray(at)));
  literalBytes += record.length - at;
  if (literalBytes > LITERAL_BYTES_MAX) return undefined;
  const nulls = missing.filter((column) => column.store !== 'none').map(setNull);
  const readers = trace.values.map((value, index) => js`const ${id('r', index)} = ${readerOf(value)};`);
  const code = js`(() => { ${joinJs(readers)}
return (view, bytes, at, row, stores, scan) => {
let v = 0, d = 0, n = 0, e = 0;
${joinJs(parts)}
${joinJs(nulls)}
return at;
}; })()`;
  // The fragment evaluates to a function of exactly these parameters.
  return compileValue(code, compile) as ReadShape;
}

function readerOf(value: ShapeValue): Js {
  const [first] = value.columns;
  return first === undefined ? js`null` : constant(first.read);
}

/** Compares the bytes at `at` with a constant text, four at a time, and steps over them. */
function matchLiteral(literal: Uint8Array): Js {
  const tests: Js[] = [];
  let index = 0;
  for (; index + 4 <= literal.length; index += 4) {
    const word =
      (literal[index] ?? 0) |
      ((literal[index + 1] ?? 0) << 8) |
      ((literal[index + 2] ?? 0) << 16) |
      ((literal[index + 3] ?? 0) << 24);
    tests.push(js`view.getInt32(at + ${index}, true) !== ${word}`);
  }
  for (; index < literal.length; index += 1) tests.push(js`bytes[at + ${index}] !== ${literal[index] ?? 0}`);
  const step = js`at += ${literal.length};`;
  return tests.length === 0 ? step : js`if (${joinJs(tests, ' || ')}) return -1; ${step}`;
}

function readValue(value: ShapeValue, index: number): Js {
  const [column, ...others] = value.columns;
  // A value that several columns take, or that is kept whole and entered as well, is left to the exact decoder.
  if (others.length > 0) return js`return -1;`;
  if (column === undefined) return js`at = ${helper('skipScalar')}(bytes, at, scan, ${value.depth});`;
  return column.kind === 'integer' ? readInteger(column) : readOther(column, index, value.depth);
}

/** An integer of at most 15 digits, without leading zeros, inside the range of the column. */
function readInteger(column: ShapeColumn): Js {
  const store = storeNumber(column);
  return js`n = 0; if (bytes[at] === 45) { n = 1; at += 1; }
e = at; v = 0; d = bytes[at] - 48;
while (d >= 0 && d <= 9) { v = v * 10 + d; at += 1; d = bytes[at] - 48; }
e = at - e;
if (e === 0 || e > 15 || (d = bytes[at], d !== 44 && d !== 125) || (e > 1 && bytes[at - e] === 48)) return -1;
if (n === 1) v = v === 0 ? 0 : -v;
if (v < ${column.min} || v > ${column.max}) return -1;
${store}`;
}

function readOther(column: ShapeColumn, index: number, depth: number): Js {
  const value = id('x', index);
  const read = js`scan.at = at; const ${value} = ${id('r', index)}(scan, ${depth}); at = scan.at;`;
  const check = column.nullable ? js`` : js`if (${value} === null) return -1;`;
  if (column.store === 'none') return js`${read} ${check}`;
  if (column.store === 'reference')
    return js`${read} ${check} stores[${column.index}].values[row] = ${value};`;
  return js`${read} ${check} if (typeof ${value} === 'number') { stores[${column.index}].floats[row] = ${value}; stores[${column.index}].nulls[row] = 0; } else ${helper('setWide')}(stores[${column.index}], row, ${value});`;
}

function storeNumber(column: ShapeColumn): Js {
  if (column.store === 'none') return js``;
  return js`stores[${column.index}].floats[row] = v; stores[${column.index}].nulls[row] = 0;`;
}

function setNull(column: ShapeColumn): Js {
  if (column.store === 'reference') return js`stores[${column.index}].values[row] = null;`;
  return js`stores[${column.index}].floats[row] = NaN; stores[${column.index}].nulls[row] = 1;`;
}
