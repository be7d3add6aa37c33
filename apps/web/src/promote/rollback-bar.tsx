// Always in view while production has something to go back to: one click, and beside it what the click does.
import { type ReactNode, useState } from 'react';
import { useLive, useLiveSession } from '../live/live-session.ts';
import { Button } from '../ui/button.tsx';
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
  const [busy, setBusy] = useState(false);
  if (current === undefined || previous === undefined) return null;
  const effect = diff.data === undefined ? '' : stateEffectText(stateEffect(diff.data));
  const rollBack = async (): Promise<void> => {
    setBusy(true);
    await deployVersion({ pipelineId, number: previous, environment: 'production' }, 'rollback');
    await refresh();
    setBusy(false);
  };
  return (
    <footer className={styles.rollback}>
      <Button className={styles.red} icon="undo" disabled={busy} onClick={() => void rollBack()}>
        {busy ? 'Rolling back…' : `Roll back to v${previous}`}
      </Button>
      <p>
        <b>Production runs v{current}.</b> {effect}
        <br />
        <span className={styles.quiet}>
          v{current} stops with a checkpoint and v{previous} starts from it. Rows that v{current} wrote stay.
          Doors go on taking events meanwhile.
        </span>
      </p>
    </footer>
  );
}
