// The functions as people look them up: for the designer's reference and the generated page.

import type { Column, DataType, Value } from '@weir/shared/data-type';
import { AGGREGATES } from '../aggregates/index.ts';
import { checkAggregate, checkExpression } from '../check/check.ts';
import { signatureOf } from '../functions/definition.ts';
import { FUNCTIONS } from '../functions/index.ts';
import { formatValue } from '../values.ts';

/** One function: how it is called, what it gives, worked examples with their results as text. */
export type ReferenceEntry = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly family: string;
  readonly signature: string;
  readonly documentation: string;
  /** Other words under which people look for it. */
  readonly keywords: readonly string[];
  readonly rule: string;
  readonly examples: readonly { readonly expression: string; readonly result: string }[];
};

/** Titles of the families, in the order of the reference. */
export const FAMILIES: Readonly<Record<string, string>> = {
  number: 'Numbers',
  text: 'Text',
  time: 'Dates and times',
  condition: 'Conditions and types',
  json: 'JSON',
  collection: 'Arrays, maps and rows',
  aggregate: 'Aggregates',
  changing: 'Clocks and random values',
};

/** Words of other languages and of daily use, by function. */
const KEYWORDS: Readonly<Record<string, string>> = {
  ABS: 'absolute magnitude',
  AVG: 'average mean',
  ARRAY_AGG: 'collect list',
  ARRAY_CONTAINS: 'includes has member',
  ARRAY_JOIN: 'implode',
  CARDINALITY: 'length size count elements',
  CAST: 'convert type',
  CHAR_LENGTH: 'length len size count characters',
  COALESCE: 'default fallback nvl ifnull isnull',
  CONCAT: 'join append text',
  COUNT: 'number of rows',
  DATE_FORMAT: 'to_char strftime print',
  EXTRACT: 'date_part',
  FIRST_VALUE: 'earliest',
  FLOOR: 'date_trunc round down',
  CEIL: 'round up',
  IF: 'iif ternary condition',
  JSON_QUERY: 'json_extract object array',
  JSON_VALUE: 'json_extract path field',
  LAST_VALUE: 'latest newest',
  LISTAGG: 'string_agg group_concat join',
  LOCATE: 'find indexof charindex strpos',
  LOWER: 'lcase lowercase',
  MD5: 'hash checksum',
  MOD: 'modulo remainder',
  PERCENTILE: 'median quantile p99 p95',
  POSITION: 'find indexof charindex strpos',
  REGEXP: 'match pattern rlike regexp_like',
  REGEXP_EXTRACT: 'match pattern group',
  SHA256: 'hash checksum',
  SPLIT: 'explode tokens',
  SPLIT_INDEX: 'split_part token',
  STDDEV_SAMP: 'standard deviation',
  SUBSTRING: 'part slice mid',
  SUM: 'total',
  TIMESTAMPADD: 'dateadd plus',
  TIMESTAMPDIFF: 'datediff between duration age',
  TO_TIMESTAMP: 'parse date time',
  TO_TIMESTAMP_LTZ: 'epoch milliseconds unix',
  TRIM: 'strip whitespace blanks',
  UPPER: 'ucase uppercase capital',
  UUID: 'guid unique id',
};

function keywordsOf(name: string): readonly string[] {
  return KEYWORDS[name]?.split(' ') ?? [];
}

let made: readonly ReferenceEntry[] | undefined;

/** Every function and aggregate, families together. */
export function reference(): readonly ReferenceEntry[] {
  made ??= [...functions(), ...aggregates()];
  return made;
}

function functions(): readonly ReferenceEntry[] {
  return FUNCTIONS.filter(({ name }) => /^[A-Z]/.test(name)).map((definition) => ({
    name: definition.name,
    aliases: definition.aliases ?? [],
    family: definition.family,
    signature: signatureOf(definition),
    documentation: definition.documentation,
    keywords: keywordsOf(definition.name),
    rule: definition.rule,
    examples: definition.cases.map(([expression, value]) => ({
      expression,
      result: resultText(expression, value),
    })),
  }));
}

function aggregates(): readonly ReferenceEntry[] {
  return AGGREGATES.map((definition) => ({
    name: definition.name,
    aliases: definition.aliases ?? [],
    family: 'aggregate',
    signature: definition.syntax,
    documentation:
      definition.documentation +
      (definition.slices.kind === 'same' ? '' : ` In windows that overlap: ${definition.slices.reason}.`),
    keywords: keywordsOf(definition.name),
    rule: definition.rule,
    examples: definition.cases.map(({ call, type, values, result }) => ({
      expression: `${call} of ${values.map((value) => shownAs(value, type)).join(', ')}`,
      result: aggregateText(call, type, result),
    })),
  }));
}

function aggregateText(call: string, type: DataType, result: Value): string {
  const columns: readonly Column[] = [
    { name: 'x', type, nullable: true },
    { name: 'i', type: { kind: 'INT' }, nullable: false },
  ];
  const checked = checkAggregate(call, columns);
  return checked.ok ? shownAs(result, checked.aggregate.type) : String(result);
}

function shownAs(value: Value, type: DataType): string {
  if (value === null) return 'NULL';
  const shown = formatValue(value, type);
  return typeof shown === 'string' ? `'${shown}'` : JSON.stringify(shown);
}

function resultText(expression: string, value: Value): string {
  const checked = checkExpression(expression, []);
  return checked.ok ? shownAs(value, checked.type) : String(value);
}
