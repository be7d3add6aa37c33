// The columns of a source: name, type, and where the value comes from. They can be inferred from the sample rows.
import { isColumnType, type SchemaColumn } from '@weir/engine/field';
import { inferSchema } from '@weir/engine/infer-schema';
import type { Diagnostic } from '@weir/shared/diagnostics';
import { type ReactNode, useId, useState } from 'react';
import { definitionOf } from '../../engine.ts';
import { plural } from '../../format.ts';
import { useDesigner, useDesignerStore } from '../../store/context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from '../inspector.module.css';
import { ProblemLine } from '../problem-line.tsx';
import { sampleFormat } from '../sample-format.ts';
import { setField } from '../set-field.ts';
import { asSchema } from '../values.ts';
import type { ControlProps, FieldOf } from './control-props.ts';

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
  'BYTES',
  'ARRAY<STRING>',
  'MAP<STRING, STRING>',
  'ROW<name STRING, count INT>',
];

/** What the third input of a line holds: the path in the record, or a generator's rule. */
type Extra = 'path' | 'values' | undefined;

/** The list of columns. */
export function SchemaField(props: ControlProps<FieldOf<'schema'>>): ReactNode {
  const { nodeId, name, field, value, problems, onChange } = props;
  const list = asSchema(value);
  const types = useId();
  const [paths, setPaths] = useState(list.some((column) => column.path !== undefined && column.path !== ''));
  const extra: Extra = field.values === true ? 'values' : paths ? 'path' : undefined;
  return (
    <div className={styles.lines}>
      <datalist id={types}>
        {TYPES.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      {list.map((column, index) => (
        <ColumnLine
          // Columns have no identity but their place; typing must not remount them.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          column={column}
          path={`${name}.${index}`}
          title={column.name === '' ? `column ${index + 1}` : column.name}
          types={types}
          extra={extra}
          problems={problems.filter((problem) => belongs(problem, `${name}.${index}`))}
          onChange={(part) => onChange(list.map((other, i) => (i === index ? { ...other, ...part } : other)))}
          onRemove={() => onChange(list.filter((_, i) => i !== index))}
        />
      ))}
      <div className={styles.inline}>
        <Button small icon="plus" onClick={() => onChange([...list, { name: '', type: 'STRING' }])}>
          Add a column
        </Button>
        <InferButton nodeId={nodeId} name={name} />
        {field.values !== true && (
          <Button small look="ghost" aria-pressed={paths} onClick={() => setPaths(!paths)}>
            Paths
          </Button>
        )}
      </div>
    </div>
  );
}

type ColumnLineProps = {
  readonly column: SchemaColumn;
  readonly path: string;
  readonly title: string;
  readonly types: string;
  readonly extra: Extra;
  readonly problems: readonly Diagnostic[];
  readonly onChange: (part: Partial<SchemaColumn>) => void;
  readonly onRemove: () => void;
};

function ColumnLine({
  column,
  path,
  title,
  types,
  extra,
  problems,
  onChange,
  onRemove,
}: ColumnLineProps): ReactNode {
  return (
    <div className={styles.column} data-extra={extra} data-field={path}>
      <span data-field={`${path}.name`}>
        <Input
          quiet
          mono
          aria-label={`Name of ${title}`}
          bad={problems.some((problem) => problem.field === `${path}.name`)}
          value={column.name}
          placeholder="name"
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </span>
      <span data-field={`${path}.type`}>
        <Input
          quiet
          mono
          list={types}
          aria-label={`Type of ${title}`}
          bad={!isColumnType(column.type)}
          value={column.type}
          placeholder="type"
          onChange={(event) => onChange({ type: event.currentTarget.value })}
        />
      </span>
      {extra !== undefined && (
        <span data-field={`${path}.${extra}`}>
          <Input
            quiet
            mono
            aria-label={extra === 'path' ? `Path of ${title}` : `Values of ${title}`}
            bad={problems.some((problem) => problem.field === `${path}.${extra}`)}
            value={column[extra] ?? ''}
            placeholder={extra === 'path' ? column.name : '1..100'}
            onChange={(event) => onChange({ [extra]: event.currentTarget.value })}
          />
        </span>
      )}
      <IconButton small icon="x" label={`Remove ${title}`} onClick={onRemove} />
      {problems.slice(0, 1).map((problem) => (
        <div key={problem.message} className={styles.lineProblem}>
          <ProblemLine problem={problem} />
        </div>
      ))}
    </div>
  );
}

function belongs(problem: Diagnostic, path: string): boolean {
  return problem.field === path || problem.field?.startsWith(`${path}.`) === true;
}

function InferButton({ nodeId, name }: { readonly nodeId: string; readonly name: string }): ReactNode {
  const store = useDesignerStore();
  const node = useDesigner((state) => state.index.nodes.get(nodeId));
  const text = useDesigner((state) => state.graph.samples[nodeId]?.text) ?? definitionOf(node)?.sample ?? '';
  if (node === undefined || text.trim() === '') return null;
  const infer = (): void => {
    const columns = inferSchema(text, sampleFormat(node, text));
    if (columns.length === 0) {
      toast('No columns were found in the sample rows', { tone: 'warn' });
      return;
    }
    setField(store, nodeId, name, columns, { title: 'infer the columns' });
    const undo = { title: 'Undo', run: () => store.getState().undo() };
    toast(`${plural(columns.length, 'column')} from the sample`, { tone: 'ok', action: undo });
  };
  return (
    <Button small onClick={infer}>
      Infer from sample
    </Button>
  );
}
