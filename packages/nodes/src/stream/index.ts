// Stream source: reads a named durable log that another pipeline writes.
import { defineNode } from '@weir/engine/define-node';
import { flinkTable } from '@weir/engine/flink/table';
import {
  CHANGES_DOCS,
  COMPUTED_FIELDS,
  flinkRecords,
  inferRecords,
  JSON_FORMATS,
  jsonRecords,
  recordScopes,
} from '@weir/engine/record-source';
import { EVENT_TIME_FIELDS, watermarkOf } from '@weir/engine/source-schema';
import type { Json } from '@weir/shared/graph';
import { cases } from './cases.ts';

export const stream = defineNode({
  type: 'stream',
  palette: {
    group: 'source',
    title: 'Stream',
    summary: 'Reads a stream that another pipeline writes.',
    icon: 'stream',
    key: 's',
    keywords: ['topic', 'log', 'subscribe', 'replay'],
  },
  docs: `Reads a *stream*: a named durable log inside Weir, written by the Stream sink of another pipeline in the same environment.

**Delivery.** Replayable: a new job starts with the oldest retained row, or where *Begin with* says; later ones where the last
checkpoint stands. Changing *Begin with* reads the stream again from there, and state that was made of it begins anew. Rows of an epoch
become visible when the writer's checkpoint commits, so a reader never sees a row twice.

${CHANGES_DOCS}`,
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows' }],
  fields: {
    stream: { kind: 'stream', title: 'Stream', placeholder: 'orders_clean', default: '' },
    start: {
      kind: 'choice',
      title: 'Begin with',
      help: 'Where a job begins that has no checkpoint. Changed later, the stream is read again from there.',
      default: 'earliest',
      options: [
        { value: 'earliest', title: 'the oldest row' },
        { value: 'latest', title: 'rows from now on' },
        { value: 'time', title: 'a point in time' },
        { value: 'offset', title: 'an offset' },
      ],
      section: 'Replay',
    },
    startTime: {
      kind: 'text',
      title: 'Time',
      help: 'UTC. The first row that came then or later.',
      placeholder: '2026-01-05 10:00:00',
      default: '',
      when: { field: 'start', is: ['time'] },
      section: 'Replay',
    },
    startOffset: {
      kind: 'number',
      title: 'Offset',
      help: 'A position in bytes of the log.',
      integer: true,
      min: 0,
      default: 0,
      when: { field: 'start', is: ['offset'] },
      section: 'Replay',
    },
    schema: { kind: 'schema', title: 'Columns', default: [] },
    format: { kind: 'choice', title: 'Format', default: 'json', options: JSON_FORMATS },
    ...COMPUTED_FIELDS,
    ...EVENT_TIME_FIELDS,
  },
  meaning: (config) => (config.stream === '' ? 'no stream chosen' : `reads ${config.stream}`),
  infer: ({ config }) => {
    const inferred = inferRecords(config);
    const isTimeWrong = config.start === 'time' && Number.isNaN(timeOf(config.startTime));
    return isTimeWrong ? { ...inferred, problems: [...inferred.problems, TIME_PROBLEM] } : inferred;
  },
  scopes: recordScopes,
  eventTime: false,
  stream: (config) => ({ name: config.stream, access: 'read' }),
  embedded: {
    kind: 'source',
    open: ({ config }) => ({
      kind: 'source',
      driver: 'stream',
      options: { stream: config.stream, start: startOf(config) },
      ...jsonRecords(config),
      watermark: watermarkOf(config),
      bounded: false,
      delivery: 'replayable',
    }),
  },
  flink: ({ config, nodeId }) =>
    config.start === 'offset'
      ? OFFSET_ON_FLINK
      : {
          kind: 'table',
          create: flinkTable(nodeId, flinkRecords(config), {
            connector: 'kafka',
            topic: config.stream,
            format: config.format,
            ...flinkStart(config),
          }),
        },
  cases,
});

const OFFSET_ON_FLINK = { kind: 'unsupported', reason: 'offsets of a stream are bytes of its log' } as const;

type Start = { readonly start: string; readonly startTime: string; readonly startOffset: number };

const TIME_PROBLEM = {
  code: 'CONFIG_VALUE',
  field: 'startTime',
  message: 'time to begin with cannot be read',
  hint: 'Write a date and a time of UTC, such as 2026-01-05 10:00:00.',
} as const;

/** Epoch milliseconds of a text such as `2026-01-05 10:00:00`, NaN when it is none. */
function timeOf(text: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)Z?)?$/.exec(text.trim());
  return parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}Z`);
}

function startOf({ start, startTime, startOffset }: Start): Json {
  if (start === 'time') return { kind: 'time', atMs: timeOf(startTime) };
  return start === 'offset' ? { kind: 'offset', offset: startOffset } : { kind: start };
}

/** Offsets of a log are bytes, those of a Kafka topic are numbers of records: only the other starts are the same. */
function flinkStart({ start, startTime }: Start): Readonly<Record<string, string>> {
  if (start !== 'time')
    return { 'scan.startup.mode': start === 'latest' ? 'latest-offset' : 'earliest-offset' };
  return { 'scan.startup.mode': 'timestamp', 'scan.startup.timestamp-millis': String(timeOf(startTime)) };
}
