// Settings come from files: these read a value of a kind out of whatever stands there.
import type { NamedExpression, OrderColumn, SchemaColumn } from '@weir/engine/field';

/** The value as text; anything else is an empty text. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A list of texts. */
export function asTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Named expressions. */
export function asExpressions(value: unknown): readonly NamedExpression[] {
  return asRecords(value).map((item) => ({ name: asText(item.name), expression: asText(item.expression) }));
}

/** Columns to order by. */
export function asOrder(value: unknown): readonly OrderColumn[] {
  return asRecords(value).map((item) => ({
    column: asText(item.column),
    descending: item.descending === true,
  }));
}

/** Columns of a schema. */
export function asSchema(value: unknown): readonly SchemaColumn[] {
  return asRecords(value).map((item) => ({
    name: asText(item.name),
    type: asText(item.type),
    ...(typeof item.path === 'string' ? { path: item.path } : {}),
    ...(typeof item.values === 'string' ? { values: item.values } : {}),
    ...(typeof item.nullable === 'boolean' ? { nullable: item.nullable } : {}),
  }));
}

function asRecords(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value)
    ? value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
    : [];
}
