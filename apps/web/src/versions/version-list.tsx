// All versions, newest first, with the environments that run them.
import type { VersionInfo } from '@weir/shared/api';
import type { ReactNode } from 'react';
import { agoText } from '../format.ts';
import { useDesigner } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { EnvChip } from '../ui/chip.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import styles from './versions.module.css';

/** The column at the left. */
export function VersionList(props: {
  readonly versions: readonly VersionInfo[];
  readonly picked: number | undefined;
  readonly onPick: (number: number) => void;
  readonly onPublish: () => void;
}): ReactNode {
  const { versions } = props;
  const hash = useDesigner((state) => state.graphHash);
  const latest = versions[0];
  const same = latest !== undefined && latest.hash === hash;
  return (
    <nav className={styles.list} aria-label="Versions">
      <header>
        <h2>
          Versions <span>{versions.length}</span>
        </h2>
        <Button
          small
          icon="plus"
          disabled={same}
          title={same ? 'The draft is published' : undefined}
          onClick={props.onPublish}
        >
          Publish draft
        </Button>
      </header>
      <ScrollRegion className={styles.items} label="All versions">
        <ul>
          {versions.map((version) => (
            <li key={version.number}>
              <button
                type="button"
                aria-current={version.number === props.picked ? 'true' : undefined}
                onClick={() => props.onPick(version.number)}
              >
                <span className={styles.number}>v{version.number}</span>
                <span className={styles.where}>
                  {version.environments.map((environment) => (
                    <EnvChip key={environment} environment={environment}>
                      {environment}
                    </EnvChip>
                  ))}
                </span>
                <span className={styles.noteLine}>{version.note === '' ? 'no note' : version.note}</span>
                <span className={styles.meta}>
                  {version.author}, {agoText(version.createdAt, Date.now())}
                  <code>{version.hash.slice(0, 8)}</code>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </nav>
  );
}
