// What differs between two versions, by meaning: nodes, edges, tests, setting by setting, and what it does to state.
import type { DiffEntry, VersionInfo } from '@weir/shared/api';
import { type ReactNode, useState } from 'react';
import { plural } from '../format.ts';
import { Chip } from '../ui/chip.tsx';
import { Select } from '../ui/input.tsx';
import { useDiff } from './queries.ts';
import styles from './versions.module.css';

/** The changes from one version to another. Moves on the canvas are left out by the server. */
export function ChangesPanel(props: {
  readonly pipelineId: string;
  readonly versions: readonly VersionInfo[];
  readonly from: number | undefined;
  readonly to: number;
  /** Why this pair is shown first. */
  readonly why?: string | undefined;
}): ReactNode {
  const { pipelineId, versions, to } = props;
  const [picked, setPicked] = useState<number>();
  const from = picked ?? props.from;
  const diff = useDiff(pipelineId, from, to);
  const options = versions
    .filter((version) => version.number !== to)
    .map((version) => ({ value: String(version.number), title: `v${version.number}` }));
  return (
    <section className={styles.card} aria-label="What changes">
      <header className={styles.cardHead}>
        <h2>What changes</h2>
        {from === undefined ? null : (
          <>
            <span className={styles.pair}>
              <Select
                aria-label="Compare with version"
                options={options}
                value={String(from)}
                onChange={(event) => setPicked(Number(event.currentTarget.value))}
              />
              to v{to}
            </span>
            <span className={styles.quiet}>
              {diff.data === undefined ? '' : plural(diff.data.length, 'change')}
              {picked === undefined && props.why !== undefined ? `, ${props.why}` : ''}
            </span>
          </>
        )}
      </header>
      <Changes from={from} diff={diff.data} error={diff.error} to={to} />
    </section>
  );
}

function Changes(props: {
  readonly from: number | undefined;
  readonly to: number;
  readonly diff: readonly DiffEntry[] | undefined;
  readonly error: Error | null;
}): ReactNode {
  const { from, diff, error } = props;
  if (from === undefined)
    return <p className={styles.said}>The first version: there is nothing to compare it with.</p>;
  if (error !== null) return <p className={styles.said}>The changes could not be read: {error.message}.</p>;
  if (diff === undefined) return <p className={styles.said} aria-busy="true" />;
  if (diff.length === 0)
    return (
      <p className={styles.said}>No difference in meaning: only places on the canvas, notes or samples.</p>
    );
  return (
    <ul className={styles.changes}>
      {diff.map((entry) => (
        <Change key={`${entry.what} ${entry.id}`} entry={entry} />
      ))}
    </ul>
  );
}

const SIGNS = { added: '+', removed: '−', changed: '~' } as const;

function Change({ entry }: { readonly entry: DiffEntry }): ReactNode {
  return (
    <li className={styles.change}>
      <span className={styles.sign} data-kind={entry.kind} aria-hidden="true">
        {SIGNS[entry.kind]}
      </span>
      <div className={styles.changeBody}>
        <p>
          <b>{entry.title}</b>{' '}
          <span className={styles.quiet}>
            {entry.what} {entry.kind}
          </span>
        </p>
        {entry.fields.map((field) => (
          <p key={field.field} className={styles.field}>
            <span>{field.field}</span>
            {field.before !== '' && <del title={field.before}>{field.before}</del>}
            {field.after !== '' && <ins title={field.after}>{field.after}</ins>}
            {field.before === '' && field.after === '' && <span>empty</span>}
          </p>
        ))}
      </div>
      <StateChip entry={entry} />
    </li>
  );
}

function StateChip({ entry }: { readonly entry: DiffEntry }): ReactNode {
  switch (entry.state) {
    case 'kept':
      return <Chip tone="ok">state kept</Chip>;
    case 'discarded':
      return <Chip tone="warn">state discarded</Chip>;
    case 'new':
      return <Chip tone="accent">starts empty</Chip>;
    default:
      return entry.what === 'node' ? <Chip tone="outline">no state</Chip> : <span />;
  }
}
