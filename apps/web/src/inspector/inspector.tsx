// The inspector: one selected node with its settings, schema and docs; beside them the rows that go in and come out.
import { type ReactNode, useEffect, useRef } from 'react';
import { runCommand } from '../designer/commands.ts';
import { useMode } from '../designer/mode.ts';
import { definitionOf } from '../engine.ts';
import { LiveInspector } from '../live/live-inspector.tsx';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { INSPECTOR_WIDTH, usePanels } from '../store/panels-store.ts';
import { soleNode } from '../store/selection-slice.ts';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Tile } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ResizeHandle } from '../ui/resize-handle.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ConfigTab } from './config-tab.tsx';
import { DocsTab } from './docs-tab.tsx';
import { focusField } from './focus-field.ts';
import styles from './inspector.module.css';
import { SchemaTab } from './schema-tab.tsx';

/** The region at the right. */
export function Inspector(): ReactNode {
  const mode = useMode();
  const nodeId = useDesigner(soleNode);
  const width = usePanels((panels) => panels.inspectorWidth);
  const wide = usePanels((panels) => panels.wide) && mode === 'edit' && nodeId !== undefined;
  const set = usePanels((panels) => panels.set);
  return (
    <aside
      className={cx(styles.inspector, wide && styles.wide)}
      style={wide ? undefined : { width }}
      aria-label="Inspector"
    >
      {!wide && (
        <ResizeHandle
          label="Width of the inspector"
          edge="left"
          value={width}
          range={INSPECTOR_WIDTH}
          onChange={(inspectorWidth) => set({ inspectorWidth })}
        />
      )}
      {nodeId === undefined ? <Nothing /> : <NodeInspector key={nodeId} nodeId={nodeId} wide={wide} />}
    </aside>
  );
}

function NodeInspector({ nodeId, wide }: { readonly nodeId: string; readonly wide: boolean }): ReactNode {
  const mode = useMode();
  const tab = usePanels((panels) => panels.inspectorTab);
  const set = usePanels((panels) => panels.set);
  const root = useRef<HTMLDivElement>(null);
  const store = useDesignerStore();
  useFocusRequests(nodeId, root);
  return (
    // Escape leads back to the canvas from every field; a list or menu above takes it first.
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the controls inside
    <div
      className={styles.node}
      ref={root}
      onKeyDown={(event) => {
        const inside = event.target instanceof Node && root.current?.contains(event.target) === true;
        if (event.key === 'Escape' && inside && !event.defaultPrevented) store.getState().hands?.focus();
      }}
    >
      <Head nodeId={nodeId} wide={wide} />
      {mode === 'live' ? (
        <LiveInspector nodeId={nodeId} />
      ) : (
        <Tabs
          label="Inspector"
          value={tab}
          onChange={(inspectorTab) => set({ inspectorTab })}
          items={[
            { value: 'config', title: 'Config' },
            { value: 'schema', title: 'Schema' },
            { value: 'docs', title: 'Docs' },
          ]}
        >
          {tab === 'schema' ? (
            <SchemaTab nodeId={nodeId} />
          ) : tab === 'docs' ? (
            <DocsTab nodeId={nodeId} />
          ) : (
            <ConfigTab nodeId={nodeId} wide={wide} />
          )}
        </Tabs>
      )}
    </div>
  );
}

function Head({ nodeId, wide }: { readonly nodeId: string; readonly wide: boolean }): ReactNode {
  const node = useDesigner((state) => state.index.nodes.get(nodeId));
  const store = useDesignerStore();
  const mode = useMode();
  const set = usePanels((panels) => panels.set);
  const definition = definitionOf(node);
  if (node === undefined) return null;
  return (
    <header className={styles.head}>
      <Tile group={definition?.palette.group ?? 'transform'} icon={definition?.palette.icon ?? 'node'} />
      <h2 className={styles.title} title={node.name}>
        {mode === 'edit' ? (
          <button
            type="button"
            title={`Rename ${node.name}`}
            onClick={() => store.getState().setRenaming(nodeId)}
          >
            {node.name}
          </button>
        ) : (
          node.name
        )}
      </h2>
      <span className={styles.type}>{definition?.palette.title ?? node.type}</span>
      {mode === 'edit' && (
        <IconButton
          small
          icon="columns"
          label={wide ? 'Narrow inspector' : 'Wide inspector'}
          keys="W"
          aria-pressed={wide}
          onClick={() => runCommand(store, 'wide')}
        />
      )}
      <IconButton
        small
        icon="x"
        label="Close the inspector"
        keys="]"
        onClick={() => set({ inspectorOpen: false, wide: false })}
      />
    </header>
  );
}

// Somebody wants a field focused: its tab is open by now or opens with the same update.
function useFocusRequests(nodeId: string, root: React.RefObject<HTMLDivElement | null>): void {
  const request = useDesigner((state) => state.focusRequest);
  useEffect(() => {
    if (request === undefined || request.nodeId !== nodeId) return;
    const frame = requestAnimationFrame(() => {
      if (root.current !== null) focusField(root.current, request.field, request.span);
    });
    return () => cancelAnimationFrame(frame);
  }, [request, nodeId, root]);
}

function Nothing(): ReactNode {
  const count = useDesigner((state) => state.selected.size);
  return (
    <div className={styles.nothing}>
      {count > 1 ? (
        <EmptyState title={`${count} things are selected`} text="Select one node to see its settings." />
      ) : (
        <EmptyState
          title="No node is selected"
          text={
            <>
              Select a node to see its settings and rows. <Kbd keys="N" /> adds one, <Kbd keys="Ctrl K" />{' '}
              lists every action.
            </>
          }
        />
      )}
    </div>
  );
}
