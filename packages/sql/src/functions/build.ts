// Short forms for the tables of functions.

import { helper, type Js, joinJs, joinSql, js, type Sql, sql, sqlId } from '@weir/shared/fragment';
import { wordSql } from '../flink/sql-words.ts';
import type { FunctionDefinition, Parameter, ParameterKind } from './definition.ts';

/** A parameter. */
export function parameter(name: string, kind: ParameterKind, extra: Partial<Parameter> = {}): Parameter {
  return { name, kind, ...extra };
}

/** The call of a helper with all arguments. */
export function helperCall(name: string): (values: readonly Js[]) => Js {
  return (values) => js`${helper(name)}(${joinJs(values, ', ')})`;
}

/** One value made of one value. */
export function unary(build: (value: Js) => Js): (values: readonly Js[]) => Js {
  return ([value]) => build(value ?? js`null`);
}

/** The parts that most functions share: strict, and with name and commas in Flink. */
export function define(
  definition: Omit<FunctionDefinition, 'nulls'> & { readonly nulls?: FunctionDefinition['nulls'] },
): FunctionDefinition {
  return { nulls: 'strict', ...definition };
}

/** A list in SQL. */
export function sqlList(values: readonly Sql[]): Sql {
  return joinSql(values, ', ');
}

/** Words of our own tables, such as `EMPTY ARRAY`. */
export function sqlWords(words: string): Sql {
  const [first = '', ...rest] = words.split(' ');
  return rest.reduce((before, word) => sql`${before} ${wordSql(word)}`, wordSql(first));
}

export { type Sql, sql, sqlId };
