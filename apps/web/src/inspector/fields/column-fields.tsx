// Columns as settings: one from a list, or several as chips.
import { isEventTime, typeText } from '@weir/shared/data-type';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/input.tsx';
import { Menu } from '../../ui/menu.tsx';
import styles from '../inspector.module.css';
import { useColumns } from '../use-columns.ts';
import { asText, asTexts } from '../values.ts';
import type { ControlProps, FieldOf } from './control-props.ts';

/** One column. A name that no column has stays visible, so that the problem can be understood. */
export function ColumnField({
  id,
  nodeId,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'column'>>): ReactNode {
  const columns = useColumns(nodeId, field.input).filter(
    (column) => field.eventTime !== true || isEventTime(column.type),
  );
  const current = asText(value);
  const options = [
    ...(field.optional === true || current === ''
      ? [{ value: '', title: field.optional === true ? 'none' : 'choose a column' }]
      : []),
    ...columns.map((column) => ({ value: column.name, title: `${column.name}  ${typeText(column.type)}` })),
  ];
  const known = options.some((option) => option.value === current);
  return (
    <Select
      id={id}
      bad={problems.some((problem) => problem.severity === 'error')}
      options={known ? options : [{ value: current, title: `${current} (no such column)` }, ...options]}
      value={current}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Several columns, in order. */
export function ColumnsField({
  nodeId,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'columns'>>): ReactNode {
  const columns = useColumns(nodeId, field.input);
  const chosen = asTexts(value);
  const rest = columns.filter((column) => !chosen.includes(column.name));
  const known = new Set(columns.map((column) => column.name));
  return (
    <div className={styles.chipList} data-bad={problems.length > 0 ? '' : undefined}>
      {chosen.map((name) => (
        <span
          key={name}
          className={styles.pickChip}
          data-unknown={columns.length > 0 && !known.has(name) ? '' : undefined}
        >
          {name}
          <button
            type="button"
            aria-label={`Remove ${name}`}
            onClick={() => onChange(chosen.filter((other) => other !== name))}
          >
            <Icon name="x" size={12} />
          </button>
        </span>
      ))}
      <Menu
        label={`Columns for ${field.title}`}
        trigger={
          <Button small icon="plus" disabled={rest.length === 0}>
            column
          </Button>
        }
        items={rest.map((column) => ({
          title: `${column.name}  ${typeText(column.type)}`,
          icon: 'plus',
          run: () => onChange([...chosen, column.name]),
        }))}
      />
    </div>
  );
}
