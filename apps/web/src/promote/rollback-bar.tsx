// Always in view while production has something to go back to: one click, one question that says what happens.
import { type ReactNode, useState } from 'react';
import { useLive, useLiveSession } from '../live/live-session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useAudit, useDiff, useRefreshVersions } from '../versions/queries.ts';
import { deployVersion } from './deploy.ts';
import { previousVersion } from './previous-version.ts';
import styles from './promote.module.css';
import { stateEffect, stateEffectText } from './state-effect.ts';

/** Nothing while production has no earlier version. */
export function RollbackBar(): ReactNode {
  const { pipelineId } = useLiveSession();
  const current = useLive((state) => state.jobs.production?.version);
  const audit = useAudit(pipelineId);
  const refresh = useRefreshVersions(pipelineId);
  const previous = previousVersion(audit.data ?? [], 'production', current);
  const diff = useDiff(pipelineId, current, previous);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  if (current === undefined || previous === undefined) return null;
  const effect = diff.data === undefined ? '' : stateEffectText(stateEffect(diff.data));
  const rollBack = async (): Promise<void> => {
    setAsking(false);
    setBusy(true);
    await deployVersion({ pipelineId, number: previous, environment: 'production' }, 'rollback');
    await refresh();
    setBusy(false);
  };
  return (
    <footer className={styles.rollback}>
      <Button className={styles.red} icon="undo" disabled={busy} onClick={() => setAsking(true)}>
        {busy ? 'Rolling back…' : `Roll back to v${previous}`}
      </Button>
      <p>
        <b>Production runs v{current}.</b> {effect}
        <br />
        <span className={styles.quiet}>
          v{current} stops with a checkpoint and v{previous} starts from it. Rows that v{current} wrote stay.
        </span>
      </p>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Roll back production to v${previous}?`}
        description={`v${current} stops with a checkpoint and v${previous} starts from it. ${effect} Rows that v${current} wrote stay written. Doors go on taking events meanwhile.`}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep v{current}</Button>
            <Button className={styles.red} icon="undo" onClick={() => void rollBack()}>
              Roll back to v{previous}
            </Button>
          </>
        }
      />
    </footer>
  );
}
