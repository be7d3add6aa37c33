// Rows of a stream of changes in a table: a first column says what each row does.
import { KIND_KEY } from '@weir/engine/runtime/rows-json';
import type { JsonRow } from '@weir/shared/api';
import type { ChangeKind } from '@weir/shared/stream-type';
import type { RowsTableProps } from './rows-table.tsx';

type TableColumns = RowsTableProps['columns'];

/** The columns of a table of rows, with the kind in front where rows can be taken back. */
export function withKindColumn(columns: TableColumns, changes: ChangeKind | undefined): TableColumns {
  return changes === 'retract' ? [{ name: KIND_KEY, type: 'CHAR' }, ...columns] : columns;
}

/** Rows with their kinds. */
export function withKinds(
  rows: readonly JsonRow[],
  kinds: readonly string[] | undefined,
): readonly JsonRow[] {
  return kinds === undefined ? rows : rows.map((row, index) => ({ [KIND_KEY]: kinds[index] ?? '', ...row }));
}
