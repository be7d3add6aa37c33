// What a function is: one definition feeds the checker, both printers, completion, the reference page and its tests.

import type { DataType, Value } from '@weir/shared/data-type';
import type { DiagnosticCode } from '@weir/shared/diagnostics';
import type { Js, Sql } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import type { AstCall } from '../parse/ast.ts';

/**
 * What a parameter takes. `double` converts any number to DOUBLE, `integer` is TINYINT to INT, `exact` an integer or
 * DECIMAL, `whole` any integer as it is, `bigint` the same as BIGINT, `bytes` bytes, `string` text or bytes, `moment` a TIMESTAMP or
 * TIMESTAMP_LTZ, `dated` those and DATE and TIME; `array` and `map` of anything.
 */
export type ParameterKind =
  | 'number'
  | 'exact'
  | 'double'
  | 'integer'
  | 'whole'
  | 'bigint'
  | 'text'
  | 'bytes'
  | 'string'
  | 'boolean'
  | 'moment'
  | 'dated'
  | 'array'
  | 'map'
  | 'any';

/** A parameter. The last one may repeat. */
export type Parameter = {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly optional?: boolean | undefined;
  readonly repeated?: boolean | undefined;
};

/** What is to be said about a call. */
export type Warning = {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The argument it is about, and the part of its text when it is a literal; or the name of the function or field. */
  readonly at?:
    | 'name'
    | { readonly argument: number; readonly from?: number; readonly to?: number }
    | undefined;
};

/** Why a call cannot be typed. */
export type Refusal = Warning & { readonly refused: true };

/** A typed call, as far as the function decides it. */
export type Resolved = {
  readonly type: DataType;
  readonly nullable: boolean;
  readonly arguments: readonly Typed[];
};

/** One worked example: SQL text and what it gives; run by the tests and shown in the reference. */
export type FunctionCase = readonly [expression: string, expected: Value];

/** A function. */
export type FunctionDefinition = {
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly family: 'number' | 'text' | 'time' | 'condition' | 'json' | 'collection' | 'changing';
  /** Rule of docs/semantics.md. */
  readonly rule: string;
  readonly documentation: string;
  readonly parameters: readonly Parameter[];
  /** How the call is written when it is not name and commas. */
  readonly syntax?: string | undefined;
  /** `strict`: a NULL argument gives NULL and the code never sees one. `own`: the function decides. */
  readonly nulls: 'strict' | 'own';
  /** True when the result can be NULL although no argument is. */
  readonly yieldsNull?: boolean | ((values: readonly Typed[]) => boolean) | undefined;
  /** True when the call can end the row with an error. */
  readonly fallible?: boolean | ((call: TypedCall) => boolean) | undefined;
  /** Result type; arguments have been converted to their parameters. */
  readonly result: (values: readonly Typed[], call: CallForm) => DataType | Resolved | Refusal;
  /** What is allowed but cannot be meant (`SQL_LITERAL`), is other on Flink (`SQL_PORTABLE`) or each time (`SQL_CHANGING`). */
  readonly warning?: ((values: readonly Typed[], call: CallForm) => Warning | undefined) | undefined;
  /** The call said with other nodes; then `result` and `toJs` are never asked. */
  readonly rewrite?: ((values: readonly Typed[], call: CallForm) => Typed | Refusal) | undefined;
  readonly toJs: (values: readonly Js[], call: TypedCall) => Js;
  readonly toFlink?: ((values: readonly Sql[], call: TypedCall) => Sql) | undefined;
  readonly cases: readonly FunctionCase[];
};

/** The parts of a written call that are not arguments. */
export type CallForm = Pick<AstCall, 'unit' | 'side' | 'json' | 'field'>;

/** A refusal. */
export function refuse(message: string, hint?: string, code: DiagnosticCode = 'SQL_TYPE'): Refusal {
  return { refused: true, code, message, hint };
}

/** True when the call can give NULL although no argument is. */
export function canYieldNull(definition: FunctionDefinition, values: readonly Typed[]): boolean {
  const { yieldsNull = false } = definition;
  return typeof yieldsNull === 'function' ? yieldsNull(values) : yieldsNull;
}

/** The call as documentation and completion show it: `ROUND(x, digits?)`. */
export function signatureOf(definition: FunctionDefinition): string {
  if (definition.syntax !== undefined) return definition.syntax;
  const parameters = definition.parameters.map(
    (parameter) => `${parameter.name}${parameter.optional ? '?' : ''}${parameter.repeated ? ', …' : ''}`,
  );
  return `${definition.name}(${parameters.join(', ')})`;
}
