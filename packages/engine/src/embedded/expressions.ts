// Expressions of a node's settings, checked and compiled for the fused function.
import type { Column, DataType } from '@weir/shared/data-type';
import type { Js } from '@weir/shared/fragment';
import { checkExpression, columnsUsed } from '@weir/sql/check/check';
import { toJs, toJsCondition } from '@weir/sql/js/to-js';

/** Code that gives a carrier value; `fallible` code may throw a RowError. */
export type CompiledExpression = {
  readonly code: Js;
  readonly fallible: boolean;
  readonly type: DataType;
  readonly nullable: boolean;
  /** Indexes of the input columns that the code reads. */
  readonly uses: ReadonlySet<number>;
  /** Set when the expression is nothing but this input column. */
  readonly identity?: number | undefined;
};

/**
 * Compiles an expression that the planner has found good.
 *
 * @throws A bug when it has problems: plans with problems are never compiled.
 */
export function compileExpression(
  text: string,
  columns: readonly Column[],
  ids: readonly Js[],
): CompiledExpression {
  const checked = checkExpression(text, columns);
  if (!checked.ok) throw new Error(`bug: unchecked expression ${checked.diagnostics[0]?.message ?? ''}`);
  const compiled = toJs(checked.expression, (index) => columnId(ids, index));
  return {
    ...compiled,
    type: checked.type,
    nullable: checked.nullable,
    uses: columnsUsed(checked.expression),
    identity: checked.expression.kind === 'column' ? checked.expression.index : undefined,
  };
}

/** The same for a condition: the code is `true` when the condition is TRUE, else `false`. */
export function compileCondition(
  text: string,
  columns: readonly Column[],
  ids: readonly Js[],
): CompiledExpression {
  const checked = checkExpression(text, columns);
  if (!checked.ok) throw new Error(`bug: unchecked condition ${checked.diagnostics[0]?.message ?? ''}`);
  const compiled = toJsCondition(checked.expression, (index) => columnId(ids, index));
  return { ...compiled, type: { kind: 'BOOLEAN' }, nullable: false, uses: columnsUsed(checked.expression) };
}

/** An input column handed on as it is. */
export function passColumn(
  columns: readonly Column[],
  ids: readonly Js[],
  index: number,
): CompiledExpression {
  const column = columns[index];
  if (column === undefined) throw new Error('bug: column out of range');
  return {
    code: columnId(ids, index),
    fallible: false,
    type: column.type,
    nullable: column.nullable,
    uses: new Set([index]),
    identity: index,
  };
}

function columnId(ids: readonly Js[], index: number): Js {
  const id = ids[index];
  if (id === undefined) throw new Error('bug: column out of range');
  return id;
}
