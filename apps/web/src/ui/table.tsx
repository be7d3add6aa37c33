// A dense table of rows: 28 px, or 22 px in bench and dock. Cells are plain text; long ones end in an ellipsis.
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './table.module.css';

export type TableColumn<R> = {
  readonly key: string;
  readonly title: ReactNode;
  readonly align?: 'right' | undefined;
  readonly mono?: boolean | undefined;
  readonly width?: number | string | undefined;
  readonly cell: (row: R, index: number) => ReactNode;
  /** Marks of the cell: changed against the last result, failing, or no value. */
  readonly mark?: ((row: R, index: number) => 'changed' | 'failing' | 'null' | undefined) | undefined;
};

type TableProps<R> = {
  readonly label: string;
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R, index: number) => string;
  readonly size?: 'small' | 'normal' | 'large' | undefined;
  readonly rowMark?: ((row: R, index: number) => 'late' | 'selected' | undefined) | undefined;
  readonly onRowClick?: ((row: R, index: number) => void) | undefined;
};

/** A table with a header that stays in view. */
export function Table<R>(props: TableProps<R>): ReactNode {
  const { columns, rows, size = 'normal' } = props;
  return (
    <table className={cx(styles.table, styles[size])} aria-label={props.label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={cx(column.align === 'right' && styles.right)}
              style={{ width: column.width }}
            >
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr
            key={props.rowKey(row, index)}
            data-mark={props.rowMark?.(row, index)}
            onClick={props.onRowClick && (() => props.onRowClick?.(row, index))}
          >
            {columns.map((column) => (
              <td
                key={column.key}
                className={cx(column.align === 'right' && styles.right, column.mono === true && styles.mono)}
                data-mark={column.mark?.(row, index)}
              >
                {column.cell(row, index)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
