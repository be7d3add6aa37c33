// Project: computes output columns from expressions, with or without the columns of the input.
import { defineNode } from '@weir/engine/define-node';
import { isEventTime } from '@weir/shared/data-type';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import { placeOf, type StreamType } from '@weir/shared/stream-type';
import { checkExpression } from '@weir/sql/check/check';
import { cases } from './cases.ts';

export const project = defineNode({
  type: 'project',
  palette: {
    group: 'transform',
    title: 'Project',
    summary: 'Computes columns: renames, casts, calculates, drops the rest.',
    icon: 'project',
    key: 'p',
    keywords: ['map', 'select', 'rename', 'cast', 'compute', 'column'],
  },
  docs: `Each output column is a SQL expression over the input. With *keep other columns* the columns of the input stay, and an output
column of the same name replaces its value in place.

**Event time** stays the event time while its column passes unchanged, also under a new name. Any expression on it, even a CAST, makes a
plain value of it.

**Errors.** A row for which an expression cannot be computed (division by zero, a CAST that fails) becomes a dead letter.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'Rows' }],
  fields: {
    columns: { kind: 'expressions', title: 'Columns', input: 'in', aggregate: false, default: [] },
    keep: { kind: 'boolean', title: 'Keep other columns', default: false },
  },
  meaning: (config) => {
    const names = config.columns.map((column) => column.name);
    return names.length === 0 ? 'no columns yet' : `${config.keep ? 'adds ' : ''}${names.join(', ')}`;
  },
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const made = outputColumns(
      config,
      input.columns.map((column) => column.name),
    ).map((part) => {
      if ('pass' in part) return { column: input.columns[part.pass], source: part.pass };
      const checked = checkExpression(part.expression, input.columns);
      if (!checked.ok) return { column: undefined, source: undefined };
      const source = checked.expression.kind === 'column' ? checked.expression.index : undefined;
      return { column: { name: part.name, type: checked.type, nullable: checked.nullable }, source };
    });
    const columns = made.flatMap(({ column }) => (column === undefined ? [] : [column]));
    const untyped = columns.find((column) => column.type.kind === 'NULL');
    if (untyped !== undefined) {
      const problem = {
        code: 'SQL_TYPE' as const,
        field: 'columns',
        message: `column ${untyped.name} is always NULL and has no type`,
        hint: 'Give it one: CAST(NULL AS STRING).',
      };
      return { outputs: undefined, problems: [problem] };
    }
    const time = placeOf(input.columns, input.eventTime);
    const kept = made.find(
      ({ column, source }) =>
        time >= 0 && source === time && column !== undefined && isEventTime(column.type),
    );
    // A column that passes as it is may have another name below.
    const nameOf = (name: string): string | undefined => {
      const index = placeOf(input.columns, name);
      return made.find(({ source }) => source === index)?.column?.name;
    };
    const key = input.key?.map(nameOf).filter((name) => name !== undefined);
    const [start, end] = [nameOf(input.window?.start ?? ''), nameOf(input.window?.end ?? '')];
    const out: StreamType = {
      columns,
      eventTime: kept?.column?.name,
      key: key?.length === input.key?.length ? key : undefined,
      window:
        start === undefined || end === undefined
          ? undefined
          : { start, end, time: nameOf(input.window?.time ?? '') },
      changes: input.changes,
    };
    return { outputs: { out }, problems: [] };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'inline',
    emit: ({ config, input, expression, pass }) => {
      const parts = outputColumns(
        config,
        input.columns.map((column) => column.name),
      );
      return [
        {
          port: 'out',
          columns: parts.map((part) => ('pass' in part ? pass(part.pass) : expression(part.expression))),
        },
      ];
    },
  },
  flink: ({ config, from, inputs, expression }) => {
    const table = from['in']?.[0];
    const input = inputs['in']?.[0];
    if (table === undefined || input === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected' };
    const items = outputColumns(
      config,
      input.columns.map((column) => column.name),
    ).map((part) =>
      'pass' in part
        ? sqlId(input.columns[part.pass]?.name ?? '')
        : sql`${expression(part.expression, input.columns)} AS ${sqlId(part.name)}`,
    );
    return { kind: 'view', query: sql`SELECT ${joinSql(items, ', ')} FROM ${table}` };
  },
  cases,
});

type Part = { readonly pass: number } | { readonly name: string; readonly expression: string };

/** Output columns in order: with `keep` the input's, replaced in place where a computed one has the same name. */
function outputColumns(
  config: {
    readonly columns: readonly { readonly name: string; readonly expression: string }[];
    readonly keep: boolean;
  },
  names: readonly string[],
): readonly Part[] {
  if (!config.keep) return config.columns;
  const kept = names.map(
    (name, index): Part => config.columns.find((column) => column.name === name) ?? { pass: index },
  );
  return [...kept, ...config.columns.filter((column) => !names.includes(column.name))];
}
