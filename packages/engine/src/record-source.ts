// What sources that read records have in common: columns of the schema, columns computed from them, streams of changes.
import type { Column } from '@weir/shared/data-type';
import { joinSql, type Sql, sql, sqlId } from '@weir/shared/fragment';
import { checkExpression } from '@weir/sql/check/check';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import type { Inference, NodeProblem, SourceForm } from './define-node.ts';
import type { Field, NamedExpression, SchemaColumn } from './field.ts';
import { flinkColumn, flinkWatermark } from './flink/table.ts';
import { type EventTimeConfig, inferSource, jsonFormat, schemaColumns } from './source-schema.ts';

/** Settings of computed columns. */
export const COMPUTED_FIELDS = {
  computed: {
    kind: 'expressions',
    title: 'Computed columns',
    section: 'Event time',
    help: 'Made from the columns above for each record, such as an event time out of a text or a number.',
    input: 'record',
    aggregate: false,
    default: [],
    optional: true,
  },
} as const satisfies Readonly<Record<string, Field>>;

/** The choice between rows and changes, for sources of JSON. */
export const JSON_FORMATS = [
  { value: 'json', title: 'Rows (JSON)' },
  { value: 'debezium-json', title: 'Changes (debezium-json)' },
] as const;

/** Documentation of the format of changes, the same on every source. */
export const CHANGES_DOCS = `**Changes.** With the format *Changes* each record is a change in the form of Debezium: \`op\` is \`c\` or \`r\` (a row is added: \`after\`), \`u\` (the
row \`before\` is taken back, \`after\` is added) or \`d\` (\`before\` is taken back). Nodes below must be able to take changes.`;

/** The part of a source's configuration that this module reads. */
export type RecordConfig = EventTimeConfig & {
  readonly schema: readonly SchemaColumn[];
  readonly computed: readonly NamedExpression[];
  readonly format?: string | undefined;
};

/** What computed columns are computed from. */
export function recordScopes({
  config,
}: {
  readonly config: { readonly schema: readonly SchemaColumn[] };
}): Readonly<Record<string, readonly Column[]>> {
  return { record: schemaColumns(config.schema) };
}

/** Output of the source: the columns of the schema, then the computed ones. */
export function inferRecords(config: RecordConfig): Inference {
  const columns = schemaColumns(config.schema);
  const computed = config.computed.flatMap((item): readonly Column[] => {
    const checked = checkExpression(item.expression, columns);
    return checked.ok ? [{ name: item.name, type: checked.type, nullable: checked.nullable }] : [];
  });
  const all = [...columns, ...computed];
  const at = all.findIndex((column, index) => all.findIndex((other) => other.name === column.name) < index);
  const double = all[at];
  if (double !== undefined && at >= columns.length) {
    const problem: NodeProblem = {
      code: 'COLUMN_DUPLICATE',
      field: 'computed',
      message: `computed column ${double.name} has the name of another column`,
      hint: 'Give it another name.',
    };
    return { outputs: undefined, problems: [problem] };
  }
  const inferred = inferSource(all, config);
  const out = inferred.outputs?.['out'];
  if (out === undefined || config.format !== 'debezium-json') return inferred;
  return { ...inferred, outputs: { out: { ...out, changes: 'retract' } } };
}

/** How the embedded engine reads records of JSON. */
export function jsonRecords(config: RecordConfig): Pick<SourceForm, 'format' | 'computed'> {
  const format = jsonFormat(config.schema);
  if (format.kind !== 'json' || config.format !== 'debezium-json')
    return { format, computed: config.computed };
  return { format: { ...format, envelope: 'debezium' }, computed: config.computed };
}

/** The same for CSV; the path of a column is its name in the header. */
export function csvRecords(
  config: RecordConfig & { readonly header: boolean; readonly delimiter: string },
): Pick<SourceForm, 'format' | 'computed'> {
  const columns = config.schema.map(({ name, path }) => ({
    name,
    field: path === undefined || path === '' ? name : path,
  }));
  const { header, delimiter, computed } = config;
  return { format: { kind: 'csv', header, delimiter, columns }, computed };
}

/** Column list of the CREATE TABLE: columns, computed columns, watermark. */
export function flinkRecords(config: RecordConfig): Sql {
  const columns = schemaColumns(config.schema);
  const lines = columns.map(flinkColumn);
  for (const { name, expression } of config.computed) {
    const checked = checkExpression(expression, columns);
    if (checked.ok) lines.push(sql`${sqlId(name)} AS ${toFlinkSql(checked.expression)}`);
  }
  return joinSql([...lines, ...flinkWatermark(config)], ',\n  ');
}
