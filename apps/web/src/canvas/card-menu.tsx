// The menu of a card behind ⋯, shown on hover and on selection.
import type { ReactNode } from 'react';
import { runCommand } from '../designer/commands.ts';
import { useDesignerStore } from '../store/context.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import styles from './card.module.css';

/** Actions on one node; each selects it first, so that they are the same commands as the keys run. */
export function CardMenu({ id }: { readonly id: string }): ReactNode {
  const store = useDesignerStore();
  const on = (command: string) => (): void => {
    store.getState().select([id]);
    runCommand(store, command);
  };
  return (
    <div className={`nodrag ${styles.menu}`}>
      <Menu
        label="Actions on the node"
        trigger={
          <button type="button" className={styles.more} aria-label="Actions on the node" tabIndex={-1}>
            <Icon name="more" size={14} />
          </button>
        }
        items={[
          { title: 'Add after', icon: 'plus', keys: 'N', run: on('add') },
          { title: 'Connect', icon: 'link', keys: 'C', run: on('connect') },
          { title: 'Rename', icon: 'edit', keys: 'F2', run: on('rename') },
          { title: 'Duplicate', icon: 'copy', keys: 'Ctrl D', run: on('duplicate') },
          'line',
          { title: 'Delete and heal', icon: 'link', keys: 'Ctrl Del', run: on('heal') },
          { title: 'Delete', icon: 'trash', keys: 'Del', danger: true, run: on('delete') },
        ]}
      />
    </div>
  );
}
