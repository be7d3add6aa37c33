// Columns to order by: the first decides, the next ones where the first are equal.
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Select } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import styles from '../inspector.module.css';
import { useColumns } from '../use-columns.ts';
import { asOrder } from '../values.ts';
import type { ControlProps, FieldOf } from './control-props.ts';

const DIRECTIONS = [
  { value: 'ascending', title: 'Low first' },
  { value: 'descending', title: 'High first' },
] as const;

/** The list; lines can be added and removed. */
export function OrderField({
  nodeId,
  name,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'order'>>): ReactNode {
  const columns = useColumns(nodeId, field.input);
  const list = asOrder(value);
  const known = columns.map((column) => column.name);
  const free = known.find((column) => !list.some((item) => item.column === column));
  const change = (index: number, part: Partial<(typeof list)[number]>): void =>
    onChange(list.map((item, i) => (i === index ? { ...item, ...part } : item)));
  return (
    <div className={styles.lines}>
      {list.map((item, index) => {
        const own = problems.some((problem) => problem.field === `${name}.${index}`);
        const options = (known.includes(item.column) ? known : [item.column, ...known]).map((column) => ({
          value: column,
          title: known.includes(column) ? column : `${column} (no such column)`,
        }));
        return (
          // Lines have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={index} className={styles.orderLine} data-field={`${name}.${index}`}>
            <Select
              aria-label={`Column ${index + 1} to order by`}
              bad={own}
              options={options}
              value={item.column}
              onChange={(event) => change(index, { column: event.currentTarget.value })}
            />
            <Segmented
              small
              label={`Direction of ${item.column}`}
              options={DIRECTIONS}
              value={item.descending ? 'descending' : 'ascending'}
              onChange={(direction) => change(index, { descending: direction === 'descending' })}
            />
            <IconButton
              small
              icon="x"
              label={`Remove ${item.column}`}
              onClick={() => onChange(list.filter((_, i) => i !== index))}
            />
          </div>
        );
      })}
      <div>
        <Button
          small
          icon="plus"
          disabled={free === undefined}
          onClick={() => onChange([...list, { column: free ?? '', descending: true }])}
        >
          Add a column
        </Button>
      </div>
    </div>
  );
}
