// Sample rows in 22 px lines. Only the lines in view are in the document, so a thousand rows cost as much as twenty.

import { KIND_KEY } from '@weir/engine/runtime/rows-json';
import type { JsonRow } from '@weir/shared/api';
import type { Json } from '@weir/shared/graph';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { cx } from '../ui/cx.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { cellText, cellWriter, isNumeric, shortType } from './cells.ts';
import styles from './rows-table.module.css';

export type RowsTableProps = {
  readonly label: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly JsonRow[];
  /** The same port before the last edit; cells that differ are marked. */
  readonly before?: readonly JsonRow[] | undefined;
  readonly eventTime?: string | undefined;
  readonly showTypes?: boolean | undefined;
};

const ROW_HEIGHT = 22;
const OVERSCAN = 6;

/** A scrolling table of rows. */
export function RowsTable({
  label,
  columns,
  rows,
  before,
  eventTime,
  showTypes = false,
}: RowsTableProps): ReactNode {
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  const measure = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const next = {
      top: Math.floor(element.scrollTop / ROW_HEIGHT) * ROW_HEIGHT,
      height: element.clientHeight,
    };
    setView((last) => (last.top === next.top && last.height === next.height ? last : next));
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);
  const writers = useMemo(
    () =>
      columns.map((column) =>
        cellWriter(
          column.type,
          rows.map((row) => row[column.name]),
        ),
      ),
    [columns, rows],
  );
  // A column that changed out of sight comes into view: the point of a preview is to see what an edit did.
  useEffect(() => {
    const cell = before === undefined ? null : box.current?.querySelector<HTMLElement>('td[data-changed]');
    const element = box.current;
    if (element === null || cell === null || cell === undefined) return;
    const inView =
      cell.offsetLeft >= element.scrollLeft &&
      cell.offsetLeft + cell.offsetWidth <= element.scrollLeft + element.clientWidth;
    if (!inView) element.scrollLeft = cell.offsetLeft - 60;
  }, [before]);
  const from = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - OVERSCAN);
  const to = Math.min(rows.length, from + Math.ceil(view.height / ROW_HEIGHT) + 2 * OVERSCAN);
  return (
    <ScrollRegion className={styles.scroll} ref={box} onScroll={measure} label={label}>
      <table className={styles.table} aria-rowcount={rows.length + 1} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={cx(isNumeric(column.type) && styles.right)}
                title={column.name === KIND_KEY ? 'What the row does' : `${column.name} ${column.type}`}
              >
                {column.name === eventTime && <span className={styles.time} title="Event time" />}
                {column.name === KIND_KEY ? 'change' : column.name}
                {showTypes && column.name !== KIND_KEY && (
                  <span className={styles.type}>{shortType(column.type)}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <Spacer rows={from} columns={columns.length} />}
          {rows.slice(from, to).map((row, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are keyed by place, so that a line stays the same line after an edit
              key={from + index}
              row={row}
              before={before?.[from + index]}
              columns={columns}
              writers={writers}
              odd={(from + index) % 2 === 1}
              index={from + index + 2}
            />
          ))}
          {to < rows.length && <Spacer rows={rows.length - to} columns={columns.length} />}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }): ReactNode {
  return (
    <tr className={styles.spacer} style={{ height: rows * ROW_HEIGHT }}>
      <td colSpan={columns} />
    </tr>
  );
}

type RowProps = {
  readonly row: JsonRow;
  readonly before: JsonRow | undefined;
  readonly columns: RowsTableProps['columns'];
  readonly writers: readonly ((value: Json | undefined) => string)[];
  readonly odd: boolean;
  readonly index: number;
};

function Row({ row, before, columns, writers, odd, index }: RowProps): ReactNode {
  const changed = changedColumns(row, before, columns);
  return (
    <tr className={cx(odd && styles.odd)} aria-rowindex={index}>
      {columns.map((column, place) => {
        const value = row[column.name];
        const text = cellText(value);
        const write = writers[place] ?? cellText;
        const was = changed.has(column.name) ? write(before?.[column.name]) : undefined;
        const isNull = value === null || value === undefined;
        return (
          <td
            key={column.name}
            className={cx(
              isNumeric(column.type) && styles.right,
              isNull && styles.null,
              was !== undefined && styles.changed,
            )}
            title={text}
            data-changed={was === undefined ? undefined : ''}
          >
            {was !== undefined && <s className={styles.was}>{was}</s>}
            {write(value)}
          </td>
        );
      })}
    </tr>
  );
}

const NONE: ReadonlySet<string> = new Set();

// Rows are compared by place. When nothing of a row is as before, rows have shifted and marks would only be noise.
function changedColumns(
  row: JsonRow,
  before: JsonRow | undefined,
  columns: RowsTableProps['columns'],
): ReadonlySet<string> {
  if (before === undefined) return NONE;
  const known = columns.filter((column) => column.name in before);
  const changed = known.filter((column) => cellText(row[column.name]) !== cellText(before[column.name]));
  if (changed.length === 0 || (changed.length === known.length && known.length > 1)) return NONE;
  return new Set(changed.map((column) => column.name));
}
