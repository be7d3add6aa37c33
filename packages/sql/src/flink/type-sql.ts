// Types as Flink SQL.

import { type Column, type DataType, type ElementType, typeText } from '@weir/shared/data-type';
import { joinSql, type Sql, sql, sqlId } from '@weir/shared/fragment';

/** A type as Flink SQL. */
export function typeSql(type: DataType): Sql {
  switch (type.kind) {
    case 'DECIMAL':
      return sql`DECIMAL(${type.precision}, ${type.scale})`;
    case 'TIMESTAMP':
      return sql`TIMESTAMP(${type.precision})`;
    case 'TIMESTAMP_LTZ':
      return sql`TIMESTAMP_LTZ(${type.precision})`;
    case 'TIME':
      return sql`TIME(${type.precision})`;
    case 'CHAR':
      return sql`CHAR(${type.length})`;
    case 'VARCHAR':
      return sql`VARCHAR(${type.length})`;
    case 'BINARY':
      return sql`BINARY(${type.length})`;
    case 'VARBINARY':
      return sql`VARBINARY(${type.length})`;
    case 'ARRAY':
      return sql`ARRAY<${elementSql(type.element)}>`;
    case 'MULTISET':
      return sql`MULTISET<${elementSql(type.element)}>`;
    case 'MAP':
      return sql`MAP<${elementSql(type.key)}, ${elementSql(type.value)}>`;
    case 'ROW':
      return sql`ROW<${joinSql(type.fields.map(fieldSql), ', ')}>`;
    // Numbers are cast to intervals of one unit only; the value is milliseconds or months all the same.
    case 'INTERVAL_DAY':
      return sql`INTERVAL DAY`;
    case 'INTERVAL_MONTH':
      return sql`INTERVAL MONTH`;
    case 'NULL':
      throw new Error(`bug: ${typeText(type)} is no type of a column`);
    default:
      return SIMPLE_TYPES[type.kind];
  }
}

function elementSql({ type, nullable }: ElementType): Sql {
  return nullable ? typeSql(type) : sql`${typeSql(type)} NOT NULL`;
}

function fieldSql(field: Column): Sql {
  return sql`${sqlId(field.name)} ${elementSql(field)}`;
}

const SIMPLE_TYPES = {
  BYTES: sql`BYTES`,
  BOOLEAN: sql`BOOLEAN`,
  TINYINT: sql`TINYINT`,
  SMALLINT: sql`SMALLINT`,
  INT: sql`INT`,
  BIGINT: sql`BIGINT`,
  FLOAT: sql`FLOAT`,
  DOUBLE: sql`DOUBLE`,
  STRING: sql`STRING`,
  DATE: sql`DATE`,
} as const;
