// Who did what and when to this pipeline. Single edits are left out: the draft's own history has them.
import { type ReactNode, useState } from 'react';
import { agoText } from '../format.ts';
import { Button } from '../ui/button.tsx';
import { useAudit } from '../versions/queries.ts';
import styles from './promote.module.css';

const SHOWN = 8;

/** The audit trail, newest first. */
export function AuditTrail({ pipelineId }: { readonly pipelineId: string }): ReactNode {
  const audit = useAudit(pipelineId);
  const [all, setAll] = useState(false);
  const entries = [...(audit.data ?? [])]
    .filter((entry) => entry.action !== 'draft.edit')
    .sort((a, b) => b.seq - a.seq);
  const shown = all ? entries : entries.slice(0, SHOWN);
  return (
    <section className={styles.card} aria-label="Audit trail">
      <header className={styles.cardHead}>
        <h2>Audit trail</h2>
        <span className={styles.quiet}>edits of the draft left out</span>
      </header>
      <ul className={styles.audit}>
        {shown.map((entry) => (
          <li key={entry.seq}>
            <time dateTime={entry.at} title={entry.at}>
              {agoText(entry.at, Date.now())}
            </time>
            <span className={styles.actor}>{entry.actor}</span>
            <span className={styles.what}>{entry.detail}</span>
            <code>{entry.action}</code>
          </li>
        ))}
        {audit.data !== undefined && entries.length === 0 && <li>Nothing yet.</li>}
      </ul>
      {entries.length > SHOWN && (
        <div className={styles.more}>
          <Button look="link" small onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${entries.length}`}
          </Button>
        </div>
      )}
    </section>
  );
}
