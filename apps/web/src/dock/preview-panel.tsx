// Rows of the selected node on sample data: outputs by port, rows that failed, and why there are none.
import { type ReactNode, useState } from 'react';
import { countText, plural } from '../format.ts';
import { withKindColumn, withKinds } from '../rows/changes.ts';
import { RowsTable } from '../rows/rows-table.tsx';
import { useDesigner } from '../store/context.tsx';
import type { PreviewNode } from '../store/preview-slice.ts';
import { soleNode } from '../store/selection-slice.ts';
import { Chip } from '../ui/chip.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented } from '../ui/segmented.tsx';
import styles from './dock.module.css';

/** The Preview tab. */
export function PreviewPanel(): ReactNode {
  const nodeId = useDesigner(
    (state) =>
      soleNode(state) ??
      (state.cursor !== undefined && state.index.nodes.has(state.cursor) ? state.cursor : undefined),
  );
  const failed = useDesigner((state) => (state.previewState === 'failed' ? state.previewError : undefined));
  if (failed !== undefined) {
    return (
      <div className={styles.pad}>
        <EmptyState title="The preview stopped" tone="crit" text={failed} />
      </div>
    );
  }
  if (nodeId === undefined) {
    return (
      <div className={styles.pad}>
        <EmptyState
          title="No node is selected"
          text="Select a node to see the rows it gives on sample data."
        />
      </div>
    );
  }
  return <NodeRows key={nodeId} nodeId={nodeId} />;
}

function NodeRows({ nodeId }: { readonly nodeId: string }): ReactNode {
  const preview = useDesigner((state) => state.preview?.nodes[nodeId]);
  const before = useDesigner((state) => state.previewBefore?.nodes[nodeId]);
  const name = useDesigner((state) => state.index.nodes.get(nodeId)?.name ?? nodeId);
  const [picked, setPicked] = useState<string>();
  if (preview === undefined) {
    return (
      <div className={styles.pad}>
        <EmptyState
          title={`No rows of ${name} yet`}
          text="The preview runs when the settings of this node and of those before it have no errors."
        />
      </div>
    );
  }
  const ports = Object.keys(preview.ports);
  const port = picked !== undefined && ports.includes(picked) ? picked : ports[0];
  const shown = port === undefined ? undefined : preview.ports[port];
  const showErrors = picked === 'errors' && preview.errors.length > 0;
  const options = [
    ...ports.map((value) => ({ value, title: `${value} ${countText(preview.ports[value]?.total ?? 0)}` })),
    ...(preview.errors.length > 0
      ? [{ value: 'errors', title: `errors ${countText(preview.errors.length)}` }]
      : []),
  ];
  return (
    <div className={styles.fill}>
      <div className={styles.sub}>
        <b>{name}</b>
        <span>{summary(preview, shown?.total)}</span>
        {preview.late > 0 && <Chip tone="warn">{plural(preview.late, 'late row')}</Chip>}
        {shown !== undefined && shown.rows.length < shown.total && (
          <span>first {countText(shown.rows.length)} shown</span>
        )}
        {options.length > 1 && (
          <span className={styles.end}>
            <Segmented
              small
              label="Port"
              options={options}
              value={showErrors ? 'errors' : (port ?? '')}
              onChange={setPicked}
            />
          </span>
        )}
      </div>
      {showErrors ? (
        <Errors errors={preview.errors} />
      ) : (
        <PortRows
          preview={preview}
          port={port}
          before={port === undefined ? undefined : before?.ports[port]?.rows}
          name={name}
        />
      )}
    </div>
  );
}

function PortRows({
  preview,
  port,
  before,
  name,
}: {
  readonly preview: PreviewNode;
  readonly port: string | undefined;
  readonly before: PreviewNode['ports'][string]['rows'] | undefined;
  readonly name: string;
}): ReactNode {
  const shown = port === undefined ? undefined : preview.ports[port];
  if (shown === undefined)
    return <p className={styles.sub}>A sink has no output; its input is shown in the inspector.</p>;
  if (shown.rows.length === 0) return <p className={styles.sub}>No rows on this sample.</p>;
  return (
    <RowsTable
      label={`Rows of ${name}.${port ?? ''}`}
      columns={withKindColumn(shown.columns, shown.kinds === undefined ? 'append' : 'retract')}
      rows={withKinds(shown.rows, shown.kinds)}
      before={before}
      showTypes
    />
  );
}

function Errors({ errors }: { readonly errors: PreviewNode['errors'] }): ReactNode {
  return (
    <ul className={`${styles.fill} ${styles.bad}`}>
      {errors.map((error, index) => (
        // Errors of a preview have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index} className={styles.badRow}>
          <Chip tone="crit" mono>
            {error.code}
          </Chip>
          <span>{error.message}</span>
          <code title={error.text}>{error.text}</code>
        </li>
      ))}
    </ul>
  );
}

function summary(preview: PreviewNode, total: number | undefined): string {
  const time = `${preview.ms.toFixed(1)} ms`;
  if (total === undefined) return `${plural(preview.rowsIn, 'row')} in, ${time}`;
  return preview.rowsIn > 0
    ? `${countText(preview.rowsIn)} in, ${plural(total, 'row')} out in ${time}`
    : `${plural(total, 'row')} in ${time}`;
}
