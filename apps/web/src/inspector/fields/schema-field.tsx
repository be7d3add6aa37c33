// The columns of a source: name, type, path. They can be inferred from the sample rows.
import { isColumnType } from '@weir/engine/field';
import { inferSchema } from '@weir/engine/infer-schema';
import { type ReactNode, useId, useState } from 'react';
import { definitionOf } from '../../engine.ts';
import { plural } from '../../format.ts';
import { useDesigner, useDesignerStore } from '../../store/context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from '../inspector.module.css';
import { sampleFormat } from '../sample-format.ts';
import { setField } from '../set-field.ts';
import { ProblemLine } from '../settings-form.tsx';
import { asSchema } from '../values.ts';
import type { ControlProps, FieldOf } from './field-control.tsx';

const TYPES = [
  'STRING',
  'BIGINT',
  'INT',
  'DOUBLE',
  'DECIMAL(10, 2)',
  'BOOLEAN',
  'TIMESTAMP(3)',
  'TIMESTAMP_LTZ(3)',
  'DATE',
  'TIME',
];

/** The list of columns. */
export function SchemaField({
  nodeId,
  name,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'schema'>>): ReactNode {
  const list = asSchema(value);
  const types = useId();
  const [paths, setPaths] = useState(list.some((column) => column.path !== undefined && column.path !== ''));
  const change = (
    index: number,
    part: { readonly name?: string; readonly type?: string; readonly path?: string },
  ): void => onChange(list.map((column, i) => (i === index ? { ...column, ...part } : column)));
  return (
    <div className={styles.lines}>
      <datalist id={types}>
        {TYPES.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      {list.map((column, index) => {
        const path = `${name}.${index}`;
        const own = problems.filter(
          (problem) => problem.field === path || problem.field?.startsWith(`${path}.`) === true,
        );
        return (
          // Columns have no identity but their place; typing must not remount them.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={index} className={styles.column} data-paths={paths ? '' : undefined} data-field={path}>
            <span data-field={`${path}.name`}>
              <Input
                quiet
                mono
                aria-label={`Name of column ${index + 1}`}
                value={column.name}
                placeholder="name"
                onChange={(event) => change(index, { name: event.currentTarget.value })}
              />
            </span>
            <span data-field={`${path}.type`}>
              <Input
                quiet
                mono
                list={types}
                aria-label={`Type of ${column.name}`}
                bad={!isColumnType(column.type)}
                value={column.type}
                placeholder="type"
                onChange={(event) => change(index, { type: event.currentTarget.value })}
              />
            </span>
            {paths && (
              <span data-field={`${path}.path`}>
                <Input
                  quiet
                  mono
                  aria-label={`Path of ${column.name}`}
                  value={column.path ?? ''}
                  placeholder={column.name}
                  onChange={(event) => change(index, { path: event.currentTarget.value })}
                />
              </span>
            )}
            <IconButton
              small
              icon="x"
              label={`Remove ${column.name === '' ? `column ${index + 1}` : column.name}`}
              onClick={() => onChange(list.filter((_, i) => i !== index))}
            />
            {own.slice(0, 1).map((problem) => (
              <div key={problem.message} className={styles.lineProblem}>
                <ProblemLine problem={problem} />
              </div>
            ))}
          </div>
        );
      })}
      <div className={styles.inline}>
        <Button small icon="plus" onClick={() => onChange([...list, { name: '', type: 'STRING' }])}>
          Add a column
        </Button>
        <InferButton nodeId={nodeId} name={name} />
        <Button small look="ghost" aria-pressed={paths} onClick={() => setPaths(!paths)}>
          Paths
        </Button>
      </div>
    </div>
  );
}

function InferButton({ nodeId, name }: { readonly nodeId: string; readonly name: string }): ReactNode {
  const store = useDesignerStore();
  const node = useDesigner((state) => state.index.nodes.get(nodeId));
  const text = useDesigner((state) => state.graph.samples[nodeId]?.text) ?? definitionOf(node)?.sample ?? '';
  if (node === undefined || text.trim() === '') return null;
  return (
    <Button
      small
      onClick={() => {
        const columns = inferSchema(text, sampleFormat(node, text));
        if (columns.length === 0) return toast('No columns were found in the sample rows', { tone: 'warn' });
        setField(
          store,
          nodeId,
          name,
          columns.map((column) => ({ ...column })),
          { title: 'infer the columns' },
        );
        toast(`${plural(columns.length, 'column')} from the sample`, {
          tone: 'ok',
          action: { title: 'Undo', run: () => store.getState().undo() },
        });
      }}
    >
      Infer from sample
    </Button>
  );
}
