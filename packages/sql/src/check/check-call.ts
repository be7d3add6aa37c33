// Types calls: finds the function, brings arguments to its parameters, lets it decide the result.

import { type DataType, isBytes, isText, sameType, typeText } from '@weir/shared/data-type';
import { isAggregateName } from '../aggregates/index.ts';
import { refusedAggregate } from '../aggregates/refused.ts';
import type { FunctionDefinition, Parameter, Refusal, Resolved, Warning } from '../functions/definition.ts';
import { canYieldNull, signatureOf } from '../functions/definition.ts';
import { findFunction, functionNames } from '../functions/index.ts';
import type { Ast, AstCall, AstOver, Span } from '../parse/ast.ts';
import { identifierText } from '../parse/names.ts';
import { FLINK_FUNCTIONS, UNSUPPORTED } from './catalogue.ts';
import { type CheckContext, convert, isFull, replaced, report } from './check-context.ts';
import { foreignCall } from './foreign-names.ts';
import { closest } from './suggest.ts';
import type { Typed } from './typed.ts';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  INT,
  isDateTime,
  isExact,
  isInteger,
  isNumeric,
  STRING,
  TIMESTAMP,
} from './types.ts';

type CheckInner = (ctx: CheckContext, node: Ast) => Typed | undefined;

/** The typed call, or `undefined` with a report. */
export function checkCall(ctx: CheckContext, node: AstCall, inner: CheckInner): Typed | undefined {
  if (node.name === 'JSON') {
    const message = 'JSON() stands only as a value of JSON_OBJECT';
    const hint = "Write JSON_OBJECT('key' VALUE JSON(text)).";
    return report(ctx, { code: 'SQL_TYPE', message, hint, span: node.span });
  }
  if (node.over !== undefined) return refuseOver(ctx, node, node.over, inner);
  if (ctx.aggregates !== undefined && isAggregateName(node.name)) return ctx.aggregates(node);
  if (ctx.table !== undefined) return checkPrefixed(ctx, ctx.table, node, inner);
  return isTablePrefix(ctx, node) ? refusePrefix(ctx, node) : checkFunction(ctx, node, inner);
}

/** The call without FILTER and OVER behind it. */
export function callSpan(ctx: CheckContext, { span, filter }: AstCall): Span {
  if (filter === undefined) return span;
  const head = ctx.source.slice(span.from, filter.span.from).replace(/\)\s*FILTER\s*\(\s*WHERE\s*$/i, ')');
  return { from: span.from, to: span.from + head.length };
}

function refuseOver(ctx: CheckContext, node: AstCall, over: AstOver, inner: CheckInner): undefined {
  const span = callSpan(ctx, node);
  if (!isAggregateName(node.name) && refusedAggregate(node.name) === undefined) {
    return report(ctx, {
      code: 'SQL_AGGREGATE',
      message: `${node.name} is no aggregate: OVER has no meaning here`,
      span,
    });
  }
  if (over.base !== undefined) {
    const { name, span: place } = over.base;
    return report(ctx, { code: 'SQL_SYNTAX', message: `there is no WINDOW ${name}`, span: place });
  }
  const order = over.order.map(({ expression }) => expression);
  const parts = [...node.arguments, ...over.keys, ...order].map((part) => inner(ctx, part));
  if (parts.includes(undefined)) return undefined;
  const message = 'OVER inside an expression is not built yet';
  return report(ctx, { code: 'SQL_UNSUPPORTED', message, hint: 'Use a window node.', span: over.span });
}

/** `c.amount` where `c` is the table of the query. */
function checkPrefixed(
  ctx: CheckContext,
  table: string,
  node: AstCall,
  inner: CheckInner,
): Typed | undefined {
  const [operand] = node.arguments;
  const isColumn = operand?.kind === 'column' && ctx.columns.some((column) => column.name === operand.name);
  if (node.name !== '.' || operand?.kind !== 'column' || isColumn) return checkFunction(ctx, node, inner);
  if (operand.name !== table) {
    const hint = `The query reads ${table}.`;
    return report(ctx, {
      code: 'SQL_COLUMN',
      message: `there is no table ${operand.name}`,
      hint,
      span: operand.span,
    });
  }
  return inner(ctx, { kind: 'column', name: node.field ?? '', quoted: true, span: node.nameSpan });
}

function checkFunction(ctx: CheckContext, node: AstCall, inner: CheckInner): Typed | undefined {
  const definition = findFunction(node.name);
  if (definition === undefined) {
    // Flink types the arguments before it looks for the function; what is wrong inside comes first.
    if (!isAggregateName(node.name)) for (const argument of node.arguments) inner(ctx, argument);
    return refuseName(ctx, node);
  }
  if (node.star || node.distinct || node.filter !== undefined) {
    const message = `${node.name} is not an aggregate; *, DISTINCT and FILTER have no meaning here`;
    return report(ctx, { code: 'SQL_AGGREGATE', message, span: callSpan(ctx, node) });
  }
  const values = node.arguments.map((argument, index) =>
    node.name === 'JSON_OBJECT' && index % 2 === 1 && argument.kind === 'call' && argument.name === 'JSON'
      ? checkFunction(ctx, argument, inner)
      : inner(ctx, argument),
  );
  if (!checkCount(ctx, node, definition)) return undefined;
  const converted: Typed[] = [];
  for (const [index, value] of values.entries()) {
    const fitting = value === undefined ? undefined : fitArgument(ctx, { definition, node, index }, value);
    if (fitting !== undefined) converted.push(fitting);
  }
  return converted.length < values.length ? undefined : resolve(ctx, node, definition, converted);
}

/** `orders.amount` where `amount` is a column and `orders` is none. */
function isTablePrefix(ctx: CheckContext, { name, field, arguments: [operand] }: AstCall): boolean {
  const isColumn = (wanted: string | undefined) => ctx.columns.some((column) => column.name === wanted);
  return name === '.' && operand?.kind === 'column' && !isColumn(operand.name) && isColumn(field);
}

function refusePrefix(ctx: CheckContext, { field = '', span }: AstCall): undefined {
  const written = identifierText(field);
  return report(ctx, {
    code: 'SQL_COLUMN',
    message: 'columns are named without a table in front',
    hint: `Write ${written}.`,
    span,
    fix: { title: `Change to ${written}`, replace: replaced(ctx, span, written) },
  });
}

function refuseName(ctx: CheckContext, node: AstCall): undefined {
  const { name, nameSpan, span } = node;
  if (isAggregateName(name)) {
    const message = `${name} is an aggregate; here every row is taken alone`;
    return report(ctx, { code: 'SQL_AGGREGATE', message, hint: 'Use an aggregate node.', span });
  }
  const reason = UNSUPPORTED[name];
  if (reason !== undefined) return report(ctx, { code: 'SQL_UNSUPPORTED', ...reason, span });
  if (FLINK_FUNCTIONS.has(name)) {
    const hint = 'It is a function of Flink that this version does not run; completion lists those it does.';
    return report(ctx, { code: 'SQL_FUNCTION', message: `${name} is not built yet`, hint, span });
  }
  const foreign = foreignCall(ctx, node, 'value');
  if (foreign !== undefined) return report(ctx, foreign);
  const near = isFull(ctx) ? undefined : closest(name, functionNames());
  if (near === undefined) {
    const hint = 'Completion lists the functions there are.';
    return report(ctx, {
      code: 'SQL_FUNCTION',
      message: `there is no function ${name}`,
      hint,
      span,
    });
  }
  return report(ctx, {
    code: 'SQL_FUNCTION',
    message: `there is no function ${name}`,
    hint: `Did you mean ${near}?`,
    span,
    fix: { title: `Change to ${near}`, replace: replaced(ctx, nameSpan, near) },
  });
}

function checkCount(ctx: CheckContext, node: AstCall, definition: FunctionDefinition): boolean {
  const { parameters } = definition;
  const given = node.arguments.length;
  const required = parameters.filter((parameter) => parameter.optional !== true).length;
  const most = parameters.some((parameter) => parameter.repeated === true) ? Infinity : parameters.length;
  if (given >= required && given <= most) return true;
  const wanted =
    required === most ? `${required}` : most === Infinity ? `${required} or more` : `${required} to ${most}`;
  report(ctx, {
    code: 'SQL_ARGUMENTS',
    message: `${definition.name} takes ${wanted} ${wanted === '1' ? 'value' : 'values'}, this has ${given}`,
    hint: `Write ${signatureOf(definition)}.`,
    span: node.span,
  });
  return false;
}

type Place = { readonly definition: FunctionDefinition; readonly node: AstCall; readonly index: number };

const TARGETS: Record<
  Parameter['kind'],
  {
    readonly takes: (type: DataType) => boolean;
    readonly to?: DataType;
    readonly says: string;
    /** What a bare NULL is taken for; without one it needs a CAST. */
    readonly canonical?: DataType;
  }
> = {
  number: { takes: isNumeric, says: 'a number', canonical: INT },
  exact: { takes: isExact, says: 'a whole number or DECIMAL', canonical: INT },
  double: { takes: isNumeric, to: DOUBLE, says: 'a number', canonical: DOUBLE },
  integer: {
    takes: (type) => isInteger(type) && type.kind !== 'BIGINT',
    to: INT,
    says: 'an INT',
    canonical: INT,
  },
  whole: { takes: isInteger, says: 'a whole number', canonical: BIGINT },
  bigint: { takes: isInteger, to: BIGINT, says: 'a whole number', canonical: BIGINT },
  text: { takes: isText, says: 'text', canonical: STRING },
  bytes: { takes: isBytes, says: 'bytes', canonical: { kind: 'BYTES' } },
  string: { takes: (type) => isText(type) || isBytes(type), says: 'text or bytes', canonical: STRING },
  boolean: { takes: (type) => type.kind === 'BOOLEAN', says: 'a condition', canonical: BOOLEAN },
  moment: {
    takes: (type) => type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ',
    says: 'a TIMESTAMP',
    canonical: TIMESTAMP,
  },
  dated: { takes: isDateTime, says: 'a DATE, TIME or TIMESTAMP', canonical: TIMESTAMP },
  array: { takes: (type) => type.kind === 'ARRAY', says: 'an ARRAY' },
  map: { takes: (type) => type.kind === 'MAP', says: 'a MAP' },
  any: { takes: () => true, says: 'a value', canonical: INT },
};

function fitArgument(ctx: CheckContext, { definition, node, index }: Place, value: Typed): Typed | undefined {
  const parameter = definition.parameters[Math.min(index, definition.parameters.length - 1)];
  if (parameter === undefined) return undefined;
  const target = TARGETS[parameter.kind];
  if (value.type.kind === 'NULL' && parameter.kind === 'any') return value;
  if (value.type.kind === 'NULL' && target.canonical !== undefined) return convert(value, target.canonical);
  if (target.takes(value.type)) {
    return target.to === undefined || sameType(value.type, target.to) ? value : convert(value, target.to);
  }
  const hint =
    parameter.kind === 'text' || parameter.kind === 'string'
      ? 'Convert it: CAST(… AS STRING).'
      : isText(value.type) && target.canonical !== undefined
        ? `Convert it: CAST(… AS ${typeText(target.canonical)}).`
        : undefined;
  return report(ctx, {
    code: 'SQL_TYPE',
    message: `${definition.name} takes ${target.says} as ${parameter.name}, this is ${typeText(value.type)}`,
    hint,
    span: node.span,
  });
}

function resolve(
  ctx: CheckContext,
  node: AstCall,
  definition: FunctionDefinition,
  values: readonly Typed[],
): Typed | undefined {
  const form = { unit: node.unit, side: node.side, json: node.json, field: node.field };
  if (definition.rewrite !== undefined) {
    const rewritten = definition.rewrite(values, form);
    if (isRefusal(rewritten)) return refuseCall(ctx, node, rewritten);
    warnCall(ctx, node, definition.warning?.(values, form));
    return rewritten;
  }
  const result = definition.result(values, form);
  if (isRefusal(result)) return refuseCall(ctx, node, result);
  warnCall(ctx, node, definition.warning?.(values, form));
  const nullable = values.some((value) => value.nullable) || canYieldNull(definition, values);
  const resolved: Resolved = 'kind' in result ? { type: result, nullable, arguments: values } : result;
  const extra = {
    ...(node.unit === undefined ? {} : { unit: node.unit }),
    ...(node.side === undefined ? {} : { side: node.side }),
    ...(node.json === undefined ? {} : { json: node.json }),
    ...(node.field === undefined ? {} : { field: node.field }),
  };
  return { kind: 'call', function: definition.name, ...resolved, ...extra };
}

function isRefusal(result: DataType | Resolved | Typed | Refusal): result is Refusal {
  return 'refused' in result;
}

function refuseCall(ctx: CheckContext, node: AstCall, refusal: Refusal): undefined {
  const { code, message, hint } = refusal;
  return report(ctx, { code, message, hint, span: placeOf(ctx, node, refusal) });
}

function warnCall(ctx: CheckContext, node: AstCall, warning: Warning | undefined): void {
  if (warning === undefined) return;
  const { code, message, hint } = warning;
  ctx.diagnostics.push({ code, severity: 'warning', message, hint, span: placeOf(ctx, node, warning) });
}

/** The call, the argument, or the part of a literal that a refusal names. */
function placeOf(ctx: CheckContext, node: AstCall, { at }: Warning): Span {
  if (at === 'name') return node.nameSpan;
  const argument = at === undefined ? undefined : node.arguments[at.argument];
  if (at === undefined || argument === undefined) return node.span;
  const written = ctx.source.slice(argument.span.from, argument.span.to);
  if (at.from === undefined || !written.startsWith("'")) return argument.span;
  const from = argument.span.from + Math.min(placeIn(written, at.from), written.length - 1);
  return { from, to: at.to === undefined ? argument.span.to : argument.span.from + placeIn(written, at.to) };
}

/** Where a character of a literal stands in its source: behind the quote, doubled quotes count twice. */
function placeIn(written: string, index: number): number {
  let at = 1;
  for (let count = 0; count < index; count += 1) at += written.startsWith("''", at) ? 2 : 1;
  return Math.min(at, written.length);
}
