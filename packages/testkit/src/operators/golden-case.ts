// The lines of a folder of operator goldens, parsed at the boundary, and the script of Flink SQL that each of them is.

import { z } from 'zod';

const tableSchema = z.object({
  name: z.string(),
  file: z.string(),
  format: z.string().default('json'),
  columns: z.array(z.tuple([z.string(), z.string()])),
  watermark: z.object({ column: z.string(), expr: z.string() }).nullish(),
  primaryKey: z.array(z.string()).nullish(),
});

const changeSchema = z.tuple([z.enum(['+I', '-U', '+U', '-D']), z.array(z.unknown())]);

const caseSchema = z.object({
  id: z.string(),
  rules: z.array(z.string()),
  tables: z.array(tableSchema),
  views: z.array(z.string()).default([]),
  sql: z.string(),
  config: z.record(z.string(), z.string()).nullish(),
  columns: z.array(z.tuple([z.string(), z.string()])).nullish(),
  output: z.array(changeSchema).nullish(),
  final: z.array(z.tuple([z.number(), z.array(z.unknown())])).nullish(),
  numLateRecordsDropped: z.record(z.string(), z.number()).nullish(),
  error: z.unknown().optional(),
  note: z.string().nullish(),
});

/** One case: tables over files, views, a query, and what Flink answered. */
export type OperatorCase = z.infer<typeof caseSchema>;

/** A change of a golden: kind and row. */
export type GoldenChange = z.infer<typeof changeSchema>;

/** Reads one line; `undefined` when it is no case of an operator. */
export function parseOperatorCase(line: string): OperatorCase | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = caseSchema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}

/** The case as one script: settings, tables over `files/…`, views, the query. */
export function scriptOf(one: OperatorCase): string {
  const settings = Object.entries(one.config ?? {}).map(([key, value]) => `SET '${key}' = '${value}'`);
  const tables = one.tables.map((table) => {
    const columns = table.columns.map(([name, type]) => `${quoted(name)} ${type}`);
    const watermark = table.watermark ?? undefined;
    if (watermark !== undefined)
      columns.push(`WATERMARK FOR ${quoted(watermark.column)} AS ${watermark.expr}`);
    const key = table.primaryKey ?? [];
    if (key.length > 0) columns.push(`PRIMARY KEY (${key.map(quoted).join(', ')}) NOT ENFORCED`);
    const options = `'connector' = 'filesystem', 'path' = 'files/${fileOf(table.file)}', 'format' = '${table.format}'`;
    return `CREATE TEMPORARY TABLE ${quoted(table.name)} (${columns.join(', ')}) WITH (${options})`;
  });
  const views = one.views.map((view) => `CREATE TEMPORARY VIEW ${view}`);
  return [...settings, ...tables, ...views, one.sql].join(';\n');
}

/** The name of a file without its folders. */
export function fileOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
