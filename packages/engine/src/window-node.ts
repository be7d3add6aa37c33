// What windowed aggregates have in common: settings, output columns, the Flink query. Shared by the window nodes.
import type { Column } from '@weir/shared/data-type';
import { durationText, parseDurationMs } from '@weir/shared/duration';
import { joinSql, type Sql, sql, sqlId } from '@weir/shared/fragment';
import type { ChangeKind, StreamType } from '@weir/shared/stream-type';
import { sliceRule } from '@weir/sql/aggregates/index';
import { checkAggregate } from '@weir/sql/check/check';
import { aggregateNeeds, inferAggregates } from './aggregate-node.ts';
import type {
  EmbeddedForm,
  FlinkContext,
  FlinkForm,
  InferContext,
  Inference,
  NodeProblem,
} from './define-node.ts';
import type { Field, NamedExpression } from './field.ts';
import { flinkInterval } from './flink/table.ts';
import { correctedWindowsOperator } from './runtime/corrected-windows.ts';
import { windowOperator } from './runtime/window-operator.ts';
import type { WindowShape } from './runtime/window-shape.ts';
import {
  type CorrectionConfig,
  correctedChanges,
  correctionsOf,
  flinkCorrections,
} from './window-corrections.ts';

/** Settings of every windowed aggregate. */
export const WINDOW_FIELDS = {
  keys: {
    kind: 'columns',
    title: 'Group by',
    help: 'One result per window and key. Empty: one per window.',
    input: 'in',
    default: [],
    optional: true,
  },
  aggregates: {
    kind: 'expressions',
    title: 'Aggregates',
    help: 'COUNT(*), SUM(x), COUNT(DISTINCT x), LISTAGG(x), PERCENTILE(x, 0.95) and more, each with FILTER (WHERE ...) where needed.',
    input: 'in',
    aggregate: true,
    default: [{ name: 'rows', expression: 'COUNT(*)' }],
    optional: true,
  },
  offset: {
    kind: 'duration',
    title: 'Offset',
    section: 'Alignment',
    help: 'Shifts the window borders.',
    negative: true,
    default: '',
    optional: true,
  },
} as const satisfies Readonly<Record<string, Field>>;

/** Ports of every windowed aggregate. */
export const WINDOW_INPUTS = [{ name: 'in', title: 'Rows' }] as const;
export const WINDOW_OUTPUTS = [
  { name: 'out', title: 'Results' },
  { name: 'late', title: 'Late rows', side: true },
] as const;

/** The part of a window node's configuration that this module reads. */
export type WindowConfig = {
  readonly keys: readonly string[];
  readonly aggregates: readonly NamedExpression[];
};

/** What a window gathers its rows from: one pane, slices that windows share, or sessions that are merged. */
export type Gathers = 'one' | 'hopping' | 'cumulating' | 'session';

/** Output of a windowed aggregate: window_start, window_end, window_time, keys, aggregates; `late` has the input's type. */
export function inferWindow(
  ctx: InferContext<WindowConfig>,
  gathers: Gathers | NodeProblem,
  changes: ChangeKind = 'append',
): Inference {
  const input = ctx.inputs['in']?.[0];
  if (input === undefined) return { outputs: undefined, problems: [] };
  if (typeof gathers === 'object') return { outputs: undefined, problems: [gathers] };
  const time = input.columns.find((column) => column.name === input.eventTime);
  if (time === undefined) return { outputs: undefined, problems: [] };
  const inferred = inferAggregates(ctx.config, input, windowColumns(time));
  if (inferred.columns === undefined) return { outputs: undefined, problems: inferred.problems };
  const { columns } = inferred;
  const problems = sliceProblems(ctx.config, input.columns, gathers);
  if (problems.some((problem) => problem.severity === undefined)) return { outputs: undefined, problems };
  const key = ['window_start', 'window_end', ...ctx.config.keys];
  const window = { start: 'window_start', end: 'window_end' };
  return {
    outputs: { out: { columns, eventTime: 'window_time', key, window, changes }, late: input },
    problems,
  };
}

/** The columns of a window, as Flink types them: start and end are times on the clock, `window_time` is the event time. */
export function windowColumns(time: Column): readonly Column[] {
  const bound = { kind: 'TIMESTAMP', precision: 3 } as const;
  return [
    { name: 'window_start', type: bound, nullable: false },
    { name: 'window_end', type: bound, nullable: false },
    { name: 'window_time', type: time.type, nullable: false },
  ];
}

/** The problem of a node whose input has no windows. */
export const WINDOW_MISSING_PROBLEM: NodeProblem = {
  code: 'WINDOW_MISSING',
  port: 'in',
  message: 'the rows of the input have no windows',
  hint: 'Put it behind a window or Assign window, and keep window_start and window_end.',
};

const GATHERED: Readonly<Record<Gathers, string>> = {
  one: 'this window',
  hopping: 'a hopping window',
  cumulating: 'a cumulating window',
  session: 'a session',
};

/** Aggregates that windows cannot share slices with, or that only the embedded engine can. */
function sliceProblems(
  config: WindowConfig,
  columns: readonly Column[],
  gathers: Gathers,
): readonly NodeProblem[] {
  if (gathers === 'one') return [];
  return config.aggregates.flatMap((item, index): readonly NodeProblem[] => {
    const checked = checkAggregate(item.expression, columns);
    if (!checked.ok) return [];
    const rule = sliceRule(checked.aggregate, gathers);
    if (rule.kind === 'same') return [];
    const field = `aggregates.${index}.expression`;
    const name = checked.aggregate.function;
    if (rule.kind === 'refused') {
      const message = `${name} cannot run in ${GATHERED[gathers]}: ${rule.reason}`;
      return [{ code: 'SQL_UNSUPPORTED', field, message, hint: 'Use a tumbling window.' }];
    }
    const message = `${name} runs on the embedded engine only: ${rule.reason}`;
    return [{ code: 'SQL_PORTABLE', severity: 'warning', field, message }];
  });
}

/** What the windows of a shape gather their rows from. */
function gathersOf(shape: WindowShape | NodeProblem): Gathers | NodeProblem {
  if ('code' in shape) return shape;
  if (shape.kind === 'cumulating') return 'cumulating';
  return shape.sizeMs > shape.slideMs ? 'hopping' : 'one';
}

/** How the embedded engine runs a windowed aggregate whose shape follows from its settings. */
function windowForm<C extends WindowConfig & CorrectionConfig>(
  shapeOf: (config: C) => WindowShape | NodeProblem,
): EmbeddedForm<C> {
  return {
    kind: 'operator',
    needs: ({ config, inputs }) => ({ in: windowNeeds(config, inputs['in']) }),
    create: (ctx) => {
      const { keys, aggregates } = ctx.config;
      const shape = goodShape(shapeOf(ctx.config));
      const corrections = correctionsOf(ctx.config);
      return corrections === undefined
        ? windowOperator(ctx, { shape, keys, aggregates })
        : correctedWindowsOperator(ctx, { shape, corrections, keys, aggregates });
    },
    // Corrected results of a window come until its lateness has passed: below, they must still be on time.
    watermarkLagMs: (config) => correctionsOf(config)?.latenessMs ?? 0,
  };
}

/** A shape that the planner has found good. */
export function goodShape(shape: WindowShape | NodeProblem): WindowShape {
  if ('code' in shape) throw new Error('bug: unchecked window');
  return shape;
}

/** Windows that a row may lie in: each of them gives a result. */
export const WINDOWS_PER_ROW_MAX = 100_000;

/** The shape of windows of one size that begin or end at every `part` of it, or the problem with the settings. */
export function dividedShape(
  config: { readonly size: string; readonly offset: string },
  part: { readonly field: string; readonly text: string; readonly kind?: 'cumulating' | undefined },
): WindowShape | NodeProblem {
  const sizeMs = windowDuration('size', config.size);
  if (typeof sizeMs !== 'number') return sizeMs;
  const slideMs = windowDuration(part.field, part.text);
  if (typeof slideMs !== 'number') return slideMs;
  if (sizeMs % slideMs !== 0) {
    return {
      code: 'WINDOW_SIZE',
      field: part.field,
      message: `window size ${durationText(sizeMs)} is not a whole multiple of ${part.field} ${durationText(slideMs)}`,
      hint: `Use a ${part.field} that divides ${durationText(sizeMs)}.`,
    };
  }
  if (sizeMs / slideMs > WINDOWS_PER_ROW_MAX) {
    return {
      code: 'WINDOW_SIZE',
      field: part.field,
      message: `a row lies in more than ${WINDOWS_PER_ROW_MAX} windows`,
      hint: `Use a longer ${part.field} or a smaller size.`,
    };
  }
  return { kind: part.kind, sizeMs, slideMs, offsetMs: windowOffsetMs(config) };
}

/** The offset setting in milliseconds. */
export function windowOffsetMs(config: { readonly offset: string }): number {
  return config.offset === '' ? 0 : (parseDurationMs(config.offset) ?? 0);
}

/** Input columns that a windowed aggregate reads. */
export function windowNeeds(config: WindowConfig, input: StreamType | undefined): readonly string[] {
  const time = input?.eventTime;
  return [...aggregateNeeds(config, input), ...(time === undefined ? [] : [time])];
}

/** A duration setting in milliseconds, or the problem with it. */
export function windowDuration(field: string, text: string): number | NodeProblem {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms > 0) return ms;
  return {
    code: 'WINDOW_SIZE',
    field,
    message: `window ${field} ${ms === undefined ? text : durationText(ms)} is not positive`,
    hint: 'Use a duration such as 10 s.',
  };
}

/** The group query over a window table function, unless an aggregate of it is not portable. */
export function flinkWindow(
  ctx: FlinkContext<WindowConfig>,
  gathers: Gathers,
  tvf: (table: Sql, time: Sql) => Sql,
): FlinkForm {
  const table = ctx.from['in']?.[0];
  const input = ctx.inputs['in']?.[0];
  if (table === undefined || input?.eventTime === undefined)
    return { kind: 'unsupported', reason: 'the input is not connected or has no event time' };
  const [problem] = sliceProblems(ctx.config, input.columns, gathers);
  if (problem !== undefined) return { kind: 'unsupported', reason: problem.message };
  const keys = ctx.config.keys.map(sqlId);
  const bounds = [sql`window_start`, sql`window_end`, sql`window_time`];
  const aggregates = ctx.config.aggregates.map(
    (item) => sql`${ctx.expression(item.expression, input.columns)} AS ${sqlId(item.name)}`,
  );
  const query = sql`SELECT ${joinSql([...bounds, ...keys, ...aggregates], ', ')}
FROM TABLE(${tvf(table, sqlId(input.eventTime))})
GROUP BY ${joinSql([...bounds, ...keys], ', ')}`;
  return { kind: 'view', query };
}

/** The window table functions of fixed shapes. */
const TABLE_FUNCTIONS = {
  TUMBLE: { words: sql`TUMBLE`, gathers: 'one' },
  HOP: { words: sql`HOP`, gathers: 'hopping' },
  CUMULATE: { words: sql`CUMULATE`, gathers: 'cumulating' },
} as const satisfies Readonly<Record<string, { readonly words: Sql; readonly gathers: Gathers }>>;

/** The call of a window table function over a table and its event time. */
export function windowCall(
  name: keyof typeof TABLE_FUNCTIONS,
  { sizeMs, slideMs, offsetMs }: WindowShape,
  over: { readonly table: Sql; readonly time: Sql },
): Sql {
  const size = flinkInterval(sizeMs);
  const lengths = name === 'TUMBLE' ? size : sql`${flinkInterval(slideMs)}, ${size}`;
  const offset = offsetMs === 0 ? sql`` : sql`, ${flinkInterval(offsetMs)}`;
  const { words } = TABLE_FUNCTIONS[name];
  return sql`${words}(TABLE ${over.table}, DESCRIPTOR(${over.time}), ${lengths}${offset})`;
}

/** What nodes of windows of a fixed shape have in common: all but their words and settings. */
export function shapedWindow<C extends WindowConfig & CorrectionConfig>(
  name: keyof typeof TABLE_FUNCTIONS,
  shapeOf: (config: C) => WindowShape | NodeProblem,
): {
  readonly infer: (ctx: InferContext<C>) => Inference;
  readonly accepts: 'changes';
  readonly eventTime: true;
  readonly embedded: EmbeddedForm<C>;
  readonly flink: (ctx: FlinkContext<C>) => FlinkForm;
} {
  return {
    infer: (ctx) => inferWindow(ctx, gathersOf(shapeOf(ctx.config)), correctedChanges(ctx.config)),
    accepts: 'changes',
    eventTime: true,
    embedded: windowForm(shapeOf),
    flink: (ctx) =>
      flinkCorrections(ctx.config) ??
      flinkWindow(ctx, TABLE_FUNCTIONS[name].gathers, (table, time) =>
        windowCall(name, goodShape(shapeOf(ctx.config)), { table, time }),
      ),
  };
}

/** The second line of a window card. */
export function windowMeaning(kind: string, config: WindowConfig): string {
  return config.keys.length === 0 ? kind : `${kind} by ${config.keys.join(', ')}`;
}
