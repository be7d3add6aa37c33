// Settings of a node: shape checked against the definition's fields, defaults filled in.

import type { Diagnostic } from '@weir/shared/diagnostics';
import type { GraphNode } from '@weir/shared/graph';
import { parseDataType } from '@weir/shared/parse-data-type';
import type { z } from 'zod';
import type { AnyNodeDefinition } from '../define-node.ts';
import {
  type Field,
  fieldApplies,
  fieldSchema,
  isEmptyValue,
  type NamedExpression,
  type OrderColumn,
  type SchemaColumn,
} from '../field.ts';

/** A value of a setting after parsing. */
export type ConfigValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly NamedExpression[]
  | readonly OrderColumn[]
  | readonly SchemaColumn[];

/** Settings of a node as the definition's fields describe them. */
export type ParsedConfig = Readonly<Record<string, ConfigValue>>;

export type Settings = {
  readonly config: ParsedConfig;
  readonly problems: readonly Diagnostic[];
  /** Fields whose value cannot be used; inference does not look at a node that has any. */
  readonly broken: ReadonlySet<string>;
};

/** Parses the settings of a node. A field that the file leaves out has its default. */
export function parseSettings(node: GraphNode, definition: AnyNodeDefinition): Settings {
  const config: Record<string, ConfigValue> = {};
  const problems: Diagnostic[] = [];
  const fields: Readonly<Record<string, Field>> = definition.fields;
  for (const name of Object.keys(node.config)) {
    if (Object.hasOwn(fields, name)) continue;
    problems.push({
      code: 'CONFIG_VALUE',
      severity: 'error',
      nodeId: node.id,
      field: name,
      message: `node type ${node.type} has no setting ${name}`,
      hint: 'Remove the setting from the file.',
    });
  }
  for (const [name, field] of Object.entries(fields)) {
    // Not yet checked: a value of another shape is reported below and marks the field as broken.
    config[name] = (Object.hasOwn(node.config, name) ? node.config[name] : field.default) as ConfigValue;
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!fieldApplies(field, config)) continue;
    const problem = fieldProblem(field, config[name]);
    for (const found of problem) {
      problems.push({
        severity: 'error',
        nodeId: node.id,
        ...found,
        field: found.field === '' ? name : `${name}.${found.field}`,
      });
    }
  }
  const broken = new Set(problems.map((problem) => (problem.field ?? '').split('.')[0] ?? ''));
  return { config, problems, broken };
}

type FieldProblem = Pick<Diagnostic, 'code' | 'message' | 'hint'> & { readonly field: string };

function fieldProblem(field: Field, value: unknown): readonly FieldProblem[] {
  if (isEmptyValue(value)) {
    if (field.optional === true || field.kind === 'boolean') return [];
    const code = field.kind === 'schema' ? 'SCHEMA_EMPTY' : 'CONFIG_MISSING';
    return [{ field: '', code, message: `${field.title.toLowerCase()} is not set`, hint: hintOf(field) }];
  }
  const parsed = fieldSchema(field).safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') ?? '';
    return [
      {
        field: place,
        code: 'CONFIG_VALUE',
        message: `${field.title.toLowerCase()} ${issue === undefined ? 'cannot be used' : wordsOf(issue)}`,
        hint: hintOf(field),
      },
    ];
  }
  if (field.kind === 'path') return pathProblems(field, String(parsed.data));
  if (field.kind === 'schema') return schemaProblems(parsed.data as readonly SchemaColumn[]);
  if (field.kind === 'expressions') return nameProblems(parsed.data as readonly NamedExpression[]);
  return [];
}

/** S25: pipelines read below `files` and `examples`, and write below `files`. The data plane refuses the rest too. */
function pathProblems(field: Field & { readonly kind: 'path' }, path: string): readonly FieldProblem[] {
  const [root = '', ...rest] = path.split('/');
  const roots = field.mode === 'read' ? ['files', 'examples'] : ['files'];
  const inside =
    roots.includes(root) && rest.length > 0 && !rest.some((part) => part === '' || part === '..');
  if (inside) return [];
  const message = `${path} is not below ${roots.join(' or ')}`;
  return [{ field: '', code: 'PATH_ROOT', message, hint: hintOf(field) }];
}

function schemaProblems(columns: readonly SchemaColumn[]): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const seen = new Set<string>();
  columns.forEach((column, index) => {
    const at = (part: string, message: string, hint: string): void => {
      problems.push({ field: `${index}.${part}`, code: 'SCHEMA_COLUMN', message, hint });
    };
    if (column.name.trim() === '')
      at('name', `column ${index + 1} has no name`, 'Name it, or remove the row.');
    else if (seen.has(column.name)) at('name', `column ${column.name} occurs twice`, 'Rename one of them.');
    seen.add(column.name);
    if (parseDataType(column.type) === undefined) {
      at(
        'type',
        `${column.type === '' ? 'an empty text' : column.type} is not a column type`,
        'Use a type such as STRING, INT, BIGINT, DOUBLE, DECIMAL(10, 2), BOOLEAN or TIMESTAMP(3).',
      );
    }
  });
  return problems;
}

function nameProblems(items: readonly NamedExpression[]): readonly FieldProblem[] {
  const seen = new Set<string>();
  const problems: FieldProblem[] = [];
  items.forEach((item, index) => {
    if (item.name.trim() === '')
      problems.push({
        field: `${index}.name`,
        code: 'CONFIG_MISSING',
        message: `output column ${index + 1} has no name`,
        hint: 'Name the column.',
      });
    else if (seen.has(item.name))
      problems.push({
        field: `${index}.name`,
        code: 'COLUMN_DUPLICATE',
        message: `output column ${item.name} occurs twice`,
        hint: 'Rename one of them.',
      });
    seen.add(item.name);
    if (item.expression.trim() === '')
      problems.push({
        field: `${index}.expression`,
        code: 'CONFIG_MISSING',
        message: `output column ${item.name || index + 1} has no expression`,
        hint: 'Write a SQL expression, or remove the row.',
      });
  });
  return problems;
}

function hintOf(field: Field): string {
  switch (field.kind) {
    case 'duration':
      return 'Use a duration such as 10 s, 5 min or 1 h.';
    case 'condition':
      return 'Write a SQL condition, such as amount > 100.';
    case 'expression':
    case 'expressions':
      return field.kind === 'expressions' && field.aggregate
        ? 'Add an aggregate, such as COUNT(*).'
        : 'Write a SQL expression.';
    case 'columns':
    case 'order':
      return 'Choose at least one column.';
    case 'schema':
      return 'Add columns, or infer them from sample rows.';
    case 'path':
      return field.mode === 'read'
        ? 'Name a file, such as files/orders.ndjson.'
        : 'Name a folder, such as files/out.';
    case 'number':
      return `Use a number${field.min === undefined ? '' : ` of at least ${field.min}`}${field.max === undefined ? '' : ` and at most ${field.max}`}.`;
    case 'choice':
      return `Use one of ${field.options.map((option) => option.value).join(', ')}.`;
    default:
      return `Set ${field.title.toLowerCase()}.`;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
};

function wordsOf(issue: z.core.$ZodIssue): string {
  const type = issue.code === 'invalid_type' ? TYPE_WORDS[issue.expected] : undefined;
  return type === undefined ? lowerFirst(issue.message) : `must be ${type}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
