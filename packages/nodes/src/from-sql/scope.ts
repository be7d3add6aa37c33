// Names in a query: which column of the node below is meant by `x`, `t.x` or `t.row.field`.

import type { Ast, AstCall, Span } from '@weir/sql/parse/ast';
import { mapAst } from '@weir/sql/query/ast-walk';
import type { ImportContext } from './import-context.ts';
import type { Field, Relation } from './relation.ts';

/** A column that a query can name. `hidden` ones are only named with their table: the right column of USING. */
export type ScopeField = Field & { readonly table: string; readonly hidden: boolean };

/** What a query reads, with the names of its parts. */
export type Source = { readonly relation: Relation; readonly fields: readonly ScopeField[] };

/** All fields of a relation under the name of a table. */
export function sourceOf(relation: Relation, table: string): Source {
  return { relation, fields: relation.fields.map((field) => ({ ...field, table, hidden: false })) };
}

/** The expression over the columns of the node, or `undefined` with a report. */
export function resolve(ctx: ImportContext, node: Ast, source: Source): Ast | undefined {
  let failed = false;
  const resolved = mapAst(node, (part) => {
    const found = resolvePart(ctx, part, source);
    if (found === 'failed') failed = true;
    return found === 'failed' ? part : found;
  });
  return failed ? undefined : resolved;
}

/** True when every name of the expression is one of the source. Says nothing. */
export function resolves(node: Ast, source: Source): boolean {
  let all = true;
  mapAst(node, (part) => {
    if (part.kind === 'subquery') all = false;
    const name = nameOf(part, source);
    if (name === undefined) return undefined;
    if (name.found.length !== 1) all = all && name.isWord;
    return part;
  });
  return all;
}

type NameUse = {
  readonly name: string;
  readonly span: Span;
  readonly table: string | undefined;
  readonly found: readonly ScopeField[];
  /** True for words such as CURRENT_DATE that need no column. */
  readonly isWord: boolean;
};

/** The name that a node is, when it is one. */
function nameOf(node: Ast, source: Source): NameUse | undefined {
  if (node.kind === 'column') {
    const found = source.fields.filter(({ name, hidden }) => name === node.name && !hidden);
    const isWord = !node.quoted && found.length === 0 && WORDS.has(node.name.toUpperCase());
    return { name: node.name, span: node.span, table: undefined, found, isWord };
  }
  const prefixed = tableOf(node);
  if (prefixed === undefined) return undefined;
  const { table, call } = prefixed;
  const isTable = source.fields.some((field) => field.table === table);
  const found = source.fields.filter((field) => field.table === table && field.name === call.field);
  const column = source.fields.find(({ name, hidden }) => name === table && !hidden);
  const isField = column !== undefined && hasField(source, column.column, call.field ?? '');
  // What is neither a table nor a column is told at its own name, which is below this node.
  if (found.length === 0 && (isField || (!isTable && column === undefined))) return undefined;
  return { name: call.field ?? '', span: call.nameSpan, table, found, isWord: false };
}

/** True for a field of a ROW. */
function hasField({ relation }: Source, column: string, field: string): boolean {
  const type = relation.columns.find(({ name }) => name === column)?.type;
  return type?.kind === 'ROW' && type.fields.some(({ name }) => name === field);
}

/** Functions without parentheses. */
const WORDS: ReadonlySet<string> = new Set(
  'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_ROW_TIMESTAMP LOCALTIME LOCALTIMESTAMP'.split(' '),
);

/** `t` and the access of `t.x`. */
function tableOf(node: Ast): { readonly table: string; readonly call: AstCall } | undefined {
  if (node.kind !== 'call' || node.name !== '.') return undefined;
  const [operand] = node.arguments;
  return operand?.kind === 'column' ? { table: operand.name, call: node } : undefined;
}

function resolvePart(ctx: ImportContext, node: Ast, source: Source): Ast | 'failed' | undefined {
  const use = nameOf(node, source);
  if (use === undefined) {
    const prefixed = tableOf(node);
    if (prefixed === undefined || source.fields.some(({ name }) => name === prefixed.table)) return undefined;
    const [operand] = prefixed.call.arguments;
    ctx.report({
      code: 'SQL_COLUMN',
      message: `there is no table or column ${prefixed.table}`,
      hint: tablesHint(source),
      span: operand?.span ?? node.span,
    });
    return 'failed';
  }
  if (use.isWord) return node;
  const [first, second] = use.found;
  if (first === undefined) return reportMissing(ctx, use, source);
  // Both sides of a join may be the same column of one node: then it does not matter which is meant.
  if (second !== undefined && use.found.some(({ column }) => column !== first.column)) {
    const tables = [...new Set(use.found.map(({ table }) => table))].join(' and ');
    const message = `${use.name} is a column of ${tables === first.table ? 'more than one part' : tables}`;
    ctx.report({ code: 'SQL_COLUMN', message, hint: 'Write the table before it.', span: use.span });
    return 'failed';
  }
  return { kind: 'column', name: first.column, quoted: true, span: node.span };
}

function reportMissing(ctx: ImportContext, { name, table, span }: NameUse, source: Source): 'failed' {
  const known = source.fields.filter((field) => table === undefined || field.table === table);
  const listed = [...new Set(known.map((field) => field.name))].slice(0, 12).join(', ');
  const message = table === undefined ? `there is no column ${name}` : `${table} has no column ${name}`;
  ctx.report({ code: 'SQL_COLUMN', message, hint: `Columns are ${listed}.`, span });
  return 'failed';
}

function tablesHint({ fields }: Source): string {
  const tables = [...new Set(fields.map(({ table }) => table))].filter((table) => table !== '');
  return tables.length === 0
    ? 'The query reads nothing.'
    : `The query reads ${tables.slice(0, 12).join(', ')}.`;
}

/** Names of the columns of the node that a resolved expression reads. */
export function columnsIn(node: Ast): ReadonlySet<string> {
  const names = new Set<string>();
  mapAst(node, (part) => {
    if (part.kind === 'column') names.add(part.name);
    return undefined;
  });
  return names;
}
