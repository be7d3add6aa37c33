// How the draft runs: one line per generated function, with the nodes that are fused into it and where its rows go.
import {
  type ExplainedNode,
  type ExplainedPlan,
  type ExplainedStage,
  entryNode,
  explainPlan,
} from '@weir/engine/embedded/explain';
import { durationText } from '@weir/shared/duration';
import { splitPort } from '@weir/shared/graph';
import { type ReactNode, useMemo } from 'react';
import { catalogue, plan } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { isError } from '../store/plan-slice.ts';
import { soleNode } from '../store/selection-slice.ts';
import { Chip } from '../ui/chip.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import styles from './plan-panel.module.css';

/** The Plan tab. */
export function PlanPanel(): ReactNode {
  const graph = useDesigner((state) => state.graph);
  const failing = useDesigner((state) => state.problems.some(isError));
  const explained = useMemo(() => (failing ? undefined : explain(graph)), [graph, failing]);
  if (explained === undefined || explained.stages.length === 0) {
    return (
      <div className={styles.pad}>
        <EmptyState title="No plan yet" text="How the draft runs is shown when its plan has no errors." />
      </div>
    );
  }
  const facts = new Map(explained.nodes.map((node) => [node.nodeId, node]));
  return (
    <ScrollRegion className={styles.scroll} label="Plan">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Rows of</th>
            <th scope="col">Fused into one function</th>
            <th scope="col">Go to</th>
            <th scope="col" className={styles.right}>
              Columns read
            </th>
            <th scope="col">Rows are</th>
            <th scope="col">Event time</th>
          </tr>
        </thead>
        <tbody>
          {explained.stages.map((stage) => (
            <StageRow key={stage.from} stage={stage} facts={facts.get(entryNode(stage))} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function StageRow({
  stage,
  facts,
}: {
  readonly stage: ExplainedStage;
  readonly facts: ExplainedNode | undefined;
}): ReactNode {
  const { port } = splitPort(stage.from);
  const lag = facts?.watermarkLagMs ?? 0;
  return (
    <tr>
      <td>
        <NodeLink id={entryNode(stage)} />
        {port !== '' && port !== 'out' && <span className={styles.faint}> {port}</span>}
      </td>
      <td>
        {stage.nodes.length === 0 ? (
          <span className={styles.faint}>nothing between</span>
        ) : (
          stage.nodes.map((id) => <NodeLink key={id} id={id} />)
        )}
      </td>
      <td>
        {stage.into.map((id) => (
          <NodeLink key={id} id={id} />
        ))}
      </td>
      <td className={styles.right}>
        {stage.columnsRead} of {stage.columns}
      </td>
      <td>
        <Chip tone="outline">{stage.changes === 'append' ? 'added' : 'added and taken back'}</Chip>
        {facts?.key !== undefined && facts.key.length > 0 && (
          <span className={styles.faint}> by {facts.key.join(', ')}</span>
        )}
      </td>
      <td>
        {facts?.eventTime ?? <span className={styles.faint}>none</span>}
        {facts?.eventTime !== undefined && lag > 0 && (
          <span className={styles.faint}> held back {durationText(lag)}</span>
        )}
      </td>
    </tr>
  );
}

/** The name of a node; a click selects it on the canvas. */
function NodeLink({ id }: { readonly id: string }): ReactNode {
  const store = useDesignerStore();
  const name = useDesigner((state) => state.index.nodes.get(id)?.name ?? id);
  const selected = useDesigner(soleNode) === id;
  return (
    <button
      type="button"
      className={styles.node}
      aria-pressed={selected}
      onClick={() => store.getState().select([id])}
    >
      {name}
    </button>
  );
}

function explain(graph: Parameters<typeof plan>[0]): ExplainedPlan | undefined {
  const planned = plan(graph, catalogue).plan;
  return planned === undefined ? undefined : explainPlan(planned, catalogue);
}
