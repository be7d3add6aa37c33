// What join nodes have in common: settings, the columns of a pair, problems with keys, pieces of Flink SQL.
import { type Column, isText, sameType, typeText } from '@weir/shared/data-type';
import { joinSql, type Sql, sql, sqlId } from '@weir/shared/fragment';
import { doubleName, type StreamType } from '@weir/shared/stream-type';
import { checkCondition, columnsUsed } from '@weir/sql/check/check';
import { holdsMap } from '@weir/sql/check/types-nested';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import type { FlinkContext, FlinkForm, InferContext, Inference, NodeProblem } from './define-node.ts';
import type { Field } from './field.ts';

/** Which rows without a partner come out. */
export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';

const TYPES: Readonly<Record<JoinType, { readonly title: string; readonly words: Sql }>> = {
  inner: { title: 'Inner', words: sql`JOIN` },
  left: { title: 'Left', words: sql`LEFT JOIN` },
  right: { title: 'Right', words: sql`RIGHT JOIN` },
  full: { title: 'Full', words: sql`FULL JOIN` },
  semi: { title: 'Semi: left rows with a partner', words: sql`SEMI JOIN` },
  anti: { title: 'Anti: left rows without one', words: sql`ANTI JOIN` },
};

/** The choice of a join type. */
export function joinTypeField(types: readonly JoinType[]): Field & { readonly kind: 'choice' } {
  return {
    kind: 'choice',
    title: 'Type',
    default: 'inner',
    options: types.map((value) => ({ value, title: TYPES[value].title })),
  };
}

/** Settings of keys, condition and names, the same on every join. */
export const JOIN_KEY_FIELDS = {
  leftKeys: { kind: 'columns', title: 'Left key', input: 'left', default: [] },
  rightKeys: {
    kind: 'columns',
    title: 'Right key',
    help: 'As many columns as on the left, of the same types.',
    input: 'right',
    default: [],
  },
} as const satisfies Readonly<Record<string, Field>>;

/** A condition over the pair, beside equal keys. */
export const JOIN_CONDITION_FIELDS = {
  condition: {
    kind: 'condition',
    title: 'And only where',
    help: 'A condition over both rows, beside equal keys.',
    input: 'pair',
    placeholder: 'amount > right_amount',
    default: '',
    optional: true,
  },
} as const satisfies Readonly<Record<string, Field>>;

export const JOIN_PREFIX_FIELDS = {
  prefix: {
    kind: 'text',
    title: 'Prefix of right columns',
    help: 'For right columns whose name exists on the left.',
    default: 'right_',
    optional: true,
    section: 'Columns',
  },
} as const satisfies Readonly<Record<string, Field>>;

export const JOIN_INPUTS = [
  { name: 'left', title: 'Left rows' },
  { name: 'right', title: 'Right rows' },
] as const;

/** The part of a join's configuration that this module reads. */
export type JoinConfig = {
  readonly leftKeys: readonly string[];
  readonly rightKeys: readonly string[];
  readonly prefix: string;
};

/** Columns of a pair: those of left, then those of right under free names. */
export function pairColumns(
  left: readonly Column[],
  right: readonly Column[],
  prefix: string,
): readonly Column[] {
  const taken = new Set(left.map((column) => column.name));
  return [
    ...left,
    ...right.map((column) => (taken.has(column.name) ? { ...column, name: prefix + column.name } : column)),
  ];
}

/** Columns that a join reads of each side: keys, those of its condition, and those that anything reads of its output. */
export function joinNeeds(request: {
  readonly config: JoinConfig & { readonly condition: string };
  readonly inputs: Readonly<Record<string, StreamType>>;
  readonly wanted: (port: string) => readonly string[];
  /** Further columns by side, such as event times. */
  readonly more?: { readonly left: readonly string[]; readonly right: readonly string[] } | undefined;
}): Readonly<Record<string, readonly string[]>> {
  const { config, inputs, wanted, more } = request;
  const [left, right] = [inputs['left']?.columns ?? [], inputs['right']?.columns ?? []];
  const pair = pairColumns(left, right, config.prefix);
  const checked = checkCondition(config.condition, pair);
  const places = new Set([
    ...(checked.ok ? columnsUsed(checked.expression) : []),
    ...wanted('out').map((name) => pair.findIndex((column) => column.name === name)),
  ]);
  const of = (side: readonly Column[], shift: number): readonly string[] =>
    side.filter((_, index) => places.has(index + shift)).map((column) => column.name);
  return {
    left: [...config.leftKeys, ...of(left, 0), ...(more?.left ?? [])],
    right: [...config.rightKeys, ...of(right, left.length), ...(more?.right ?? [])],
  };
}

/** The event-time columns of both sides. */
export function eventTimes(inputs: Readonly<Record<string, StreamType>>): {
  readonly left: readonly string[];
  readonly right: readonly string[];
} {
  const of = (time: string | undefined): readonly string[] => (time === undefined ? [] : [time]);
  return { left: of(inputs['left']?.eventTime), right: of(inputs['right']?.eventTime) };
}

/** The scope `pair` for SQL settings. */
export function joinScopes({
  config,
  inputs,
}: InferContext<JoinConfig>): Readonly<Record<string, readonly Column[]>> {
  const [left, right] = sidesOf(inputs);
  return { pair: pairColumns(left?.columns ?? [], right?.columns ?? [], config.prefix) };
}

/** The streams of both sides. */
export function sidesOf(
  inputs: InferContext<unknown>['inputs'],
): readonly [StreamType | undefined, StreamType | undefined] {
  return [inputs['left']?.[0], inputs['right']?.[0]];
}

/** Output columns of a join: a side that may be missing is NULL then; semi and anti joins give the left row only. */
export function joinedColumns(
  left: StreamType,
  right: StreamType,
  { prefix, type }: { readonly prefix: string; readonly type: JoinType },
): readonly Column[] {
  if (type === 'semi' || type === 'anti') return left.columns;
  const padded = (columns: readonly Column[], isPadded: boolean): readonly Column[] =>
    isPadded ? columns.map((column) => ({ ...column, nullable: true })) : columns;
  return pairColumns(
    padded(left.columns, type === 'right' || type === 'full'),
    padded(right.columns, type === 'left' || type === 'full'),
    prefix,
  );
}

/** The types of joins that enrich: left rows with what the right side has for them, or only those that find something. */
export const ENRICHING_TYPES = ['inner', 'left'] as const;

/** The setting as one of ENRICHING_TYPES. */
export function enrichingType(text: string): (typeof ENRICHING_TYPES)[number] {
  return text === 'inner' ? 'inner' : 'left';
}

/** Output of a join that enriches: left rows as they come, with columns of the right side. */
export function inferEnriched({
  config,
  inputs,
}: InferContext<JoinConfig & { readonly type: string }>): Inference {
  const [left, right] = sidesOf(inputs);
  if (left === undefined || right === undefined) return { outputs: undefined, problems: [] };
  const columns = joinedColumns(left, right, { prefix: config.prefix, type: enrichingType(config.type) });
  const problems = joinProblems(config, left, right, columns);
  return { outputs: problems.length > 0 ? undefined : { out: { ...left, columns } }, problems };
}

/** Problems with the keys of both sides and with the names of the output. */
export function joinProblems(
  config: JoinConfig,
  left: StreamType,
  right: StreamType,
  columns: readonly Column[],
): readonly NodeProblem[] {
  const problems = keyProblems(config, left, right);
  if (problems.length > 0) return problems;
  const double = doubleName(columns);
  if (double === undefined) return [];
  return [
    {
      code: 'COLUMN_DUPLICATE',
      field: 'prefix',
      message: `output column ${double} occurs twice`,
      hint: 'Choose another prefix.',
    },
  ];
}

function keyProblems(config: JoinConfig, left: StreamType, right: StreamType): readonly NodeProblem[] {
  if (config.leftKeys.length !== config.rightKeys.length) {
    return [
      {
        code: 'JOIN_KEY',
        field: 'rightKeys',
        message: `left has ${config.leftKeys.length} key columns and right ${config.rightKeys.length}`,
        hint: 'Choose as many on both sides.',
      },
    ];
  }
  return config.leftKeys.flatMap((name, index): NodeProblem[] => {
    const a = left.columns.find((column) => column.name === name);
    const b = right.columns.find((column) => column.name === config.rightKeys[index]);
    if (a === undefined || b === undefined) return [];
    if (holdsMap(a.type)) {
      return [
        {
          code: 'JOIN_KEY',
          field: `leftKeys.${index}`,
          message: `key ${name} is ${typeText(a.type)}, whose entries have no order to compare by`,
          hint: 'Join on one of its entries, made in a Project before the join.',
        },
      ];
    }
    if (areComparable(a, b)) return [];
    return [
      {
        code: 'JOIN_KEY',
        field: `rightKeys.${index}`,
        message: `key ${name} is ${typeText(a.type)}, ${b.name} is ${typeText(b.type)}`,
        hint: 'Cast one of them with a Project before the join.',
      },
    ];
  });
}

const WHOLE_NUMBERS: ReadonlySet<string> = new Set(['TINYINT', 'SMALLINT', 'INT', 'BIGINT']);

/** Keys of these types are equal when their values are: texts of any length, whole numbers of any size. */
function areComparable(a: Column, b: Column): boolean {
  if (isText(a.type) && isText(b.type)) return a.type.kind !== 'CHAR' && b.type.kind !== 'CHAR';
  return (WHOLE_NUMBERS.has(a.type.kind) && WHOLE_NUMBERS.has(b.type.kind)) || sameType(a.type, b.type);
}

type FlinkJoinContext = FlinkContext<JoinConfig & { readonly condition?: string | undefined }>;

/** The Flink query of a join over `l` and `r`; `more` are further parts of its condition. */
export function flinkJoin(ctx: FlinkJoinContext, type: JoinType, more: readonly Sql[] = []): FlinkForm {
  return joinQuery(ctx, type, { more, asOf: sql`` });
}

/** The same with the version of the right side at a time of the left one. */
export function flinkAsOf(ctx: FlinkJoinContext, type: JoinType, time: Sql): FlinkForm {
  return joinQuery(ctx, type, { more: [], asOf: sql` FOR SYSTEM_TIME AS OF ${time}` });
}

function joinQuery(
  ctx: FlinkJoinContext,
  type: JoinType,
  { more, asOf }: { readonly more: readonly Sql[]; readonly asOf: Sql },
): FlinkForm {
  const [left, right] = sidesOf(ctx.inputs);
  const [leftTable, rightTable] = [ctx.from['left']?.[0], ctx.from['right']?.[0]];
  if (left === undefined || right === undefined || leftTable === undefined || rightTable === undefined)
    return { kind: 'unsupported', reason: 'an input is not connected' };
  const { config } = ctx;
  const pair = pairColumns(left.columns, right.columns, config.prefix);
  const source = (index: number): Sql =>
    index < left.columns.length
      ? sql`l.${sqlId(left.columns[index]?.name ?? '')}`
      : sql`r.${sqlId(right.columns[index - left.columns.length]?.name ?? '')}`;
  const items = pair.map((column, index) => sql`${source(index)} AS ${sqlId(column.name)}`);
  const keys = config.leftKeys.map(
    (key, index) => sql`l.${sqlId(key)} = r.${sqlId(config.rightKeys[index] ?? '')}`,
  );
  const checked = checkCondition(config.condition ?? '', pair);
  const condition = checked.ok ? [toFlinkSql(checked.expression, (column) => source(column))] : [];
  const parts = [...keys, ...condition, ...more];
  const on = parts.length === 0 ? sql`TRUE` : joinSql(parts, ' AND ');
  if (type === 'semi' || type === 'anti') {
    const exists = sql`EXISTS (SELECT * FROM ${rightTable} AS r WHERE ${on})`;
    const where = type === 'semi' ? exists : sql`NOT ${exists}`;
    return { kind: 'view', query: sql`SELECT l.* FROM ${leftTable} AS l WHERE ${where}` };
  }
  const query = sql`SELECT ${joinSql(items, ', ')}\nFROM ${leftTable} AS l ${TYPES[type].words} ${rightTable}${asOf} AS r\nON ${on}`;
  return { kind: 'view', query };
}
