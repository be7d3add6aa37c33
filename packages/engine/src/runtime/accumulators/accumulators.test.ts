// X3: every worked example of every aggregate, and what holds for all: code equals function, merge, retract, snapshots.

import type { Column, DataType, Value } from '@weir/shared/data-type';
import { AGGREGATES } from '@weir/sql/aggregates/index';
import { checkAggregate } from '@weir/sql/check/check';
import type { TypedAggregate } from '@weir/sql/check/typed';
import { RowError } from '@weir/sql/row-error';
import { compile } from '@weir/testkit/compile.node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compileValue } from '../../embedded/compile.ts';
import { Batch } from '../batch.ts';
import { type GroupCode, groupCode } from '../group-code.ts';
import type { FieldArray } from '../group-fields.ts';
import { GroupTable } from '../group-table.ts';
import { loadValue, savedValueSchema, saveValue } from '../snapshot-values.ts';
import type { Accumulator } from './accumulator.ts';
import { type Ledger, newLedger } from './ledger.ts';

type Modes = { readonly merges: boolean; readonly retracts: boolean };

/** One group of one aggregate over columns `x` and `i`, the number of the row. */
class Group {
  readonly aggregate: TypedAggregate;
  readonly ledger: Ledger;
  readonly one: Accumulator;
  readonly #columns: readonly Column[];
  readonly #code: GroupCode;
  readonly #table: GroupTable;

  constructor(call: string, type: DataType, modes: Modes, ledger: Ledger = newLedger()) {
    this.#columns = [
      { name: 'x', type, nullable: true },
      { name: 'i', type: { kind: 'INT' }, nullable: true },
    ];
    const checked = checkAggregate(call, this.#columns);
    if (!checked.ok) throw new Error(`${call}: ${checked.diagnostics[0]?.message}`);
    this.aggregate = checked.aggregate;
    this.ledger = ledger;
    const options = { ledger, ...modes };
    this.#code = groupCode([this.aggregate], this.#columns, (text) => compileValue(text, compile), options);
    const [one] = this.#code.accumulators;
    if (one === undefined) throw new Error('unexpected');
    this.one = one;
    this.#table = new GroupTable(0, this.#code.kinds);
    this.#table.slotOfAll([]);
  }

  get fields(): readonly FieldArray[] {
    return this.#table.fields;
  }

  /** Adds a row by the generated code; `i` is its number in the list. */
  add(value: Value, row: number): void {
    const batch = new Batch(this.#columns);
    batch.push([value, row], 0);
    this.ledger.arrivals += 1;
    this.#code.add(this.fields, 0, batch, 0);
  }

  /** The same by the function, as DISTINCT calls it. Only for calls whose arguments are columns. */
  step(step: 'add' | 'retract', value: Value, row: number): void {
    this.ledger.arrivals += 1;
    const values = this.aggregate.arguments.map((argument) =>
      argument.kind === 'column' ? (argument.name === 'x' ? value : row) : row,
    );
    const [first = 0, second = null] = values;
    if (first === null && this.one.keepsNull !== true) return;
    this.one[step]?.(this.fields, 0, first, second);
  }

  merge(other: Group): void {
    if (this.one.merge === undefined) throw new Error(`${this.aggregate.function} has no merge`);
    this.one.merge(this.fields, 0, other.fields, 0);
  }

  result(): Value {
    return this.one.result(this.fields, 0);
  }

  /** The fields through a snapshot. */
  restored(): readonly FieldArray[] {
    const text = JSON.stringify(this.fields.map((field) => [...field.slice(0, 1)].map(saveValue)));
    return z
      .array(z.array(savedValueSchema))
      .parse(JSON.parse(text))
      .map((field, index) => {
        const values = field.map(loadValue);
        return this.fields[index] instanceof Float64Array ? Float64Array.from(values.map(Number)) : values;
      });
  }
}

function groupOf(call: string, type: DataType, values: readonly Value[], modes: Partial<Modes> = {}): Group {
  const group = new Group(call, type, { merges: true, retracts: false, ...modes });
  values.forEach((value, row) => {
    group.add(value, row);
  });
  return group;
}

/** Equal; what is computed in DOUBLE up to its rounding, which is a whole unit in a type that cuts the result. */
function expectSame(actual: Value, wanted: Value, precision: 'exact' | 'double' | 'cut'): void {
  if (precision === 'exact' || !isNumber(actual) || !isNumber(wanted) || Number.isNaN(wanted)) {
    expect(actual).toEqual(wanted);
    return;
  }
  // The root of a sum of squares that should be 0 makes 1e-4 of a rounding error of 1e-8.
  const slack = precision === 'cut' ? 1 : 1e-4 * Math.max(1, Math.abs(Number(wanted)));
  expect(Math.abs(Number(actual) - Number(wanted))).toBeLessThanOrEqual(slack);
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

describe.each(AGGREGATES)('$rule: $name', (definition) => {
  test.each(definition.cases)('$call of $values is $result', ({ call, type, values, result }) => {
    for (const merges of [true, false]) {
      const group = groupOf(call, type, values, { merges: merges && definition.name !== 'JSON_OBJECTAGG' });
      expectSame(group.result(), result, 'double');
    }
  });

  test('has a case, a line of documentation that ends in a full stop, and a rule', () => {
    expect(definition.cases.length).toBeGreaterThan(0);
    expect(definition.documentation).toMatch(/\.$/);
    expect(definition.rule).toMatch(/^X3\.\d+$/);
  });
});

const INT: DataType = { kind: 'INT' };
const BIGINT: DataType = { kind: 'BIGINT' };
const DOUBLE: DataType = { kind: 'DOUBLE' };
const STRING: DataType = { kind: 'STRING' };
const BYTES: DataType = { kind: 'BYTES' };
const DECIMAL: DataType = { kind: 'DECIMAL', precision: 10, scale: 4 };

// No NaN and no overflow of a DECIMAL: their result depends on the order of the rows, in Flink too (X3.3, X3.5).
const VALUES: readonly (readonly [DataType, readonly Value[]])[] = [
  [INT, [null, 0, 1, -1, 7, 2_147_483_647, -2_147_483_648]],
  [BIGINT, [null, 0, 5, 2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n]],
  [DOUBLE, [null, 0, -0, 1.5, -2.25, 1000]],
  [DECIMAL, [null, 0, 15_000, -1, 9_999_999_999]],
  [
    STRING,
    [null, '', 'a', 'b', '\uffee', '\u{1f600}', 'a long text that takes more than one unit of the ledger'],
  ],
  [BYTES, [null, Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(255)]],
];

const NUMERIC = [
  'SUM(x)',
  'AVG(x)',
  'VAR_POP(x)',
  'STDDEV_SAMP(x)',
  'SUM(DISTINCT x)',
  'AVG(DISTINCT x)',
  'VAR_SAMP(DISTINCT x)',
  'PERCENTILE(x, 0.3)',
  'PERCENTILE(x, ARRAY[0, 0.5], i)',
];
const ORDERED = ['MIN(x)', 'MAX(x)', 'FIRST_VALUE(x)', 'LAST_VALUE(x)'];
const ANY = [
  'COUNT(*)',
  'COUNT(x)',
  'COUNT(DISTINCT x)',
  'ARRAY_AGG(x)',
  'ARRAY_AGG(DISTINCT x)',
  'ARRAY_AGG(x IGNORE NULLS)',
  'COLLECT(x)',
  'COLLECT(DISTINCT x)',
  'JSON_ARRAYAGG(x NULL ON NULL)',
];
const TEXT = ['LISTAGG(x)', "LISTAGG(DISTINCT x, '')"];

const CALLS = VALUES.flatMap(([type, values]) => {
  const numeric = type.kind !== 'STRING' && type.kind !== 'BYTES';
  const calls = [
    ...ANY,
    ...(numeric ? NUMERIC : []),
    ...(type.kind === 'BYTES' ? [] : ORDERED),
    ...(type.kind === 'STRING' ? TEXT : []),
  ];
  return calls.map((call) => ({ name: `${call} of ${type.kind}`, call, type, values }));
});

const lists = (values: readonly Value[]): fc.Arbitrary<Value[]> =>
  fc.array(fc.constantFrom(...values), { maxLength: 12 });
/** How exact a result is: a DOUBLE is not, and a variance is computed in it, then cut to the type of the values. */
function precisionOf(call: string, type: DataType): 'exact' | 'double' | 'cut' {
  if (type.kind === 'DOUBLE') return 'double';
  if (/VAR|STDDEV/.test(call)) return 'cut';
  return call.startsWith('PERCENTILE') ? 'double' : 'exact';
}

/** Values whose squares a DOUBLE holds to the unit: beyond, what rounding leaves of a variance depends on the order. */
const small = (values: readonly Value[]): readonly Value[] =>
  values.filter((value) => Math.abs(Number(value)) <= 15_000);

describe.each(CALLS)('$name', ({ call, type, values }) => {
  const precision = precisionOf(call, type);
  const summed = precision === 'cut' ? small(values) : values;

  test('the generated code and the function add alike', () => {
    fc.assert(
      fc.property(lists(values), fc.boolean(), (list, retracts) => {
        const generated = groupOf(call, type, list, { retracts });
        const stepped = groupOf(call, type, [], { retracts });
        for (const [row, value] of list.entries()) stepped.step('add', value, row);
        expect(stepped.result()).toEqual(generated.result());
        expect(stepped.ledger.kept).toBe(generated.ledger.kept);
      }),
    );
  });

  test('rows dealt to two groups and merged, either way round, give what one group gives', () => {
    fc.assert(
      fc.property(lists(summed), fc.infiniteStream(fc.boolean()), fc.boolean(), (list, sides, swapped) => {
        const ledger = newLedger();
        const modes = { merges: true, retracts: false };
        const [left, right] = [new Group(call, type, modes, ledger), new Group(call, type, modes, ledger)];
        for (const [row, value] of list.entries())
          (sides.next().value === true ? left : right).add(value, row);
        const before = JSON.stringify(right.restored().map((field) => [...field].map(saveValue)));
        const merged = groupOf(call, type, []);
        merged.merge(swapped ? right : left);
        merged.merge(swapped ? left : right);
        // JSON has no order to keep here: only the order of arrival, which the merge restores.
        expectSame(
          sorted(call, merged.result()),
          sorted(call, groupOf(call, type, list).result()),
          precision,
        );
        expect(JSON.stringify(right.restored().map((field) => [...field].map(saveValue)))).toBe(before);
      }),
    );
  });

  test('a group that was merged and is taken back leaves what was there without it, to the last bit', () => {
    fc.assert(
      fc.property(lists(summed), lists(summed), fc.boolean(), (stay, leave, retracts) => {
        const kept = groupOf(call, type, stay, { retracts });
        const gone = groupOf(call, type, leave, { retracts });
        const merged = groupOf(call, type, [], { retracts });
        if (merged.one.unmerge === undefined) return;
        merged.merge(gone);
        merged.merge(kept);
        merged.one.unmerge(merged.fields, 0, gone.fields, 0);
        expect(merged.result()).toEqual(kept.result());
      }),
    );
  });

  test('rows that are taken back leave what was there without them', () => {
    const half = Math.ceil(summed.length / 2);
    // An aggregate by order takes back the earliest of equal values, so there the two lists share none.
    const shared = !/FIRST|LAST|LISTAGG|ARRAY/.test(call);
    const kept = shared ? summed : summed.slice(0, half);
    const gone = shared ? summed : summed.slice(half);
    fc.assert(
      fc.property(lists(kept), lists(gone), (stay, leave) => {
        const group = groupOf(call, type, stay, { retracts: true });
        for (const value of leave) group.add(value, 3);
        for (const value of leave) group.step('retract', value, 3);
        const wanted = groupOf(call, type, stay, { retracts: true });
        // A sum of squares that rounding left below zero is NULL, as in Flink.
        const result =
          /VAR|STDDEV/.test(call) && wanted.result() === 0 ? (group.result() ?? 0) : group.result();
        expectSame(sorted(call, result), sorted(call, wanted.result()), precision);
        expect(group.ledger.kept).toBe(wanted.ledger.kept);
      }),
    );
  });

  test('a group goes on from a snapshot as if nothing had happened', () => {
    fc.assert(
      fc.property(lists(values), lists(values), fc.boolean(), (first, second, retracts) => {
        const whole = groupOf(call, type, first, { retracts });
        const resumed = groupOf(call, type, [], { retracts });
        resumed.ledger.arrivals = whole.ledger.arrivals;
        whole.restored().forEach((field, at) => {
          const own = resumed.fields[at];
          const [value = null] = field;
          if (own instanceof Float64Array) own[0] = Number(value);
          else if (own !== undefined) own[0] = value;
        });
        for (const [row, value] of second.entries()) {
          whole.add(value, row);
          resumed.add(value, row);
        }
        expect(resumed.result()).toEqual(whole.result());
      }),
    );
  });
});

/** A MULTISET has no order. */
function sorted(call: string, value: Value): Value {
  if (!call.startsWith('COLLECT') || !(value instanceof Map)) return value;
  return [...value].map((pair) => JSON.stringify(pair.map(saveValue))).sort();
}

function outcome(run: () => void): string {
  try {
    run();
    return 'added';
  } catch (error) {
    return error instanceof RowError ? error.code : 'bug';
  }
}

describe('STATE_LIMIT', () => {
  test.each([
    'LISTAGG(x)',
    'ARRAY_AGG(x)',
    'COLLECT(x)',
    'COUNT(DISTINCT x)',
    'JSON_ARRAYAGG(x)',
    'JSON_OBJECTAGG(x VALUE i)',
  ])('%s refuses the row beyond the cap, and the group stays as it was', (call) => {
    const perRow = call.startsWith('JSON_OBJECT') ? 2 : 1;
    const modes = { merges: false, retracts: false };
    const group = new Group(call, STRING, modes, newLedger({ groupMax: 2 * perRow }));
    expect(['a', 'b', 'c'].map((text) => outcome(() => group.add(text, 0)))).toEqual([
      'added',
      'added',
      'STATE_LIMIT',
    ]);
    const wanted = new Group(call, STRING, modes);
    for (const text of ['a', 'b']) wanted.add(text, 0);
    expect(group.result()).toEqual(wanted.result());
    expect(group.ledger.kept).toBe(2 * perRow);
  });

  test('a known value of DISTINCT takes no room, a long text takes more, all groups together have a cap too', () => {
    const modes = { merges: false, retracts: false };
    const group = new Group('COUNT(DISTINCT x)', STRING, modes, newLedger({ groupMax: 1 }));
    expect(['a', 'a', 'b'].map((text) => outcome(() => group.add(text, 0)))).toEqual([
      'added',
      'added',
      'STATE_LIMIT',
    ]);
    const long = new Group('LISTAGG(x)', STRING, modes, newLedger({ groupMax: 3 }));
    expect(['x'.repeat(64), 'y'].map((text) => outcome(() => long.add(text, 0)))).toEqual([
      'added',
      'STATE_LIMIT',
    ]);
    const ledger = newLedger({ totalMax: 1 });
    const [one, two] = [
      new Group('LISTAGG(x)', STRING, modes, ledger),
      new Group('LISTAGG(x)', STRING, modes, ledger),
    ];
    expect([one, two].map((each) => outcome(() => each.add('a', 0)))).toEqual(['added', 'STATE_LIMIT']);
  });
});

describe('X3.11: keys of JSON_OBJECTAGG', () => {
  test('a row that repeats a key or has none is an error of that row; the first stays', () => {
    const group = new Group('JSON_OBJECTAGG(x VALUE i)', STRING, { merges: false, retracts: false });
    const rows = ['a', 'b', 'a', null];
    expect(rows.map((text, row) => outcome(() => group.add(text, row)))).toEqual([
      'added',
      'added',
      'JSON_KEY',
      'JSON_KEY',
    ]);
    expect(group.result()).toBe('{"a":0,"b":1}');
  });

  test('JSON_PATH: a map with a NULL key is an error of its row, not of the result', () => {
    const item = { type: STRING, nullable: true };
    const type: DataType = { kind: 'MAP', key: item, value: item };
    const group = new Group('JSON_ARRAYAGG(x)', type, { merges: false, retracts: false });
    const rows = [new Map([[null, 'x']]), new Map([['b', 'x']])];
    expect(rows.map((map, row) => outcome(() => group.add(map, row)))).toEqual(['JSON_PATH', 'added']);
    expect(group.result()).toBe('[{"b":"x"}]');
  });
});

test('X3.14: equal means equal in SQL: NaN once, 0.0 and -0.0 apart, bytes by content', () => {
  expect(groupOf('COUNT(DISTINCT x)', DOUBLE, [Number.NaN, Number.NaN, 0, -0]).result()).toBe(3);
  expect(groupOf('ARRAY_AGG(DISTINCT x)', DOUBLE, [-0, 0]).result()).toEqual([-0, 0]);
  expect(groupOf('COUNT(DISTINCT x)', BYTES, [Uint8Array.of(1), Uint8Array.of(1)]).result()).toBe(1);
  const map: DataType = {
    kind: 'MAP',
    key: { type: STRING, nullable: false },
    value: { type: INT, nullable: true },
  };
  const one = new Map(Object.entries({ a: 1, b: 2 }));
  const two = new Map(Object.entries({ b: 2, a: 1 }));
  expect(groupOf('COUNT(DISTINCT x)', map, [one, two]).result()).toBe(1);
  expect(groupOf('ARRAY_AGG(DISTINCT x)', map, [one]).result()).toEqual([one]);
});
