// Pieces of Flink DDL.

import { parseDataType } from '@weir/shared/parse-data-type';
import { expect, test } from 'vitest';
import { flinkColumns } from './table.ts';

test('columns of collections and bytes are declared with their parts', () => {
  const types = [
    'INT',
    'DECIMAL(10, 2)',
    'BYTES',
    'ARRAY<INT NOT NULL>',
    'MAP<STRING, ROW<`a b` TIMESTAMP(3)>>',
  ];
  const columns = types.map((text, index) => {
    const type = parseDataType(text);
    if (type === undefined) throw new Error(`bug: ${text}`);
    return { name: `c${index}`, type, nullable: true };
  });
  expect(
    flinkColumns(columns)
      .text.split('\n')
      .map((line) => line.trim()),
  ).toEqual(types.map((text, index) => `\`c${index}\` ${text}${index < types.length - 1 ? ',' : ''}`));
});
