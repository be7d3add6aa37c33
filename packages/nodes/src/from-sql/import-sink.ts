// INSERT INTO: the query with the columns and types of the table, and the sink that the connector becomes.

import { sameType, typeText } from '@weir/shared/data-type';
import type { JsonValue } from '@weir/shared/graph';
import type { Name } from '@weir/sql/statements/ast-query';
import type { TableColumn } from '@weir/sql/statements/ast-statement';
import { commonType, type ImportContext, type Table } from './import-context.ts';
import { optionsOf, streamName } from './import-table.ts';
import { castTo } from './join-sides.ts';
import { columnOf, type Relation } from './relation.ts';
import { columnAst, type Item, project } from './relation-steps.ts';
import { materialised, settled } from './settle.ts';

type Stored = TableColumn & { readonly kind: 'stored' | 'metadata' };

/** Writes the rows of a query into a table. */
export function writeTable(
  ctx: ImportContext,
  table: Table,
  columns: readonly Name[],
  relation: Relation,
): void {
  const fitted = fit(ctx, table, columns, relation);
  const sink = fitted === undefined ? undefined : sinkNode(ctx, table);
  if (fitted === undefined || sink === undefined) return;
  ctx.graph.sink({ ...sink, name: table.name.name, inputs: { in: [fitted.port] } });
}

/** A query without INSERT: its rows are shown. */
export function showRows(ctx: ImportContext, relation: Relation): void {
  const shown = materialised(ctx, relation);
  if (shown === undefined) return;
  const config = { keys: [], rows: 200 };
  ctx.graph.sink({ type: 'live_table', name: 'Result', config, inputs: { in: [shown.port] } });
}

/** The columns of the query under the names and types of the table, by position. */
function fit(
  ctx: ImportContext,
  table: Table,
  named: readonly Name[],
  relation: Relation,
): Relation | undefined {
  const stored = table.columns.filter((column): column is Stored => column.kind !== 'computed');
  const targets: Stored[] = [];
  for (const { name, span } of named) {
    const target = stored.find((column) => column.name.name === name);
    if (target === undefined) {
      return ctx.report({ code: 'SQL_COLUMN', message: `${table.name.name} has no column ${name}`, span });
    }
    targets.push(target);
  }
  const wanted = named.length === 0 ? stored : targets;
  const input = settled(ctx, relation);
  if (input === undefined) return undefined;
  if (wanted.length !== input.fields.length) {
    const message = `the query gives ${input.fields.length} columns, ${table.name.name} takes ${wanted.length}`;
    return ctx.report({ code: 'SQL_COLUMN', message, span: table.name.span });
  }
  const items: Item[] = [];
  for (const [index, target] of wanted.entries()) {
    const item = fitColumn(ctx, target, input, input.fields[index]?.column ?? '');
    if (item === undefined) return undefined;
    items.push(item);
  }
  const isSame =
    items.length === input.columns.length &&
    items.every(({ name, expression }, index) => {
      const own = input.columns[index]?.name;
      return own === name && expression.kind === 'column' && expression.name === own;
    });
  return isSame ? input : project(ctx, input, items);
}

function fitColumn(
  ctx: ImportContext,
  { name, element }: Stored,
  input: Relation,
  from: string,
): Item | undefined {
  const found = columnOf(input, from)?.type;
  const value = { ...columnAst(from), span: name.span };
  const isText =
    found !== undefined &&
    element.type.kind === 'STRING' &&
    (found.kind === 'VARCHAR' || found.kind === 'CHAR');
  if (found === undefined || isText || sameType(found, element.type))
    return { name: name.name, expression: value };
  if (commonType(found, element.type) === undefined) {
    const message = `column ${name.name} is ${typeText(element.type)}, the query gives ${typeText(found)}`;
    return ctx.report({ code: 'SQL_TYPE', message, hint: 'Cast it in the query.', span: name.span });
  }
  return { name: name.name, expression: castTo(value, element.type) };
}

type SinkNode = { readonly type: string; readonly config: Record<string, JsonValue> };

function sinkNode(ctx: ImportContext, table: Table): SinkNode | undefined {
  const options = optionsOf(table, []);
  const option = options.get('connector');
  const span = option?.span ?? table.name.span;
  switch (option?.value) {
    case 'blackhole':
      return { type: 'blackhole', config: {} };
    case 'print': {
      return { type: 'live_table', config: { keys: table.primaryKey.map(({ name }) => name), rows: 200 } };
    }
    case 'filesystem': {
      const [partition] = table.partitionedBy;
      if (partition !== undefined) {
        return ctx.unsupported(
          'a file sink has no partitions yet',
          partition.span,
          'Write one sink per partition.',
        );
      }
      const format = options.get('format');
      if (format?.value !== 'json' && format?.value !== 'debezium-json') {
        const message = `the format ${format?.value ?? ''} is not written yet`;
        return ctx.unsupported(message, format?.span ?? span, 'Formats are json and debezium-json.');
      }
      return { type: 'file_sink', config: { path: options.get('path')?.value ?? '', format: format.value } };
    }
    case 'kafka': {
      const topic = options.get('topic')?.value ?? '';
      ctx.problems.push({
        code: 'SQL_PORTABLE',
        severity: 'warning',
        message: `there is no node for Kafka yet: the pipeline writes the stream ${streamName(topic)} instead`,
        span,
      });
      return { type: 'stream_sink', config: { stream: streamName(topic) } };
    }
    default: {
      const message = `no sink of a pipeline is a ${option?.value ?? 'missing'} connector yet`;
      return ctx.unsupported(message, span, 'Sinks are filesystem, kafka, print and blackhole.');
    }
  }
}
