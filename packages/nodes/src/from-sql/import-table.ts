// CREATE TABLE as a source: the connector becomes a source node, its columns the schema, the watermark its event time.

import { type Column, isEventTime, typeText } from '@weir/shared/data-type';
import { durationText, parseDurationMs } from '@weir/shared/duration';
import type { JsonValue } from '@weir/shared/graph';
import { printExpression } from '@weir/sql/parse/print';
import type { Hint } from '@weir/sql/statements/ast-query';
import type { Option, TableColumn } from '@weir/sql/statements/ast-statement';
import { intervalMs } from './durations.ts';
import { type ImportContext, isProcessingTime, type Table } from './import-context.ts';
import type { Relation } from './relation.ts';
import { columnsIn } from './scope.ts';

type Stored = TableColumn & { readonly kind: 'stored' };
type Computed = TableColumn & { readonly kind: 'computed' };

/** Options of a table by key, those of hints over those of WITH. */
export type Options = ReadonlyMap<string, { readonly value: string; readonly span: Option['span'] }>;

/** The options of a table under the hints of one use of it. */
export function optionsOf(table: Table, hints: readonly Hint[]): Options {
  const options = new Map<string, { readonly value: string; readonly span: Option['span'] }>();
  for (const { key, value, span } of table.options) options.set(key, { value, span });
  for (const hint of hints) {
    if (hint.name !== 'OPTIONS') continue;
    for (const { key, value } of hint.options) options.set(key, { value: value ?? '', span: hint.span });
  }
  return options;
}

/** The rows of a table. */
export function readTable(ctx: ImportContext, table: Table, hints: readonly Hint[]): Relation | undefined {
  if (!checkColumns(ctx, table)) return undefined;
  const options = optionsOf(table, hints);
  const connector = options.get('connector')?.value ?? '';
  const source = sourceNode(ctx, table, options, connector);
  if (source === undefined) return undefined;
  const stored = table.columns.filter((column): column is Stored => column.kind === 'stored');
  const schema = stored.map(({ name, element }) => ({
    name: name.name,
    type: typeText(element.type),
    ...(element.nullable ? {} : { nullable: false }),
  }));
  const columns = stored.map(({ name, element }): Column => ({ name: name.name, ...element }));
  const computed = computedColumns(ctx, table, columns);
  const time =
    computed === undefined ? undefined : eventTime(ctx, table, [...columns, ...computed.columns], options);
  if (computed === undefined || time === undefined) return undefined;
  const config = { ...source.config, schema, ...withComputed(computed.items), ...time.config };
  const id = ctx.graph.add({ type: source.type, name: table.name.name, config, inputs: {} });
  const all = [...columns, ...computed.columns].map((column) =>
    column.name === time.column ? { ...column, nullable: false } : column,
  );
  return {
    port: `${id}.out`,
    columns: all,
    fields: table.columns.map(({ name }) => ({ name: name.name, column: name.name })),
    eventTime: time.column,
    window: undefined,
    changes: source.changes,
    key: table.primaryKey.length === 0 ? undefined : table.primaryKey.map(({ name }) => name),
    pending: undefined,
  };
}

/** A setting that is left out where it is empty. */
function withComputed(
  items: readonly { readonly name: string; readonly expression: string }[],
): Record<string, JsonValue> {
  return items.length === 0 ? {} : { computed: [...items] };
}

function checkColumns(ctx: ImportContext, table: Table): boolean {
  const seen = new Set<string>();
  for (const { kind, name } of table.columns) {
    if (kind === 'metadata') {
      ctx.unsupported(
        `column ${name.name} is what the connector knows of a row, which no source gives yet`,
        name.span,
      );
      return false;
    }
    if (seen.has(name.name)) {
      ctx.report({ code: 'SQL_COLUMN', message: `column ${name.name} is there twice`, span: name.span });
      return false;
    }
    seen.add(name.name);
  }
  return true;
}

function computedColumns(
  ctx: ImportContext,
  table: Table,
  columns: readonly Column[],
):
  | { readonly columns: readonly Column[]; readonly items: readonly { name: string; expression: string }[] }
  | undefined {
  const made: Column[] = [];
  const items: { name: string; expression: string }[] = [];
  const computed = table.columns.filter((column): column is Computed => column.kind === 'computed');
  const names = new Set(computed.map(({ name }) => name.name));
  for (const { name, expression } of computed) {
    if ([...columnsIn(expression)].some((used) => names.has(used))) {
      return ctx.unsupported('a computed column cannot be made from other computed columns', expression.span);
    }
    const typed = ctx.check(expression, columns);
    if (typed === undefined) return undefined;
    if (isProcessingTime(expression)) ctx.processingTimes.add(name.name);
    made.push({ name: name.name, type: typed.type, nullable: typed.nullable });
    items.push({ name: name.name, expression: printExpression(expression) });
  }
  return { columns: made, items };
}

type EventTime = { readonly column: string | undefined; readonly config: Record<string, JsonValue> };

function eventTime(
  ctx: ImportContext,
  table: Table,
  columns: readonly Column[],
  options: Options,
): EventTime | undefined {
  const { watermark } = table;
  if (watermark === undefined)
    return { column: undefined, config: { eventTime: '', watermarkDelay: '', idleTimeout: '' } };
  const { name, span } = watermark.column;
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined || !isEventTime(column.type)) {
    const message =
      column === undefined
        ? `there is no column ${name}`
        : `${name} is ${typeText(column.type)}, not TIMESTAMP(3)`;
    return ctx.report({ code: 'EVENT_TIME_TYPE', message, span });
  }
  const delayMs = delayOf(watermark.expression, name);
  if (delayMs === undefined) {
    const message = 'a watermark is the event time minus a fixed interval';
    const hint = `Write WATERMARK FOR ${name} AS ${name} - INTERVAL '5' SECOND.`;
    return ctx.unsupported(message, watermark.expression.span, hint);
  }
  const idle =
    options.get('scan.watermark.idle-timeout')?.value ??
    ctx.settings.get('table.exec.source.idle-timeout') ??
    '';
  const idleMs = parseDurationMs(idle) ?? 0;
  const idleTimeout = idleMs > 0 ? durationText(idleMs) : '';
  return { column: name, config: { eventTime: name, watermarkDelay: durationText(delayMs), idleTimeout } };
}

/** Milliseconds that the watermark is behind the column. */
function delayOf(node: TableWatermark, column: string): number | undefined {
  if (node.kind === 'column') return node.name === column ? 0 : undefined;
  if (node.kind !== 'binary' || (node.operator !== '-' && node.operator !== '+')) return undefined;
  const before = delayOf(node.left, column);
  const ms = intervalMs(node.right);
  if (before === undefined || ms === undefined) return undefined;
  const delayMs = before + (node.operator === '-' ? ms : -ms);
  return delayMs >= 0 ? delayMs : undefined;
}

type TableWatermark = NonNullable<Table['watermark']>['expression'];

type SourceNode = {
  readonly type: string;
  readonly config: Record<string, JsonValue>;
  readonly changes: boolean;
};

function sourceNode(
  ctx: ImportContext,
  table: Table,
  options: Options,
  connector: string,
): SourceNode | undefined {
  switch (connector) {
    case 'filesystem':
      return fileNode(ctx, table, options);
    case 'datagen':
      return generatorNode(ctx, table);
    case 'kafka':
    case 'upsert-kafka':
      return streamNode(ctx, table, options, connector);
    default: {
      const span = options.get('connector')?.span ?? table.name.span;
      const message =
        connector === ''
          ? `table ${table.name.name} has no connector`
          : `no source of a pipeline is a ${connector} connector yet`;
      return ctx.unsupported(message, span, 'Sources are filesystem, kafka and datagen.');
    }
  }
}

/** The format of JSON records, or `undefined` with a report. */
function formatOf(
  ctx: ImportContext,
  table: Table,
  options: Options,
  known: readonly string[],
): string | undefined {
  const option = options.get('format') ?? options.get('value.format');
  if (option !== undefined && known.includes(option.value)) return option.value;
  const message =
    option === undefined
      ? `table ${table.name.name} has no format`
      : `the format ${option.value} is not read yet`;
  return ctx.unsupported(message, option?.span ?? table.name.span, `Formats are ${known.join(', ')}.`);
}

function fileNode(ctx: ImportContext, table: Table, options: Options): SourceNode | undefined {
  const format = formatOf(ctx, table, options, ['json', 'csv', 'debezium-json']);
  const path = options.get('path')?.value;
  if (format === undefined || path === undefined) {
    return path === undefined
      ? ctx.unsupported(`table ${table.name.name} has no path`, table.name.span)
      : undefined;
  }
  const mode = options.has('source.monitor-interval') ? 'follow' : 'once';
  const delimiter = options.get('csv.field-delimiter')?.value ?? ',';
  const csv = format === 'csv' ? { header: false, delimiter: delimiter.replace('\\t', '\t') } : {};
  return { type: 'file', config: { path, format, ...csv, mode }, changes: format === 'debezium-json' };
}

/** A topic becomes a stream of the same name. */
function streamNode(
  ctx: ImportContext,
  table: Table,
  options: Options,
  connector: string,
): SourceNode | undefined {
  if (connector === 'upsert-kafka') {
    const span = options.get('connector')?.span ?? table.name.span;
    return ctx.unsupported(
      'a topic of newest values per key is not read yet',
      span,
      'Use debezium-json on kafka.',
    );
  }
  const format = formatOf(ctx, table, options, ['json', 'debezium-json']);
  const topic = options.get('topic');
  if (format === undefined || topic === undefined) {
    return topic === undefined
      ? ctx.unsupported(`table ${table.name.name} has no topic`, table.name.span)
      : undefined;
  }
  ctx.problems.push({
    code: 'SQL_PORTABLE',
    severity: 'warning',
    message: `there is no node for Kafka yet: the pipeline reads the stream ${streamName(topic.value)} instead`,
    span: topic.span,
  });
  return {
    type: 'stream',
    config: { stream: streamName(topic.value), format },
    changes: format === 'debezium-json',
  };
}

/** The stream that stands for a topic. */
export function streamName(topic: string): string {
  return topic.replaceAll(/[^A-Za-z0-9_]+/g, '_').slice(0, 60);
}

function generatorNode(ctx: ImportContext, table: Table): SourceNode | undefined {
  const span = table.options.find(({ key }) => key === 'connector')?.span ?? table.name.span;
  return ctx.unsupported(
    'rows of datagen are random and other ones each time',
    span,
    'Add a Generator with these columns by hand.',
  );
}
