// The importer: a script of Flink SQL in, a pipeline out, drawn as a person would have drawn it.
//
// Statements are read in order. A query becomes nodes from the sources up; columns that are only renamed, reordered or
// left out need no node, formulas become one Project. What stands around a window function or a row number decides which
// node it becomes, so these wait until that is known. What no node can say is a problem with its place.

import { emptyGraph, type Graph } from '@weir/shared/graph';
import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import type { AstStatement } from '@weir/sql/statements/ast-statement';
import { parseStatements } from '@weir/sql/statements/parse-statements';
import { ImportContext } from './import-context.ts';
import { renamedFields } from './import-from.ts';
import { importQuery } from './import-query.ts';
import { showRows, writeTable } from './import-sink.ts';

/** The pipeline, and what of the script it does not say. With errors the pipeline holds what could be said. */
export type ImportResult = { readonly graph: Graph; readonly problems: readonly SqlDiagnostic[] };

/** Imports a script. Never throws. */
export function importSql(text: string, name = 'Imported'): ImportResult {
  const { statements, diagnostics } = parseStatements(text);
  const ctx = new ImportContext(text, importQuery);
  for (const statement of statements) {
    importStatement(ctx, statement);
    if (ctx.graph.isFull) {
      ctx.report({
        code: 'GRAPH_LIMIT',
        message: 'the script makes more nodes than a pipeline may have',
        span: statement.span,
      });
      break;
    }
  }
  const problems = [...diagnostics, ...ctx.problems].sort((a, b) => a.span.from - b.span.from);
  const title = ctx.settings.get('pipeline.name') ?? name;
  const graph = ctx.graph.nodeCount === 0 ? emptyGraph(title) : ctx.graph.graph(title.slice(0, 120) || name);
  return { graph, problems };
}

function importStatement(ctx: ImportContext, statement: AstStatement): void {
  switch (statement.kind) {
    case 'create table':
      createTable(ctx, statement);
      return;
    case 'create view':
      createView(ctx, statement);
      return;
    case 'insert': {
      const target = ctx.names.get(statement.table.name);
      const relation = importQuery(ctx, statement.query);
      if (target?.kind !== 'table') {
        const message = `there is no table ${statement.table.name}`;
        ctx.report({
          code: 'SQL_TABLE',
          message,
          hint: 'Put its CREATE TABLE before INSERT.',
          span: statement.table.span,
        });
      } else if (relation !== undefined) writeTable(ctx, target.table, statement.columns, relation);
      return;
    }
    case 'query': {
      const relation = importQuery(ctx, statement.query);
      if (relation !== undefined) showRows(ctx, relation);
      return;
    }
    case 'set':
      setOption(ctx, statement);
      return;
    case 'other':
      ctx.unsupported(
        `${statement.words} is no part of a pipeline`,
        statement.span,
        'Leave the statement out.',
      );
  }
}

function createTable(ctx: ImportContext, table: AstStatement & { readonly kind: 'create table' }): void {
  const { name, like, query } = table;
  if (query !== undefined) {
    const relation = importQuery(ctx, query);
    const columns =
      relation === undefined
        ? []
        : relation.fields.flatMap((field) => {
            const column = relation.columns.find((candidate) => candidate.name === field.column);
            return column === undefined
              ? []
              : [
                  {
                    kind: 'stored',
                    name: { name: field.name, span: name.span },
                    span: name.span,
                    element: { type: column.type, nullable: column.nullable },
                  } as const,
                ];
          });
    const made = { ...table, columns, query: undefined };
    ctx.names.set(name.name, { kind: 'table', table: made });
    if (relation !== undefined) writeTable(ctx, made, [], relation);
    return;
  }
  if (like === undefined) {
    ctx.names.set(name.name, { kind: 'table', table });
    return;
  }
  const base = ctx.names.get(like.name);
  if (base?.kind !== 'table') {
    ctx.report({ code: 'SQL_TABLE', message: `there is no table ${like.name}`, span: like.span });
    return;
  }
  const own = new Set(table.options.map(({ key }) => key));
  const merged = {
    ...table,
    columns: [...base.table.columns, ...table.columns],
    watermark: table.watermark ?? base.table.watermark,
    primaryKey: table.primaryKey.length > 0 ? table.primaryKey : base.table.primaryKey,
    options: [...base.table.options.filter(({ key }) => !own.has(key)), ...table.options],
  };
  ctx.names.set(name.name, { kind: 'table', table: merged });
}

/** A view is imported once, whoever reads it; the node that makes its rows is called after it. */
function createView(ctx: ImportContext, view: AstStatement & { readonly kind: 'create view' }): void {
  const before = ctx.graph.nodeCount;
  const made = importQuery(ctx, view.query);
  const relation = made === undefined ? undefined : renamedFields(ctx, made, view.columns);
  ctx.names.set(view.name.name, { kind: 'relation', relation });
  if (relation !== undefined && relation.pending === undefined && ctx.graph.nodeCount > before) {
    ctx.graph.rename(relation.port.slice(0, relation.port.indexOf('.')), view.name.name);
  }
}

/** Settings that say how a cluster runs a job; nothing in a pipeline depends on them. */
const CLUSTER =
  /^(?:parallelism|pipeline|execution|state|taskmanager|jobmanager|rest|restart-strategy|sql-client|table\.optimizer|table\.exec\.(?:mini-batch|resource|async|sink|simplify|uid|legacy|spill))\b/;

function setOption(ctx: ImportContext, { option, span }: AstStatement & { readonly kind: 'set' }): void {
  if (option === undefined) return;
  const { key, value } = option;
  ctx.settings.set(key, value);
  if (key === 'table.local-time-zone') {
    if (value.toUpperCase() !== 'UTC') {
      ctx.unsupported(
        `times are those of UTC, not of ${value}`,
        option.span,
        'Shift the times in the query.',
      );
    }
    return;
  }
  if (CLUSTER.test(key) || key === 'table.exec.state.ttl' || key === 'table.exec.source.idle-timeout') return;
  ctx.problems.push({
    code: 'SQL_UNSUPPORTED',
    severity: 'warning',
    message: `the setting ${key} has no place in a pipeline`,
    span,
  });
}
