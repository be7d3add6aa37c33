// Rows at the ports of a node: what comes in on top, what goes out below with the change of columns.

import { splitPort } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import { type ReactNode, useState } from 'react';
import { countText, plural } from '../format.ts';
import { withKindColumn, withKinds } from '../rows/changes.ts';
import { RowsTable } from '../rows/rows-table.tsx';
import { useDesigner, useDesignerShallow } from '../store/context.tsx';
import type { PreviewPort } from '../store/preview-slice.ts';
import { Chip } from '../ui/chip.tsx';
import { Segmented } from '../ui/segmented.tsx';
import styles from './inspector.module.css';

// Chips beyond this many say only how many there are.
const CHIPS_MAX = 6;

/** Rows of the edges that lead in. */
export function InputRows({ nodeId }: { readonly nodeId: string }): ReactNode {
  const edges = useDesigner((state) => state.index.into.get(nodeId));
  const [picked, setPicked] = useState<string>();
  const names = useDesignerShallow((state) =>
    (edges ?? []).map(
      (edge) =>
        `${state.index.nodes.get(splitPort(edge.from).nodeId)?.name ?? ''}.${splitPort(edge.from).port}`,
    ),
  );
  const from = edges?.find((edge) => edge.from === picked)?.from ?? edges?.[0]?.from;
  const type = useDesigner((state) => (from === undefined ? undefined : state.types.get(from)));
  const rows = useDesigner((state) => portRows(state.preview, from));
  const index = edges?.findIndex((edge) => edge.from === from) ?? -1;
  return (
    <section className={styles.rows} aria-label="Input">
      <header className={styles.rowsHead}>
        <h3>Input</h3>
        <span className={styles.hint}>
          {from === undefined
            ? 'not connected'
            : `${names[index] ?? ''}${rows === undefined ? '' : `, ${plural(rows.total, 'row')}`}`}
        </span>
        <span className={styles.end}>
          {type !== undefined && <Chip tone="outline">{type.changes}</Chip>}
          {type?.eventTime !== undefined && (
            <Chip tone="outline" title="Event time">
              {type.eventTime}
            </Chip>
          )}
        </span>
      </header>
      {edges !== undefined && edges.length > 1 && (
        <div className={styles.pick}>
          <Segmented
            small
            label="Input edge"
            options={edges.map((edge, i) => ({ value: edge.from, title: names[i] ?? edge.from }))}
            value={from ?? ''}
            onChange={setPicked}
          />
        </div>
      )}
      <PortTable rows={rows} type={type} label="Input rows" />
    </section>
  );
}

/** Rows of the outputs, with added and removed columns and the number of cells that the last edit changed. */
export function OutputRows({ nodeId }: { readonly nodeId: string }): ReactNode {
  const ports = useDesignerShallow((state) => Object.keys(state.preview?.nodes[nodeId]?.ports ?? {}));
  const [picked, setPicked] = useState<string>();
  const port = picked !== undefined && ports.includes(picked) ? picked : (ports[0] ?? 'out');
  const from = `${nodeId}.${port}`;
  const type = useDesigner((state) => state.types.get(from));
  const rows = useDesigner((state) => portRows(state.preview, from));
  const before = useDesigner((state) => portRows(state.previewBefore, from)?.rows);
  const ms = useDesigner((state) => state.preview?.nodes[nodeId]?.ms);
  return (
    <section className={styles.rows} aria-label="Output">
      <header className={styles.rowsHead}>
        <h3>Output</h3>
        <span className={styles.hint}>
          {rows === undefined ? 'no rows yet' : `${plural(rows.total, 'row')} in ${ms?.toFixed(1) ?? '–'} ms`}
        </span>
        <span className={styles.end}>
          {ports.length > 1 && (
            <Segmented
              small
              label="Output port"
              options={ports.map((value) => ({ value, title: value }))}
              value={port}
              onChange={setPicked}
            />
          )}
        </span>
      </header>
      <ColumnChange nodeId={nodeId} output={type} />
      <PortTable rows={rows} type={type} before={before} label="Output rows" />
    </section>
  );
}

function PortTable(props: {
  readonly rows: PreviewPort | undefined;
  readonly type: StreamType | undefined;
  readonly before?: PreviewPort['rows'] | undefined;
  readonly label: string;
}): ReactNode {
  const { rows, type } = props;
  if (rows === undefined || rows.rows.length === 0) {
    return <p className={styles.noRows}>{rows === undefined ? 'No rows yet.' : 'No rows on this sample.'}</p>;
  }
  return (
    <RowsTable
      label={props.label}
      columns={withKindColumn(rows.columns, type?.changes)}
      rows={withKinds(rows.rows, rows.kinds)}
      before={props.before}
      eventTime={type?.eventTime}
    />
  );
}

function ColumnChange({
  nodeId,
  output,
}: {
  readonly nodeId: string;
  readonly output: StreamType | undefined;
}): ReactNode {
  const input = useDesigner((state) => {
    const from = state.index.into.get(nodeId)?.[0]?.from;
    return from === undefined ? undefined : state.types.get(from);
  });
  if (output === undefined || input === undefined) return null;
  const before = new Set(input.columns.map((column) => column.name));
  const after = new Set(output.columns.map((column) => column.name));
  const added = [...after].filter((name) => !before.has(name));
  const removed = [...before].filter((name) => !after.has(name));
  if (added.length + removed.length === 0) return null;
  const shownAdded = added.slice(0, CHIPS_MAX);
  const shownRemoved = removed.slice(0, CHIPS_MAX - shownAdded.length);
  const more = added.length + removed.length - shownAdded.length - shownRemoved.length;
  return (
    <div className={styles.chips}>
      {shownAdded.map((name) => (
        <Chip key={name} tone="add" mono>
          + {name}
        </Chip>
      ))}
      {shownRemoved.map((name) => (
        <Chip key={name} tone="removed" mono>
          {name}
        </Chip>
      ))}
      {more > 0 && <Chip tone="outline">{countText(more)} more</Chip>}
    </div>
  );
}

function portRows(
  preview:
    | { readonly nodes: Readonly<Record<string, { readonly ports: Readonly<Record<string, PreviewPort>> }>> }
    | undefined,
  reference: string | undefined,
): PreviewPort | undefined {
  if (reference === undefined) return undefined;
  const { nodeId, port } = splitPort(reference);
  return preview?.nodes[nodeId]?.ports[port];
}
