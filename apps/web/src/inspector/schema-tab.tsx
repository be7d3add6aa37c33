// Columns that go in and come out, with types; what the node adds, drops and retypes.
import { typeText } from '@weir/shared/data-type';
import { splitPort } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import type { ReactNode } from 'react';
import { definitionOf, outputsOf } from '../engine.ts';
import { plural } from '../format.ts';
import { useDesigner } from '../store/context.tsx';
import { Chip } from '../ui/chip.tsx';
import styles from './inspector.module.css';
import { Section } from './section.tsx';

/** The Schema tab. */
export function SchemaTab({ nodeId }: { readonly nodeId: string }): ReactNode {
  const node = useDesigner((state) => state.index.nodes.get(nodeId));
  const edges = useDesigner((state) => state.index.into.get(nodeId));
  const definition = definitionOf(node);
  if (definition === undefined) return null;
  return (
    <div className={styles.bench}>
      {(edges ?? []).map((edge) => (
        <PortSchema
          key={`${edge.from} ${edge.to}`}
          title={`Input ${splitPort(edge.to).port}`}
          reference={edge.from}
        />
      ))}
      {outputsOf(node).map((port) => (
        <PortSchema
          key={port.name}
          title={`Output ${port.name}`}
          reference={`${nodeId}.${port.name}`}
          against={edges?.[0]?.from}
        />
      ))}
    </div>
  );
}

function PortSchema({
  title,
  reference,
  against,
}: {
  readonly title: string;
  readonly reference: string;
  readonly against?: string | undefined;
}): ReactNode {
  const type = useDesigner((state) => state.types.get(reference));
  const before = useDesigner((state) => (against === undefined ? undefined : state.types.get(against)));
  return (
    <Section
      title={title}
      hint={type === undefined ? 'not known yet' : plural(type.columns.length, 'column')}
      end={type === undefined ? undefined : <Chip tone="outline">{type.changes}</Chip>}
    >
      {type !== undefined && <Columns type={type} before={before} />}
    </Section>
  );
}

function Columns({
  type,
  before,
}: {
  readonly type: StreamType;
  readonly before: StreamType | undefined;
}): ReactNode {
  return (
    <ul className={styles.columnList}>
      {type.columns.map((column) => {
        const old = before?.columns.find((other) => other.name === column.name);
        const text = typeText(column.type);
        const change =
          before === undefined
            ? undefined
            : old === undefined
              ? 'added'
              : typeText(old.type) !== text
                ? `was ${typeText(old.type)}`
                : undefined;
        return (
          <li key={column.name}>
            <code title={column.name}>{column.name}</code>
            <span className={styles.columnType}>
              {text}
              {column.nullable ? '' : ' NOT NULL'}
            </span>
            {column.name === type.eventTime && <Chip tone="accent">event time</Chip>}
            {type.key?.includes(column.name) === true && <Chip tone="outline">key</Chip>}
            {change !== undefined && <Chip tone={change === 'added' ? 'add' : 'warn'}>{change}</Chip>}
          </li>
        );
      })}
    </ul>
  );
}
