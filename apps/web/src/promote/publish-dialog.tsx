// Asks for a note and publishes the draft. Problems refuse, with a way to them.
import type { Diagnostic } from '@weir/shared/diagnostics';
import { type ReactNode, useId, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { plural } from '../format.ts';
import { navigate, pipelinePath } from '../router.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { usePanels } from '../store/panels-store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { StateGlyph } from '../ui/icon.tsx';
import { TextArea } from '../ui/input.tsx';
import { toast } from '../ui/toast.tsx';
import { useRefreshVersions, useVersions } from '../versions/queries.ts';
import styles from './promote.module.css';

const PROBLEMS_SHOWN = 4;

/** Open while mounted. */
export function PublishDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const store = useDesignerStore();
  const { pipelineId } = store.getState();
  const versions = useVersions(pipelineId);
  const refresh = useRefreshVersions(pipelineId);
  const hash = useDesigner((state) => state.graphHash);
  const unsaved = useDesigner((state) => state.saveState.kind !== 'saved');
  const noteId = useId();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Diagnostic[]>();
  const [failure, setFailure] = useState<string>();
  const latest = versions.data?.[0];
  const same = latest !== undefined && latest.hash === hash;
  const next = (latest?.number ?? 0) + 1;
  const publish = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const result = await api.mutate('versions.publish', { pipelineId, note: note.trim() });
      if ('status' in result) return setProblems(result.problems);
      await refresh();
      toast(`Published v${result.number}`, { tone: 'ok' });
      navigate(pipelinePath(pipelineId, { mode: 'versions' }));
      onClose();
    } catch (cause) {
      setFailure(cause instanceof ApiError ? cause.message : String(cause));
    } finally {
      setBusy(false);
    }
  };
  const toProblems = (): void => {
    navigate(pipelinePath(pipelineId));
    usePanels.getState().set({ dockTab: 'problems', dockOpen: true });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={same ? 'Nothing new to publish' : `Publish v${next}`}
      description={
        same
          ? `The draft is the same as v${latest.number}.`
          : 'A version never changes. It can be deployed to development, and from there be promoted to production.'
      }
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {problems !== undefined && <Button onClick={toProblems}>Show problems</Button>}
          {!same && (
            <Button
              look="primary"
              disabled={busy || unsaved || versions.data === undefined}
              onClick={() => void publish()}
            >
              {busy ? 'Publishing…' : unsaved ? 'Saving the draft…' : `Publish v${next}`}
            </Button>
          )}
        </>
      }
    >
      {!same && (
        <div className={styles.note}>
          <label htmlFor={noteId}>What changed, for those who read the list later</label>
          <TextArea
            id={noteId}
            rows={3}
            maxLength={400}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !busy) void publish();
            }}
          />
        </div>
      )}
      {problems !== undefined && <Refused problems={problems} />}
      {failure !== undefined && (
        <p className={styles.refused} role="alert">
          Not published: {failure}.
        </p>
      )}
    </Dialog>
  );
}

function Refused({ problems }: { readonly problems: readonly Diagnostic[] }): ReactNode {
  const errors = problems.filter((problem) => problem.severity === 'error');
  return (
    <div className={styles.refused} role="alert">
      <p>Not published: {plural(errors.length, 'problem')} to cure first.</p>
      <ul>
        {errors.slice(0, PROBLEMS_SHOWN).map((problem) => (
          <li key={`${problem.nodeId} ${problem.field} ${problem.message}`}>
            <StateGlyph state="crit" /> {problem.message}
          </li>
        ))}
      </ul>
    </div>
  );
}
