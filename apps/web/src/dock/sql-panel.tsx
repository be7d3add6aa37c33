// The Flink SQL of the draft, read only; the statements of the selected node are marked.

import { flinkStatements } from '@weir/engine/flink/statements';
import { Fragment, type ReactNode, useMemo } from 'react';
import { catalogue } from '../engine.ts';
import { useDesigner } from '../store/context.tsx';
import { isError } from '../store/plan-slice.ts';
import { soleNode } from '../store/selection-slice.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { toast } from '../ui/toast.tsx';
import { colourSql } from './colour-sql.ts';
import styles from './dock.module.css';

/** The SQL tab. */
export function SqlPanel(): ReactNode {
  const graph = useDesigner((state) => state.graph);
  const failing = useDesigner((state) => state.problems.some(isError));
  const selected = useDesigner(soleNode);
  const statements = useMemo(() => (failing ? [] : safeStatements(graph)), [graph, failing]);
  if (failing || statements.length === 0) {
    return (
      <div className={styles.pad}>
        <EmptyState
          title="No SQL yet"
          text="The Flink SQL of this draft is shown when its plan has no errors."
        />
      </div>
    );
  }
  const text = statements.map((statement) => statement.text).join('\n\n');
  return (
    <div className={styles.fill}>
      <div className={styles.sub}>
        <span>Flink SQL of this draft</span>
        <Chip tone="outline">not run on Flink yet</Chip>
        <span className={styles.end}>
          <Button
            small
            icon="copy"
            onClick={() =>
              void navigator.clipboard.writeText(text).then(() => toast('SQL copied', { tone: 'ok' }))
            }
          >
            Copy
          </Button>
        </span>
      </div>
      <ScrollRegion className={styles.sql} label="Flink SQL">
        {statements.map((statement, index) => {
          const body = (
            <>
              {statement.note !== undefined && (
                <span className={styles.comment}>{`-- ${statement.note}\n`}</span>
              )}
              <Coloured text={statement.text} />
            </>
          );
          const key = `${statement.nodeId} ${index}`;
          return statement.nodeId === selected ? (
            <mark key={key} ref={showStatement}>
              {body}
            </mark>
          ) : (
            <span className={styles.sqlText} key={key}>
              {body}
            </span>
          );
        })}
      </ScrollRegion>
    </div>
  );
}

function showStatement(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function safeStatements(graph: Parameters<typeof flinkStatements>[0]): ReturnType<typeof flinkStatements> {
  try {
    return flinkStatements(graph, catalogue);
  } catch {
    // A printer that trips over a graph must not take the designer with it; the plan says what is wrong.
    return [];
  }
}

function Coloured({ text }: { readonly text: string }): ReactNode {
  return colourSql(text).map((part, index) => (
    // Pieces of one text have no identity but their place.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Fragment key={index}>
      {part.kind === 'plain' ? part.text : <span className={styles[part.kind]}>{part.text}</span>}
    </Fragment>
  ));
}
