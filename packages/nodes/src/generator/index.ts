// Generator: seeded rows at a rate, NEXMark's streams or columns of one's own.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { SchemaColumn } from '@weir/engine/field';
import { flinkColumn, flinkTable, flinkWatermark } from '@weir/engine/flink/table';
import type { RowGenerator } from '@weir/engine/runtime/generator';
import { EVENT_TIME_FIELDS, inferSource, schemaColumns, watermarkOf } from '@weir/engine/source-schema';
import type { Column } from '@weir/shared/data-type';
import { joinSql } from '@weir/shared/fragment';
import { cases } from './cases.ts';
import { type MakeValue, makeValue } from './made-columns.ts';
import { NEXMARK, nexmarkRow, streamRate } from './nexmark.ts';
import { uniform } from './random.ts';

const SCHEMA: readonly SchemaColumn[] = [
  { name: 'id', type: 'BIGINT', values: 'sequence' },
  { name: 'product', type: 'STRING', values: 'tea|coffee|milk' },
  { name: 'amount', type: 'DECIMAL(10, 2)', values: '1..100' },
  { name: 'dateTime', type: 'TIMESTAMP(3)', values: 'time' },
];

export const generator = defineNode({
  type: 'generator',
  palette: {
    group: 'source',
    title: 'Generator',
    summary: 'Makes seeded rows at a steady rate: NEXMark, or your own columns.',
    icon: 'generator',
    key: 'g',
    keywords: ['datagen', 'nexmark', 'synthetic', 'test', 'random', 'bids', 'auctions'],
  },
  docs: `Makes rows from a seed: the same seed gives the same rows. A live run starts event time at the present; the preview and \`weir run\`
start it at 2026-01-01.

**NEXMark**: *bids*, *auctions* or *persons* of an auction site. The rate counts all events of the site (46 of 50 are bids, three
auctions, one a person), so generators of the same seed and rate fit together.

**Own columns**: values by a rule per column: \`1..100\`, \`tea|coffee|milk\`, \`sequence\`, \`time\`; without a rule by type.

**Delivery.** Replayable: after a crash it goes on with the row it stopped at.`,
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows' }],
  fields: {
    kind: {
      kind: 'choice',
      title: 'Rows',
      default: 'bid',
      options: [
        { value: 'bid', title: 'NEXMark bids' },
        { value: 'auction', title: 'NEXMark auctions' },
        { value: 'person', title: 'NEXMark persons' },
        { value: 'schema', title: 'Own columns' },
      ],
    },
    schema: {
      kind: 'schema',
      title: 'Columns',
      values: true,
      default: SCHEMA,
      when: { field: 'kind', is: ['schema'] },
    },
    rate: { kind: 'number', title: 'Rate', unit: 'events/s', default: 1000, min: 0.01, max: 10_000_000 },
    rows: {
      kind: 'number',
      title: 'Rows in all',
      help: '0 never ends.',
      default: 0,
      min: 0,
      max: 1_000_000_000_000,
      integer: true,
    },
    seed: { kind: 'number', title: 'Seed', default: 1, min: 0, max: 2_147_483_647, integer: true },
    ...EVENT_TIME_FIELDS,
    eventTime: { ...EVENT_TIME_FIELDS.eventTime, default: 'dateTime' },
    watermarkDelay: { ...EVENT_TIME_FIELDS.watermarkDelay, default: '4 s' },
  },
  meaning: (config) => `${NAMES[config.kind] ?? config.kind}, ${config.rate}/s`,
  infer: ({ config }) => {
    const inferred = inferSource(columnsOf(config), config);
    const problems = [...inferred.problems, ...ruleProblems(config)];
    return { outputs: problems.length > 0 ? undefined : inferred.outputs, problems };
  },
  scopes: ({ config }) => ({ record: columnsOf(config) }),
  eventTime: false,
  embedded: {
    kind: 'source',
    open: ({ config }) => ({
      kind: 'source',
      driver: 'generator',
      options: null,
      format: { kind: 'rows', generator: rowGenerator(config) },
      watermark: watermarkOf(config),
      bounded: config.rows > 0,
      delivery: 'replayable',
    }),
  },
  flink: ({ config, nodeId }) => ({
    kind: 'table',
    create: flinkTable(
      nodeId,
      joinSql([...columnsOf(config).map(flinkColumn), ...flinkWatermark(config)], ',\n  '),
      {
        connector: 'datagen',
        'rows-per-second': String(Math.max(1, Math.round(config.rate))),
      },
    ),
  }),
  cases,
});

type Config = {
  readonly kind: string;
  readonly schema: readonly SchemaColumn[];
  readonly rate: number;
  readonly rows: number;
  readonly seed: number;
};

const NAMES: Readonly<Record<string, string>> = {
  bid: 'NEXMark bids',
  auction: 'NEXMark auctions',
  person: 'NEXMark persons',
  schema: 'own columns',
};

function columnsOf(config: Config): readonly Column[] {
  return NEXMARK[config.kind]?.columns ?? schemaColumns(config.schema);
}

function ruleProblems(config: Config): readonly NodeProblem[] {
  if (config.kind !== 'schema') return [];
  return schemaColumns(config.schema).flatMap((column, index): NodeProblem[] => {
    const made = makeValue(column, config.schema[index] ?? { name: '', type: '' });
    if (typeof made === 'function') return [];
    return [
      {
        code: 'CONFIG_VALUE',
        field: `schema.${index}.values`,
        message: made.problem,
        hint: 'Use a rule such as 1..100, tea|coffee, sequence or time.',
      },
    ];
  });
}

function rowGenerator(config: Config): RowGenerator {
  const rows = config.rows > 0 ? config.rows : undefined;
  const stream = NEXMARK[config.kind];
  if (stream !== undefined) {
    return {
      rowsPerSecond: streamRate(stream, config.rate),
      rows,
      row: (index, baseMs, into) =>
        nexmarkRow(stream, { index, baseMs, seed: config.seed, eventsPerSecond: config.rate }, into),
    };
  }
  const makers = schemaColumns(config.schema).map((column, index): MakeValue => {
    const made = makeValue(column, config.schema[index] ?? { name: '', type: '' });
    return typeof made === 'function' ? made : (): null => null;
  });
  return {
    rowsPerSecond: config.rate,
    rows,
    row: (index, baseMs, into) => {
      const ms = baseMs + Math.floor((index * 1000) / config.rate);
      for (let column = 0; column < makers.length; column += 1) {
        into[column] = makers[column]?.(index, ms, uniform(config.seed, index, column)) ?? null;
      }
    },
  };
}
