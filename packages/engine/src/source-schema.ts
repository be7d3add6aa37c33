// What every source has: columns, event time, watermark. Shared by the source nodes, which import no other node.
import { type Column, isEventTime } from '@weir/shared/data-type';
import { parseDurationMs } from '@weir/shared/duration';
import { parseDataType } from '@weir/shared/parse-data-type';
import type { StreamType } from '@weir/shared/stream-type';
import type { Inference, NodeProblem, SourceFormat, WatermarkSpec } from './define-node.ts';
import type { Field, SchemaColumn } from './field.ts';

/** Settings of event time, the same on every source. */
export const EVENT_TIME_FIELDS = {
  eventTime: {
    kind: 'column',
    title: 'Event time',
    section: 'Event time',
    help: 'The TIMESTAMP column that says when the event happened. Windows and joins need it.',
    default: '',
    optional: true,
    eventTime: true,
  },
  watermarkDelay: {
    kind: 'duration',
    title: 'Watermark delay',
    section: 'Event time',
    help: 'How far events may be out of order. Windows wait so long before they close; later rows are late.',
    default: '0 s',
    optional: true,
  },
  idleTimeout: {
    kind: 'duration',
    title: 'Idle timeout',
    section: 'Event time',
    help: 'After so long without an event this source no longer holds time back. Empty: it always does.',
    placeholder: 'never',
    default: '',
    optional: true,
  },
} as const satisfies Readonly<Record<string, Field>>;

/** The part of a source's configuration that says how its event time is made. */
export type EventTimeConfig = {
  readonly eventTime: string;
  readonly watermarkDelay: string;
  readonly idleTimeout: string;
};

/** Columns of a schema setting that the planner has found good. */
export function schemaColumns(schema: readonly SchemaColumn[]): readonly Column[] {
  return schema.flatMap((column) => {
    const type = parseDataType(column.type);
    return type === undefined ? [] : [{ name: column.name, type, nullable: column.nullable !== false }];
  });
}

/** Output type of a source with these columns. */
export function inferSource(columns: readonly Column[], config: EventTimeConfig): Inference {
  const problems: NodeProblem[] = [];
  let eventTime: string | undefined;
  if (config.eventTime !== '') {
    const column = columns.find((candidate) => candidate.name === config.eventTime);
    if (column === undefined) {
      problems.push({
        code: 'EVENT_TIME_TYPE',
        field: 'eventTime',
        message: `${config.eventTime} is not a column of the source`,
        hint: `Choose a TIMESTAMP column${suggestion(columns)}.`,
      });
    } else if (!isEventTime(column.type)) {
      problems.push({
        code: 'EVENT_TIME_TYPE',
        field: 'eventTime',
        message: `event-time column ${column.name} is ${column.type.kind}, not TIMESTAMP`,
        hint: 'Give the column the type TIMESTAMP(3), or choose another.',
      });
    } else {
      eventTime = column.name;
    }
  }
  const output: StreamType = { columns: withoutNullTime(columns, eventTime), eventTime, changes: 'append' };
  return { outputs: problems.length > 0 ? undefined : { out: output }, problems };
}

function suggestion(columns: readonly Column[]): string {
  const times = columns.filter((column) => isEventTime(column.type)).map((column) => column.name);
  return times.length === 0 ? '' : `, such as ${times.slice(0, 3).join(' or ')}`;
}

/** Rows without event time are dead letters (T16), so below the source the column is never NULL. */
function withoutNullTime(columns: readonly Column[], eventTime: string | undefined): readonly Column[] {
  return columns.map((column) => (column.name === eventTime ? { ...column, nullable: false } : column));
}

/** The watermark of a source, when it has event time. */
export function watermarkOf(config: EventTimeConfig): WatermarkSpec | undefined {
  if (config.eventTime === '') return undefined;
  const delayMs = parseDurationMs(config.watermarkDelay) ?? 0;
  const idleTimeoutMs = config.idleTimeout === '' ? undefined : parseDurationMs(config.idleTimeout);
  return { column: config.eventTime, delayMs, idleTimeoutMs };
}

/** The JSON format of a schema: dots in a path lead into objects. */
export function jsonFormat(schema: readonly SchemaColumn[]): SourceFormat {
  return { kind: 'json', columns: schema.map((column) => ({ name: column.name, path: pathOf(column) })) };
}

function pathOf(column: SchemaColumn): readonly string[] {
  return column.path === undefined || column.path === '' ? [column.name] : column.path.split('.');
}
