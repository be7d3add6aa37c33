// The rail at the left: the places of the application.
import type { ReactNode } from 'react';
import { Link } from './link.tsx';
import styles from './rail.module.css';
import { Icon } from './ui/icon.tsx';
import { Tooltip } from './ui/tooltip.tsx';

/** Pipelines and designer; further places come when they exist. */
export function Rail({
  place = 'designer',
}: {
  readonly place?: 'home' | 'designer' | undefined;
}): ReactNode {
  return (
    <nav className={styles.rail} aria-label="Main">
      <Tooltip text="Pipelines" side="right">
        <Link
          href="/"
          className={styles.railLink}
          aria-label="Pipelines"
          aria-current={place === 'home' ? 'page' : undefined}
        >
          <Icon name="list" size={18} />
        </Link>
      </Tooltip>
      {place === 'designer' && (
        <Tooltip text="Designer" side="right">
          <a
            href={window.location.href}
            className={styles.railLink}
            aria-label="Designer"
            aria-current="page"
            onClick={(event) => event.preventDefault()}
          >
            <Icon name="graph" size={18} />
          </a>
        </Tooltip>
      )}
    </nav>
  );
}
