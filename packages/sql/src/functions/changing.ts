// Functions whose value is another one each time: clocks, random numbers, identifiers (X1.27, X1.65, R8).

import type { DataType } from '@weir/shared/data-type';
import { helper, type Js, js, type Sql, sql } from '@weir/shared/fragment';
import { DOUBLE, INT } from '../check/types.ts';
import { wordSql } from '../flink/sql-words.ts';
import { define, parameter } from './build.ts';
import type { FunctionCase, FunctionDefinition, Warning } from './definition.ts';

/** Said about every call. */
export const CHANGING: Warning = {
  code: 'SQL_CHANGING',
  message: 'this value is another one each time: the same input gives other rows when it is read again',
  hint: 'Take times from the events where rows must be the same again.',
};

const INSTANT: DataType = { kind: 'TIMESTAMP_LTZ', precision: 3 };

type Entry = {
  readonly name: string;
  readonly type: DataType;
  readonly documentation: string;
  readonly code: Js;
  readonly rule?: string;
  readonly example?: FunctionCase;
};

const now = js`${helper('nowMs')}()`;

/** Written without parentheses. */
const WORDS: readonly Entry[] = [
  {
    name: 'CURRENT_TIMESTAMP',
    type: INSTANT,
    documentation: 'The moment at which the row is computed.',
    code: now,
  },
  {
    name: 'LOCALTIMESTAMP',
    type: { kind: 'TIMESTAMP', precision: 3 },
    documentation: 'The moment at which the row is computed, on the clock of UTC.',
    code: now,
  },
  {
    name: 'CURRENT_DATE',
    type: { kind: 'DATE' },
    documentation: 'The day on which the row is computed, in UTC.',
    code: js`Math.floor(${now} / 86400000)`,
  },
  {
    name: 'CURRENT_TIME',
    type: { kind: 'TIME', precision: 0 },
    documentation: 'The time of day at which the row is computed, in UTC.',
    code: js`${helper('timeOfDay')}()`,
  },
  {
    name: 'LOCALTIME',
    type: { kind: 'TIME', precision: 0 },
    documentation: 'The time of day at which the row is computed, on the clock of UTC.',
    code: js`${helper('timeOfDay')}()`,
  },
];

const CALLS: readonly Entry[] = [
  { name: 'NOW', type: INSTANT, documentation: 'The moment at which the row is computed.', code: now },
  {
    name: 'CURRENT_ROW_TIMESTAMP',
    type: INSTANT,
    documentation: 'The moment at which the row is computed.',
    code: now,
  },
  { name: 'PROCTIME', type: INSTANT, documentation: 'The moment at which the row is computed.', code: now },
  {
    name: 'RAND',
    type: DOUBLE,
    documentation: 'A random number from 0 to below 1.',
    code: js`${helper('randomNumber')}()`,
    rule: 'X1.27',
    example: ['RAND() < 1', true],
  },
  {
    name: 'UUID',
    type: { kind: 'CHAR', length: 36 },
    documentation: 'A random identifier such as 3d3c68f7-f608-473f-b60c-b0c44ad4cc4e.',
    code: js`${helper('randomUuid')}()`,
    rule: 'X1.27',
    example: ['CHAR_LENGTH(UUID())', 36],
  },
];

/** Names that are functions without parentheses, unless the input has such a column. */
export const CHANGING_WORDS: ReadonlySet<string> = new Set(WORDS.map((entry) => entry.name));

function ofNothing(entry: Entry, toFlink: (() => Sql) | undefined): FunctionDefinition {
  return define({
    name: entry.name,
    family: 'changing',
    rule: entry.rule ?? 'X1.65',
    documentation: entry.documentation,
    parameters: [],
    syntax: toFlink === undefined ? undefined : entry.name,
    warning: () => CHANGING,
    result: () => entry.type,
    toJs: () => entry.code,
    toFlink,
    cases: [entry.example ?? [`${toFlink === undefined ? `${entry.name}()` : entry.name} IS NULL`, false]],
  });
}

const RAND_INTEGER = define({
  name: 'RAND_INTEGER',
  family: 'changing',
  rule: 'X1.27',
  documentation: 'A random whole number from 0 to below the bound; a bound below 1 ends the row.',
  parameters: [parameter('bound', 'integer')],
  fallible: true,
  warning: () => CHANGING,
  result: () => INT,
  toJs: ([bound = js`null`]) => js`${helper('randomInteger')}(${bound})`,
  cases: [['RAND_INTEGER(1)', 0]],
});

/** Functions whose value is another one each time. */
export const changingFunctions: readonly FunctionDefinition[] = [
  ...WORDS.map((entry) => ofNothing(entry, () => sql`${wordSql(entry.name)}`)),
  ...CALLS.map((entry) => ofNothing(entry, undefined)),
  RAND_INTEGER,
];
