// The inspector in live mode: numbers of one node, and the rows of a node that keeps a table.
import { type ReactNode, useEffect, useState } from 'react';
import { definitionOf } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { LiveMetrics } from './live-metrics.tsx';
import { LiveTable } from './live-table.tsx';

/** Metrics and rows of a node while it runs. */
export function LiveInspector({ nodeId }: { readonly nodeId: string }): ReactNode {
  const hasTable = useDesigner((state) => definitionOf(state.index.nodes.get(nodeId))?.table === true);
  const store = useDesignerStore();
  // The inspector has just taken room from the canvas; the card it is about must not lie behind it.
  useEffect(() => {
    const frame = requestAnimationFrame(() => store.getState().hands?.show([nodeId]));
    return () => cancelAnimationFrame(frame);
  }, [store, nodeId]);
  const [tab, setTab] = useState(hasTable ? 'rows' : 'metrics');
  return (
    <Tabs
      label="Inspector"
      value={tab}
      onChange={setTab}
      items={[
        ...(hasTable ? [{ value: 'rows', title: 'Rows' }] : []),
        { value: 'metrics', title: 'Metrics' },
      ]}
    >
      {tab === 'rows' ? <LiveTable nodeId={nodeId} /> : <LiveMetrics nodeId={nodeId} />}
    </Tabs>
  );
}
