// The Flink form of a sink with one input: a table with options, and the rows of the input inserted into it.
import { sql, sqlId } from '@weir/shared/fragment';
import type { FlinkContext, FlinkForm } from '../define-node.ts';
import { flinkColumns, flinkTable } from './table.ts';

/** CREATE TABLE with the columns of port `in`, and INSERT INTO; unsupported while the port is not connected. */
export function flinkSink(
  { nodeId, from, inputs }: Pick<FlinkContext<unknown>, 'nodeId' | 'from' | 'inputs'>,
  options: Readonly<Record<string, string>>,
): FlinkForm {
  const table = from['in']?.[0];
  const input = inputs['in']?.[0];
  if (table === undefined || input === undefined)
    return { kind: 'unsupported', reason: 'the input is not connected' };
  return {
    kind: 'sink',
    create: flinkTable(nodeId, flinkColumns(input.columns), options),
    insert: sql`INSERT INTO ${sqlId(nodeId)} SELECT * FROM ${table}`,
  };
}
