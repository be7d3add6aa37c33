// Columns of a source that are computed from its other columns, for a whole batch of decoded rows at once.
import { type Column, carrierOf } from '@weir/shared/data-type';
import { helper, id, type Js, joinJs, js } from '@weir/shared/fragment';
import { RowError } from '@weir/sql/row-error';
import { compileValue } from '../embedded/compile.ts';
import { type CompiledExpression, compileExpression } from '../embedded/expressions.ts';
import type { NamedExpression } from '../field.ts';
import type { Host } from '../host.ts';
import type { Batch } from './batch.ts';
import { loadRowColumn } from './group-code.ts';
import { helpersOf } from './helpers.ts';

/** Computes the columns of all rows of a batch; gives the rows that cannot be computed, with the reason. */
export type FillComputed = (batch: Batch) => ReadonlyMap<number, RowError>;

type Computed = { readonly index: number; readonly column: Column; readonly expression: CompiledExpression };

/** The computed columns among the columns of a source. */
function compiled(columns: readonly Column[], computed: readonly NamedExpression[]): readonly Computed[] {
  const own = columns.slice(0, columns.length - computed.length);
  const ids = own.map((_, index) => id('c', index));
  return computed.map((item, position) => {
    const index = own.length + position;
    const column = columns[index];
    if (column === undefined) throw new Error('bug: a source without its computed columns');
    return { index, column, expression: compileExpression(item.expression, own, ids) };
  });
}

/** The columns that must be decoded so that the wanted ones can be given. One that can fail is computed in any case. */
export function computedDemand(
  columns: readonly Column[],
  computed: readonly NamedExpression[],
  wanted: ReadonlySet<number>,
): ReadonlySet<number> {
  const demand = new Set(wanted);
  for (const { index, expression } of compiled(columns, computed)) {
    if (!wanted.has(index) && !expression.fallible) continue;
    for (const used of expression.uses) demand.add(used);
  }
  return demand;
}

/** Compiles the computed columns that are wanted or can fail; `undefined` when there are none. */
export function compileComputed(
  columns: readonly Column[],
  computed: readonly NamedExpression[],
  wanted: ReadonlySet<number>,
  host: Host,
): FillComputed | undefined {
  const needed = compiled(columns, computed).filter(
    ({ index, expression }) => wanted.has(index) || expression.fallible,
  );
  if (needed.length === 0) return undefined;
  const uses = new Set(needed.flatMap(({ expression }) => [...expression.uses]));
  const loads = [...uses].sort((a, b) => a - b).map((index) => loadRowColumn(index, columns[index]));
  const writes = needed.map((one) => assign(one, wanted.has(one.index)));
  const body = joinJs([...loads, ...writes]);
  const guarded = needed.some(({ expression }) => expression.fallible)
    ? js`try { ${body} } catch (error) { failed(i, error); }`
    : body;
  // The fragment is an arrow function of exactly these parameters.
  const run = compileValue(
    js`(b, failed) => { for (let i = 0; i < b.length; i += 1) { ${guarded} } }`,
    host.compile,
    helpersOf(host),
  ) as (batch: Batch, failed: (row: number, error: unknown) => void) => void;
  return (batch) => {
    const failed = new Map<number, RowError>();
    run(batch, (row, error) => {
      if (!(error instanceof RowError)) throw error;
      failed.set(row, error);
    });
    return failed;
  };
}

function assign({ index, column, expression }: Computed, wanted: boolean): Js {
  const value = id('v', index);
  const made = js`const ${value} = ${expression.code};`;
  if (!wanted) return made;
  const store = js`b.stores[${index}]`;
  switch (carrierOf(column.type)) {
    case 'reference':
      return js`${made} ${store}.values[i] = ${value};`;
    case 'wide':
      return js`${made} if (typeof ${value} === 'number') { ${store}.floats[i] = ${value}; ${store}.nulls[i] = 0; } else ${helper('setWide')}(${store}, i, ${value});`;
    case 'float':
      return js`${made} if (${value} === null) { ${store}.floats[i] = NaN; ${store}.nulls[i] = 1; } else { ${store}.floats[i] = ${value}; ${store}.nulls[i] = 0; }`;
  }
}
