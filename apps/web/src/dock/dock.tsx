// The dock under the canvas: rows of the selected node, problems, SQL; in live mode what the live views put there.
import type { ReactNode } from 'react';
import { useMode } from '../designer/mode.ts';
import { plural } from '../format.ts';
import { LIVE_DOCK_TABS, LiveDockPanel } from '../live/live-dock.tsx';
import { useDesigner } from '../store/context.tsx';
import { DOCK_HEIGHT, usePanels } from '../store/panels-store.ts';
import { isError } from '../store/plan-slice.ts';
import { IconButton } from '../ui/button.tsx';
import { Count } from '../ui/chip.tsx';
import { StateGlyph } from '../ui/icon.tsx';
import { ResizeHandle } from '../ui/resize-handle.tsx';
import { Tabs } from '../ui/tabs.tsx';
import styles from './dock.module.css';
import { PlanPanel } from './plan-panel.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { ProblemsPanel } from './problems-panel.tsx';
import { SqlPanel } from './sql-panel.tsx';

/** The dock; folded it is its tab strip alone. */
export function Dock(): ReactNode {
  const mode = useMode();
  const open = usePanels((panels) => panels.dockOpen);
  const height = usePanels((panels) => panels.dockHeight);
  const set = usePanels((panels) => panels.set);
  return (
    <section className={styles.dock} style={{ height: open ? height : 33 }} aria-label="Dock">
      {open && (
        <ResizeHandle
          label="Height of the dock"
          edge="top"
          value={height}
          range={DOCK_HEIGHT}
          onChange={(dockHeight) => set({ dockHeight })}
        />
      )}
      {mode === 'live' ? <LiveTabs open={open} /> : <EditTabs open={open} />}
    </section>
  );
}

function EditTabs({ open }: { readonly open: boolean }): ReactNode {
  const tab = usePanels((panels) => panels.dockTab);
  const set = usePanels((panels) => panels.set);
  const errors = useDesigner((state) => state.problems.filter(isError).length);
  const warnings = useDesigner((state) => state.problems.length) - errors;
  const badge =
    errors > 0 ? (
      <Count value={errors} tone="crit" />
    ) : warnings > 0 ? (
      <Count value={warnings} tone="warn" />
    ) : undefined;
  return (
    <Tabs
      label="Dock"
      value={tab}
      onChange={(dockTab) => set({ dockTab, dockOpen: true })}
      items={[
        { value: 'preview', title: 'Preview' },
        { value: 'problems', title: 'Problems', badge },
        { value: 'plan', title: 'Plan' },
        { value: 'sql', title: 'SQL' },
      ]}
      end={
        <>
          <PlanStatus />
          <Fold open={open} />
        </>
      }
    >
      {open && <EditPanel tab={tab} />}
    </Tabs>
  );
}

function EditPanel({ tab }: { readonly tab: string }): ReactNode {
  switch (tab) {
    case 'problems':
      return <ProblemsPanel />;
    case 'plan':
      return <PlanPanel />;
    case 'sql':
      return <SqlPanel />;
    default:
      return <PreviewPanel />;
  }
}

function LiveTabs({ open }: { readonly open: boolean }): ReactNode {
  const tab = usePanels((panels) => panels.liveDockTab);
  const set = usePanels((panels) => panels.set);
  return (
    <Tabs
      label="Dock"
      value={tab}
      onChange={(liveDockTab) => set({ liveDockTab, dockOpen: true })}
      items={LIVE_DOCK_TABS}
      end={<Fold open={open} />}
    >
      {open && <LiveDockPanel tab={tab} />}
    </Tabs>
  );
}

function Fold({ open }: { readonly open: boolean }): ReactNode {
  const set = usePanels((panels) => panels.set);
  return (
    <IconButton
      small
      icon={open ? 'down' : 'right'}
      label={open ? 'Fold the dock' : 'Open the dock'}
      keys="`"
      side="top"
      onClick={() => set({ dockOpen: !open })}
    />
  );
}

function PlanStatus(): ReactNode {
  const errors = useDesigner((state) => state.problems.filter(isError).length);
  const nodes = useDesigner((state) => state.graph.nodes.length);
  if (nodes === 0) return null;
  return (
    <span className={styles.status}>
      <StateGlyph state={errors > 0 ? 'crit' : 'ok'} />
      <span className={styles.statusText}>
        {errors > 0 ? `Plan waits for ${plural(errors, 'error')}` : `Plan OK, ${plural(nodes, 'node')}`}
      </span>
    </span>
  );
}
