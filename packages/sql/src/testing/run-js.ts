// Runs generated code in tests the way the engine does: helpers and constants are handed in, the source holds no text.

import type { Value } from '@weir/shared/data-type';
import { id, type Js, printJs } from '@weir/shared/fragment';
import type { Typed } from '../check/typed.ts';
import { toJs, toJsCondition } from '../js/to-js.ts';
import { changingHelpers } from '../runtime/changing.ts';
import { sqlHelpers } from '../runtime.ts';

/** A compiled expression: the row is the scope in order. Throws `RowError`. */
export type RowFunction = (row: readonly Value[]) => Value;

/** The source of an expression, and what runs it. */
export type Compiled = { readonly source: string; readonly fallible: boolean; readonly run: RowFunction };

const helperTable: Readonly<Record<string, unknown>> = {
  ...sqlHelpers,
  ...changingHelpers({ now: Date.now, random: Math.random }),
};

/** Compiles an expression; `condition` uses `toJsCondition`. */
export function compileRow(expression: Typed, form: 'value' | 'condition' = 'value'): Compiled {
  const column = (index: number): Js => id('c', index);
  const { code, fallible } = form === 'value' ? toJs(expression, column) : toJsCondition(expression, column);
  const { source, helpers, constants } = printJs(code);
  for (const name of helpers) if (helperTable[name] === undefined) throw new Error(`bug: no helper ${name}`);
  const columns = [...new Set(source.match(/\bc\d+\b/g) ?? [])];
  const body = [
    '"use strict";',
    ...helpers.map((name) => `const h_${name} = h.${name};`),
    ...constants.map((_, index) => `const k_${index} = k[${index}];`),
    `return (r) => { ${columns.map((name) => `const ${name} = r[${name.slice(1)}];`).join(' ')} return ${source}; };`,
  ].join('\n');
  const build: unknown = new Function('h', 'k', body)(helperTable, constants);
  if (typeof build !== 'function') throw new Error('bug: no function was built');
  return { source, fallible, run: (row) => Reflect.apply(build, undefined, [row]) };
}
