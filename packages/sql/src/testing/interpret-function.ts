// Functions for the interpreter: the code of one call with all arguments as parameters. What is tested elsewhere by
// cases is trusted here; the interpreter is about how calls compose.

import type { Value } from '@weir/shared/data-type';
import type { TypedCall } from '../typed.ts';
import { compileRow, type RowFunction } from './run-js.ts';

const known = new WeakMap<TypedCall, RowFunction>();

/** The value of a call whose arguments are known. */
export function interpretFunction(expression: TypedCall, values: readonly Value[]): Value {
  const found = known.get(expression) ?? compileRow(flat(expression)).run;
  known.set(expression, found);
  return found(values);
}

/** The call with its arguments as columns that are never NULL, constants kept: some functions read them. */
function flat(expression: TypedCall): TypedCall {
  const nulls = expression.function === 'NULLIF' || expression.function === 'CONCAT_WS';
  return {
    ...expression,
    arguments: expression.arguments.map((argument, index) =>
      argument.kind === 'literal' && argument.value !== null
        ? argument
        : { kind: 'column', index, name: '', type: argument.type, nullable: nulls },
    ),
  };
}
