// Prints a checked aggregate as Flink SQL that parses back to the same aggregate.

import { joinSql, type Sql, sql, sqlText } from '@weir/shared/fragment';
import type { TypedAggregate } from '../check/typed.ts';
import { wordSql } from './sql-words.ts';
import { type ColumnSql, toFlinkSql } from './to-flink.ts';

/** An aggregate call as Flink SQL. Clauses are written out even where they are the default. */
export function aggregateToFlink(aggregate: TypedAggregate, column?: ColumnSql): Sql {
  const call = sql`${wordSql(aggregate.function)}(${insideSql(aggregate, column)})`;
  if (aggregate.filter === undefined) return call;
  return sql`${call} FILTER (WHERE ${toFlinkSql(aggregate.filter, column)})`;
}

function insideSql(
  { arguments: list, distinct, option, ...aggregate }: TypedAggregate,
  column?: ColumnSql,
): Sql {
  const values = list.map((argument) => toFlinkSql(argument, column));
  const [value = sql`*`, ...rest] = values;
  const first = distinct ? sql`DISTINCT ${value}` : value;
  switch (option?.kind) {
    case undefined:
      return first;
    case 'separator':
      return sql`${first}, ${sqlText(option.text)}`;
    case 'nulls':
      return option.keep ? sql`${first} RESPECT NULLS` : sql`${first} IGNORE NULLS`;
    case 'onNull': {
      const pair =
        aggregate.function === 'JSON_OBJECTAGG' ? sql`KEY ${first} VALUE ${joinSql(rest, ', ')}` : first;
      return option.write === 'NULL' ? sql`${pair} NULL ON NULL` : sql`${pair} ABSENT ON NULL`;
    }
    case 'percentages': {
      const shares = joinSql(
        option.values.map((item) => toFlinkSql(item)),
        ', ',
      );
      const second = option.list ? sql`ARRAY[${shares}]` : shares;
      return joinSql([first, second, ...rest], ', ');
    }
  }
}
