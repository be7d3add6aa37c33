// Settings of a node: one descriptor per field gives the zod schema, the form in the inspector and the docs.

import { parseDurationMs } from '@weir/shared/duration';
import { parseDataType } from '@weir/shared/parse-data-type';
import { z } from 'zod';

type Base = {
  readonly title: string;
  /** One sentence under the control. */
  readonly help?: string | undefined;
  /** Shown greyed in an empty control. */
  readonly placeholder?: string | undefined;
  /** Fields of one section stand together under its title; no section means the main part of the form. */
  readonly section?: string | undefined;
  /** The field is shown (and checked) only while another field has one of these values. */
  readonly when?: { readonly field: string; readonly is: readonly (string | boolean)[] } | undefined;
  /** Without it, an empty value of a field that needs one is the problem CONFIG_MISSING. */
  readonly optional?: boolean | undefined;
};

/** A column definition of a source: the name in Weir, the SQL type, and where in the record it stands. */
export type SchemaColumn = {
  readonly name: string;
  readonly type: string;
  /** Path of a JSON field, dots between keys (`properties.mag`); the name itself when absent. */
  readonly path?: string | undefined;
  readonly nullable?: boolean | undefined;
  /** How a generator makes its values: `1..100`, `tea|coffee`, `sequence`. Only where the field has `values`. */
  readonly values?: string | undefined;
};

/** A column to order by. NULL comes first in ascending order and last in descending order, as in Flink. */
export type OrderColumn = { readonly column: string; readonly descending: boolean };

/** An output column made by an expression. */
export type NamedExpression = { readonly name: string; readonly expression: string };

/** Every kind of setting. `default` is what a new node starts with. */
export type Field = Base &
  (
    | { readonly kind: 'text'; readonly default: string; readonly multiline?: boolean | undefined }
    | {
        readonly kind: 'number';
        readonly default: number;
        readonly unit?: string | undefined;
        readonly min?: number | undefined;
        readonly max?: number | undefined;
        readonly integer?: boolean | undefined;
      }
    | { readonly kind: 'boolean'; readonly default: boolean }
    | {
        readonly kind: 'choice';
        readonly default: string;
        readonly options: readonly { readonly value: string; readonly title: string }[];
      }
    /** A duration text such as `10 s`. */
    | { readonly kind: 'duration'; readonly default: string; readonly negative?: boolean | undefined }
    /** A SQL condition or scalar over the columns of the input port or scope `input`. */
    | { readonly kind: 'condition' | 'expression'; readonly default: string; readonly input: string }
    /** A list of output columns, each a SQL scalar, or an aggregate call when `aggregate`. */
    | {
        readonly kind: 'expressions';
        readonly default: readonly NamedExpression[];
        readonly input: string;
        readonly aggregate: boolean;
        /** Each expression is a condition, such as that of a route. */
        readonly conditions?: boolean | undefined;
        /** Set when the expressions see more than columns and the node itself checks them. */
        readonly own?: boolean | undefined;
      }
    /** Names of columns of the input port. */
    | { readonly kind: 'columns'; readonly default: readonly string[]; readonly input: string }
    /** Columns of the input port to order rows by, the most significant first. */
    | { readonly kind: 'order'; readonly default: readonly OrderColumn[]; readonly input: string }
    /** One column of this node's own schema (sources) or of an input port. */
    | {
        readonly kind: 'column';
        readonly default: string;
        readonly input?: string | undefined;
        readonly eventTime?: boolean | undefined;
      }
    | {
        readonly kind: 'schema';
        readonly default: readonly SchemaColumn[];
        readonly values?: boolean | undefined;
      }
    /** A path below one of the named folders: `files/orders.ndjson`, `examples/trips.csv`. */
    | { readonly kind: 'path'; readonly default: string; readonly mode: 'read' | 'write' }
    /** The name of a stream. */
    | { readonly kind: 'stream'; readonly default: string }
  );

export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> = F extends { kind: 'number' }
  ? number
  : F extends { kind: 'boolean' }
    ? boolean
    : F extends { kind: 'expressions' }
      ? readonly NamedExpression[]
      : F extends { kind: 'columns' }
        ? readonly string[]
        : F extends { kind: 'order' }
          ? readonly OrderColumn[]
          : F extends { kind: 'schema' }
            ? readonly SchemaColumn[]
            : string;

/** The configuration that a record of fields describes. */
export type ConfigOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

const schemaColumn = z.strictObject({
  name: z.string().max(120),
  type: z.string().max(4000),
  path: z.string().max(400).optional(),
  nullable: z.boolean().optional(),
  values: z.string().max(400).optional(),
});
const orderColumn = z.strictObject({ column: z.string().max(120), descending: z.boolean() });
const namedExpression = z.strictObject({ name: z.string().max(120), expression: z.string().max(8192) });

/** The zod schema of one field: shape only; emptiness, SQL and column names are the planner's to judge. */
export function fieldSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case 'number': {
      const number = field.integer === true ? z.number().int() : z.number();
      return number.min(field.min ?? -Number.MAX_VALUE).max(field.max ?? Number.MAX_VALUE);
    }
    case 'boolean':
      return z.boolean();
    case 'choice':
      return z.enum(field.options.map((option) => option.value));
    case 'duration':
      return z.string().refine((text) => {
        const ms = parseDurationMs(text);
        return text === '' || (ms !== undefined && (ms >= 0 || field.negative === true));
      }, 'is not a duration such as 10 s');
    case 'expressions':
      return z.array(namedExpression).max(1000);
    case 'columns':
      return z.array(z.string().max(120)).max(1000);
    case 'order':
      return z.array(orderColumn).max(100);
    case 'schema':
      return z.array(schemaColumn).max(1000);
    default:
      return z.string().max(8192);
  }
}

/** The configuration of a new node. */
export function defaultConfig(fields: Fields): Record<string, z.core.util.JSONType> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, structuredCopy(field.default)]),
  );
}

function structuredCopy(value: unknown): z.core.util.JSONType {
  return JSON.parse(JSON.stringify(value));
}

/** True when the field applies under these values of its siblings. */
export function fieldApplies(field: Field, config: Readonly<Record<string, unknown>>): boolean {
  if (field.when === undefined) return true;
  const value = config[field.when.field];
  return field.when.is.some((wanted) => wanted === value);
}

/** True when a value counts as not set. */
export function isEmptyValue(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** True for a type text a source column can have. */
export function isColumnType(text: string): boolean {
  return parseDataType(text) !== undefined;
}
