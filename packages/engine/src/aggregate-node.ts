// Output columns of nodes that aggregate by key: given columns, keys, aggregates.
import { type Column, typeText } from '@weir/shared/data-type';
import { doubleName, type StreamType } from '@weir/shared/stream-type';
import { checkAggregate } from '@weir/sql/check/check';
import { holdsMap } from '@weir/sql/check/types-nested';
import type { NodeProblem } from './define-node.ts';
import type { NamedExpression } from './field.ts';
import { aggregateColumns } from './runtime/group-code.ts';

/** Columns of the output, or the problem that keeps them from being known. */
export type AggregateColumns =
  | { readonly columns: readonly Column[]; readonly problems: readonly NodeProblem[] }
  | { readonly columns: undefined; readonly problems: readonly NodeProblem[] };

/** Infers the output: `first`, then the keys as in the input, then the aggregates. */
export function inferAggregates(
  config: { readonly keys: readonly string[]; readonly aggregates: readonly NamedExpression[] },
  input: StreamType,
  first: readonly Column[],
): AggregateColumns {
  const keyProblem = groupKeyProblem(config.keys, input);
  if (keyProblem !== undefined) return { columns: undefined, problems: [keyProblem] };
  const changing = input.changes === 'retract' ? changingProblems(config.aggregates, input) : [];
  if (changing.length > 0) return { columns: undefined, problems: changing };
  const keys = config.keys.flatMap((key) => input.columns.filter((column) => column.name === key));
  const aggregates = config.aggregates.flatMap((item): readonly Column[] => {
    const checked = checkAggregate(item.expression, input.columns);
    if (!checked.ok) return [];
    return [{ name: item.name, type: checked.aggregate.type, nullable: checked.aggregate.nullable }];
  });
  const columns = [...first, ...keys, ...aggregates];
  const double = doubleName(columns);
  if (double === undefined) return { columns, problems: [] };
  const problem: NodeProblem = {
    code: 'COLUMN_DUPLICATE',
    field: 'aggregates',
    message: `output column ${double} occurs twice`,
    hint: 'Rename the aggregate.',
  };
  return { columns: undefined, problems: [problem] };
}

/**
 * Aggregates of values that are another one each time (RAND(), NOW()), for nodes that compute the values of a row again
 * when it is taken back or leaves a frame: what was added would not be what is taken.
 */
export function changingProblems(
  aggregates: readonly NamedExpression[],
  input: StreamType,
): readonly NodeProblem[] {
  return aggregates.flatMap(({ expression }, index): readonly NodeProblem[] => {
    const checked = checkAggregate(expression, input.columns);
    if (!checked.diagnostics.some(({ code }) => code === 'SQL_CHANGING')) return [];
    const field = `aggregates.${index}.expression`;
    const message = 'a value that is another one each time could not be taken back with its row';
    return [{ code: 'SQL_UNSUPPORTED', field, message, hint: 'Compute it as a column in a Project before.' }];
  });
}

/** Input columns that the keys and aggregates read. */
export function aggregateNeeds(
  config: { readonly keys: readonly string[]; readonly aggregates: readonly NamedExpression[] },
  input: StreamType | undefined,
): readonly string[] {
  const needed = new Set(config.keys);
  for (const item of input === undefined ? [] : config.aggregates) {
    const checked = checkAggregate(item.expression, input?.columns ?? []);
    if (!checked.ok) continue;
    for (const index of aggregateColumns(checked.aggregate)) {
      const name = input?.columns[index]?.name;
      if (name !== undefined) needed.add(name);
    }
  }
  return [...needed];
}

/** Bytes, arrays and rows group by what they hold. Maps do not: Flink would group them by the order of their entries. */
function groupKeyProblem(keys: readonly string[], input: StreamType): NodeProblem | undefined {
  const at = keys.findIndex((key) =>
    input.columns.some((column) => column.name === key && holdsMap(column.type)),
  );
  const column = input.columns.find((candidate) => candidate.name === keys[at]);
  if (column === undefined) return undefined;
  return {
    code: 'GROUP_KEY',
    field: `keys.${at}`,
    message: `key ${column.name} is ${typeText(column.type)}`,
    hint: 'Group by one of its entries or by its text, made in a Project before.',
  };
}
