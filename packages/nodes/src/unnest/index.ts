// Unnest: one row for each element of a collection in the row.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { unnestOperator } from '@weir/engine/runtime/unnest';
import { type Column, type DataType, typeText } from '@weir/shared/data-type';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import { doubleName, type StreamType } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

export const unnest = defineNode({
  type: 'unnest',
  palette: {
    group: 'transform',
    title: 'Unnest',
    summary: 'Makes one row for each element of an array or map.',
    icon: 'unnest',
    keywords: ['flatten', 'explode', 'array', 'map', 'lateral', 'cross join', 'flat map'],
  },
  docs: `Gives the row once for each element of a column, with the element in further columns: one for an array, key and value for a map, the
fields for an array of rows, each value as often as it is held for a multiset.

**Empty** collections and NULL give no row, or one padded with NULL when *keep rows without elements* is on. **Ordinality** adds the number
of the element, from 1; the order of the entries of a map is not promised. A collection of more than 10,000 elements is an error of its row
(FANOUT). Event time passes unchanged.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: 'out', title: 'One row per element' }],
  fields: {
    column: { kind: 'column', title: 'Collection', input: 'in', default: '' },
    names: {
      kind: 'text',
      title: 'Names',
      help: 'Of the columns of an element, with commas. Empty: the field names, key and value, or element.',
      placeholder: 'element',
      default: '',
      optional: true,
    },
    ordinality: {
      kind: 'text',
      title: 'Number column',
      help: 'A name adds the number of the element.',
      placeholder: 'no number',
      default: '',
      optional: true,
    },
    outer: { kind: 'boolean', title: 'Keep rows without elements', default: false },
  },
  meaning: (config) => (config.column === '' ? 'no column chosen' : `each of ${config.column}`),
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    const column = input?.columns.find(({ name }) => name === config.column);
    if (input === undefined || column === undefined) return { outputs: undefined, problems: [] };
    const element = elementColumns(column.type);
    if (element === undefined) return { outputs: undefined, problems: [noCollection(column)] };
    const names = namesOf(config.names);
    if (names.length > 0 && names.length !== element.length)
      return { outputs: undefined, problems: [wrongNames(names, element)] };
    const named = element.map((one, index) => ({
      ...one,
      name: names[index] ?? one.name,
      nullable: one.nullable || config.outer,
    }));
    const number = { name: config.ordinality, type: { kind: 'INT' }, nullable: config.outer } as const;
    const columns = [...input.columns, ...named, ...(config.ordinality === '' ? [] : [number])];
    const double = doubleName(columns);
    if (double !== undefined) return { outputs: undefined, problems: [taken(double)] };
    const out: StreamType = { ...input, columns, key: undefined };
    return { outputs: { out }, problems: [] };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: (ctx) => {
      const { column, ordinality, outer } = ctx.config;
      const type = ctx.inputs['in']?.columns.find(({ name }) => name === column)?.type;
      const width = type === undefined ? 1 : (elementColumns(type)?.length ?? 1);
      const ofRows = type?.kind === 'ARRAY' && type.element.type.kind === 'ROW';
      return unnestOperator(ctx, { column, ordinality: ordinality !== '', outer, width, ofRows });
    },
  },
  flink: ({ config, from, inputs }) => {
    const table = from['in']?.[0];
    const column = inputs['in']?.[0]?.columns.find(({ name }) => name === config.column);
    if (table === undefined || column === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected' };
    const element = elementColumns(column.type) ?? [];
    const given = namesOf(config.names);
    const names = element.map(({ name }, index) => sqlId(given[index] ?? name));
    const all = config.ordinality === '' ? names : [...names, sqlId(config.ordinality)];
    const numbered = config.ordinality === '' ? sql`` : sql` WITH ORDINALITY`;
    const array = sql`UNNEST(${sqlId(config.column)})${numbered} AS weir_element(${joinSql(all, ', ')})`;
    const join = config.outer ? sql`LEFT JOIN ${array} ON TRUE` : sql`CROSS JOIN ${array}`;
    return { kind: 'view', query: sql`SELECT * FROM ${table} ${join}` };
  },
  cases,
});

/** The columns that an element of a collection gives; `undefined` for what is no collection. */
function elementColumns(type: DataType): readonly Column[] | undefined {
  switch (type.kind) {
    case 'ARRAY': {
      const { element } = type;
      if (element.type.kind !== 'ROW') return [{ name: 'element', ...element }];
      return element.type.fields.map((field) => ({ ...field, nullable: field.nullable || element.nullable }));
    }
    case 'MULTISET':
      return [{ name: 'element', ...type.element }];
    case 'MAP':
      return [
        { name: 'key', ...type.key },
        { name: 'value', ...type.value },
      ];
    default:
      return undefined;
  }
}

function namesOf(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(',').map((name) => name.trim());
}

function noCollection({ name, type }: Column): NodeProblem {
  return {
    code: 'UNNEST_TYPE',
    field: 'column',
    message: `column ${name} is ${typeText(type)}, which has no elements`,
    hint: 'Choose an ARRAY, MAP or MULTISET column.',
  };
}

function wrongNames(names: readonly string[], element: readonly Column[]): NodeProblem {
  return {
    code: 'CONFIG_VALUE',
    field: 'names',
    message: `${names.length} names for ${element.length} columns: ${element.map(({ name }) => name).join(', ')}`,
    hint: 'Give as many names, or none.',
  };
}

function taken(name: string): NodeProblem {
  return {
    code: 'COLUMN_DUPLICATE',
    field: 'names',
    message: `output column ${name} occurs twice`,
    hint: 'Give the columns of the element other names.',
  };
}
