// The top bar: where you are, whether it is saved, which mode, and what to do with the draft.
import type { ReactNode } from 'react';
import { Link } from '../link.tsx';
import { LiveStatus } from '../live/live-status.tsx';
import { RunControls } from '../live/run-controls.tsx';
import { PublishButton } from '../promote/publish-button.tsx';
import { navigate, pipelinePath } from '../router.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { IconButton } from '../ui/button.tsx';
import { EnvChip } from '../ui/chip.tsx';
import { Logo } from '../ui/icon.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { toggleTheme, useTheme } from '../ui/theme.ts';
import { useMode } from './mode.ts';
import { PipelineName } from './pipeline-name.tsx';
import { SaveChip } from './save-chip.tsx';
import styles from './top-bar.module.css';

const MODES = [
  { value: 'edit', title: 'Edit', icon: 'edit' },
  { value: 'live', title: 'Live', icon: 'bolt' },
  { value: 'versions', title: 'Versions', icon: 'clock' },
];

/** The bar across the top of the designer. */
export function TopBar(): ReactNode {
  const mode = useMode();
  const store = useDesignerStore();
  const theme = useTheme();
  const { pipelineId } = store.getState();
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.logo} aria-label="All pipelines">
        <Logo />
      </Link>
      <div className={styles.left}>
        <PipelineName />
        {mode !== 'live' && (
          <>
            <EnvChip environment="draft">Draft</EnvChip>
            <SaveChip />
            <span className={styles.line} />
            <UndoRedo editable={mode === 'edit'} />
          </>
        )}
        <LiveStatus />
      </div>
      <Segmented
        label="Mode"
        options={MODES}
        value={mode}
        onChange={(next) =>
          navigate(pipelinePath(pipelineId, { mode: next === 'live' || next === 'versions' ? next : 'edit' }))
        }
      />
      <div className={styles.right}>
        <IconButton
          icon="search"
          label="All commands"
          keys="Ctrl K"
          onClick={() => store.getState().openCommands(true)}
        />
        <IconButton
          icon={theme === 'dark' ? 'sun' : 'moon'}
          label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={toggleTheme}
        />
        <span className={styles.line} />
        <RunControls />
        <PublishButton />
      </div>
    </header>
  );
}

function UndoRedo({ editable }: { readonly editable: boolean }): ReactNode {
  const store = useDesignerStore();
  const undo = useDesigner((state) => state.history.undo.at(-1)?.title);
  const redo = useDesigner((state) => state.history.redo.at(-1)?.title);
  return (
    <>
      <IconButton
        small
        icon="undo"
        label={undo === undefined ? 'Nothing to undo' : `Undo ${undo}`}
        keys="Ctrl Z"
        disabled={undo === undefined || !editable}
        onClick={() => store.getState().undo()}
      />
      <IconButton
        small
        icon="redo"
        label={redo === undefined ? 'Nothing to redo' : `Redo ${redo}`}
        keys="Ctrl Shift Z"
        disabled={redo === undefined || !editable}
        onClick={() => store.getState().redo()}
      />
    </>
  );
}
