// Window functions in FROM: TUMBLE, HOP, CUMULATE and SESSION, which stay pending until it is known what they are for.

import type { Column } from '@weir/shared/data-type';
import type { AstFrom, TableArgument } from '@weir/sql/statements/ast-query';
import { requireInterval } from './durations.ts';
import type { ImportContext } from './import-context.ts';
import { columnOf, type Relation, type WindowShape } from './relation.ts';
import { WINDOW_COLUMNS, withoutWindowNames } from './relation-steps.ts';
import { resolve, sourceOf } from './scope.ts';
import { settled } from './settle.ts';

type FunctionCall = AstFrom & { readonly kind: 'function' };

/** Arguments of each function in the order of Flink: the table, the column of time, then intervals. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  TUMBLE: ['DATA', 'TIMECOL', 'SIZE', 'OFFSET'],
  HOP: ['DATA', 'TIMECOL', 'SLIDE', 'SIZE', 'OFFSET'],
  CUMULATE: ['DATA', 'TIMECOL', 'STEP', 'SIZE', 'OFFSET'],
  SESSION: ['DATA', 'TIMECOL', 'GAP'],
};

/** The rows of a table with their windows. `table` imports the argument. */
export function importWindow(
  ctx: ImportContext,
  call: FunctionCall,
  table: (from: AstFrom) => Relation | undefined,
): Relation | undefined {
  const parameters = PARAMETERS[call.name];
  if (parameters === undefined) {
    const message = `${call.name} is no function of tables that a pipeline has`;
    return ctx.unsupported(message, call.nameSpan, 'There are TUMBLE, HOP, CUMULATE, SESSION and UNNEST.');
  }
  const parts = argumentsOf(ctx, call, parameters);
  const data = parts?.get('DATA');
  if (parts === undefined) return undefined;
  if (data?.kind !== 'table') {
    return ctx.report({
      code: 'SQL_ARGUMENTS',
      message: `${call.name} takes a table first`,
      hint: `Write ${call.name}(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND).`,
      span: call.callSpan,
    });
  }
  const read = table(data.table);
  const plain = read === undefined ? undefined : settled(ctx, read);
  if (plain === undefined) return undefined;
  const input = withoutWindowNames(ctx, plain);
  if (!checkTime(ctx, call, parts.get('TIMECOL'), input)) return undefined;
  const shape = shapeOf(ctx, call, parts, input);
  return shape === undefined ? undefined : pendingWindow(call, input, shape);
}

function argumentsOf(
  ctx: ImportContext,
  call: FunctionCall,
  parameters: readonly string[],
): ReadonlyMap<string, TableArgument> | undefined {
  const parts = new Map<string, TableArgument>();
  for (const [index, argument] of call.arguments.entries()) {
    const name = argument.name ?? parameters[index];
    if (name !== undefined && parameters.includes(name) && !parts.has(name)) {
      parts.set(name, argument);
      continue;
    }
    const message = `${call.name} has no argument ${argument.name ?? `number ${index + 1}`}`;
    return ctx.report({ code: 'SQL_ARGUMENTS', message, span: argument.span });
  }
  for (const name of parameters) {
    if (name === 'OFFSET' || parts.has(name)) continue;
    const message = `${call.name} lacks ${name.toLowerCase()}`;
    return ctx.report({
      code: 'SQL_ARGUMENTS',
      message,
      hint: `It takes ${parameters.join(', ')}.`,
      span: call.callSpan,
    });
  }
  return parts;
}

/** Windows are cut by the event time of the table and by nothing else. */
function checkTime(
  ctx: ImportContext,
  call: FunctionCall,
  argument: TableArgument | undefined,
  input: Relation,
): boolean {
  const named = argument?.kind === 'descriptor' ? argument.columns : [];
  const [column] = named;
  if (column === undefined || named.length > 1) {
    const message = `the second argument of ${call.name} is DESCRIPTOR(column)`;
    ctx.report({ code: 'SQL_ARGUMENTS', message, span: argument?.span ?? call.nameSpan });
    return false;
  }
  const field = input.fields.find(({ name }) => name === column.name);
  if (field === undefined) {
    ctx.report({ code: 'SQL_COLUMN', message: `there is no column ${column.name}`, span: column.span });
    return false;
  }
  if (field.column === input.eventTime) return true;
  ctx.report({
    code: 'EVENT_TIME_MISSING',
    message: `${column.name} is not the event time of the table`,
    hint: 'Give the table a WATERMARK on it, and keep the column unchanged on the way.',
    span: column.span,
  });
  return false;
}

function shapeOf(
  ctx: ImportContext,
  call: FunctionCall,
  parts: ReadonlyMap<string, TableArgument>,
  input: Relation,
): WindowShape | undefined {
  const interval = (name: string): number | undefined => {
    const argument = parts.get(name);
    if (argument === undefined) return 0;
    if (argument.kind === 'expression') {
      return requireInterval(
        ctx,
        argument.expression,
        `${name.toLowerCase()} of ${call.name}`,
        call.callSpan,
      );
    }
    const message = `${name.toLowerCase()} of ${call.name} is an interval`;
    return ctx.report({ code: 'SQL_TYPE', message, span: argument.span });
  };
  if (call.name === 'SESSION') {
    const gapMs = interval('GAP');
    const keys = sessionKeys(ctx, parts.get('DATA'), input);
    return gapMs === undefined || keys === undefined ? undefined : { kind: 'session', gapMs, keys };
  }
  const [sizeMs, offsetMs] = [interval('SIZE'), interval('OFFSET')];
  if (sizeMs === undefined || offsetMs === undefined) return undefined;
  if (call.name === 'TUMBLE') return { kind: 'tumbling', sizeMs, offsetMs };
  const slideMs = interval(call.name === 'HOP' ? 'SLIDE' : 'STEP');
  if (slideMs === undefined) return undefined;
  return { kind: call.name === 'HOP' ? 'hopping' : 'cumulating', sizeMs, slideMs, offsetMs };
}

function sessionKeys(
  ctx: ImportContext,
  data: TableArgument | undefined,
  input: Relation,
): readonly string[] | undefined {
  if (data?.kind !== 'table') return undefined;
  const keys: string[] = [];
  for (const key of data.keys) {
    const resolved = resolve(ctx, key, sourceOf(input, ''));
    if (resolved === undefined) return undefined;
    if (resolved.kind !== 'column') return ctx.unsupported('PARTITION BY of SESSION takes columns', key.span);
    keys.push(resolved.name);
  }
  return keys;
}

/** The input with the columns of its windows, as the function gives them. */
export function pendingWindow(
  { span }: { readonly span: FunctionCall['span'] },
  input: Relation,
  shape: WindowShape,
): Relation {
  const type = columnOf(input, input.eventTime ?? '')?.type ?? { kind: 'TIMESTAMP', precision: 3 };
  const names = [WINDOW_COLUMNS.start, WINDOW_COLUMNS.end, WINDOW_COLUMNS.time ?? ''];
  const added = names.map((name): Column => ({ name, type, nullable: false }));
  return {
    ...input,
    columns: [...input.columns, ...added],
    fields: [...input.fields, ...names.map((name) => ({ name, column: name }))],
    eventTime: WINDOW_COLUMNS.time,
    window: WINDOW_COLUMNS,
    pending: { kind: 'window', input, shape, span },
  };
}
