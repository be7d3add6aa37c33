// The regions of the designer and their order: top bar, rail, palette, canvas over dock, inspector at full height.
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Canvas } from '../canvas/canvas.tsx';
import { ConnectPicker } from '../canvas/connect-picker.tsx';
import { QuickAdd } from '../canvas/quick-add.tsx';
import { Dock } from '../dock/dock.tsx';
import { useFunctionReference } from '../inspector/function-reference-store.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { LiveGraph } from '../live/live-graph.tsx';
import { LiveRibbon } from '../live/live-ribbon.tsx';
import { LiveScrubber } from '../live/live-scrubber.tsx';
import { Palette } from '../palette/palette.tsx';
import { Rail } from '../rail.tsx';
import { useRoute } from '../router.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { usePanels } from '../store/panels-store.ts';
import { soleNode } from '../store/selection-slice.ts';
import { VersionsView } from '../versions/versions-view.tsx';
import { CommandPalette } from './command-palette.tsx';
import styles from './designer-layout.module.css';
import { EmptyCanvas } from './empty-canvas.tsx';
import { useMode } from './mode.ts';
import { TopBar } from './top-bar.tsx';
import { useKeys } from './use-keys.ts';

/** Everything of an open pipeline. */
export function DesignerLayout(): ReactNode {
  const mode = useMode();
  const store = useDesignerStore();
  useKeys({ editable: mode === 'edit' });
  useLinkedNode();
  return (
    <div className={styles.app}>
      {mode !== 'versions' && (
        <button type="button" className={styles.skip} onClick={() => store.getState().hands?.focus()}>
          Skip to the canvas
        </button>
      )}
      <TopBar />
      <Rail />
      {mode === 'versions' ? (
        <main className={styles.page}>
          <VersionsView pipelineId={store.getState().pipelineId} />
        </main>
      ) : (
        <LiveGraph>
          <Workbench />
        </LiveGraph>
      )}
      <CommandPalette />
      <Functions />
      <Spoken />
    </div>
  );
}

const FunctionReference = lazy(async () => ({
  default: (await import('../inspector/function-reference.tsx')).FunctionReference,
}));

/** The reference comes in a chunk of its own when it is first opened. */
function Functions(): ReactNode {
  const open = useFunctionReference((state) => state.open);
  return open ? (
    <Suspense>
      <FunctionReference />
    </Suspense>
  ) : null;
}

function Workbench(): ReactNode {
  const mode = useMode();
  const paletteOpen = usePanels((panels) => panels.paletteOpen);
  const wide = usePanels((panels) => panels.wide && panels.inspectorOpen);
  const inspectorOpen = usePanels((panels) => panels.inspectorOpen);
  const hasNode = useDesigner((state) => soleNode(state) !== undefined);
  return (
    <div className={styles.bench}>
      {mode === 'edit' && paletteOpen && !(wide && hasNode) && <Palette />}
      <main className={styles.centre} aria-label={mode === 'edit' ? 'Designer' : 'Live'}>
        {mode === 'live' && <LiveRibbon />}
        <div className={styles.stage}>
          <Canvas />
          {mode === 'edit' && <EmptyCanvas />}
        </div>
        {mode === 'live' && <LiveScrubber />}
        <Dock />
      </main>
      {inspectorOpen && (hasNode || mode === 'edit') && <Inspector />}
      <QuickAdd />
      <ConnectPicker />
    </div>
  );
}

// A link to a node (`?node=id`) selects and shows it once.
function useLinkedNode(): void {
  const route = useRoute();
  const store = useDesignerStore();
  const nodeId = route.page === 'pipeline' ? route.nodeId : undefined;
  useEffect(() => {
    if (nodeId === undefined || !store.getState().index.nodes.has(nodeId)) return;
    store.getState().select([nodeId]);
    const frame = requestAnimationFrame(() => store.getState().hands?.show([nodeId]));
    return () => cancelAnimationFrame(frame);
  }, [nodeId, store]);
}

// The live region: what happened, for those who cannot see it.
function Spoken(): ReactNode {
  const text = useDesigner((state) => state.spoken);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
