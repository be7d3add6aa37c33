// Ctrl K: every action with its key, and every node by name.
import { Command as Cmdk } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { definitionOf } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { Icon, Tile } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './command-palette.module.css';
import { COMMANDS, runCommand } from './commands.ts';
import { useMode } from './mode.ts';

/** The palette; open state lives in the store. */
export function CommandPalette(): ReactNode {
  const open = useDesigner((state) => state.commandsOpen);
  const store = useDesignerStore();
  return (
    <Radix.Root open={open} onOpenChange={store.getState().openCommands}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content className={styles.dialog} aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">Commands</Radix.Title>
          {open && <List />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function List(): ReactNode {
  const store = useDesignerStore();
  const mode = useMode();
  const state = store.getState();
  const close = (run: () => void) => () => {
    store.getState().openCommands(false);
    // After the dialog has given the focus back, or it would take it from what the command opens.
    window.setTimeout(run, 0);
  };
  const commands = COMMANDS.filter(
    (command) =>
      command.id !== 'commands' &&
      (command.edits !== true || mode === 'edit') &&
      command.applies?.(state) !== false,
  );
  return (
    <Cmdk label="Commands" loop>
      <div className={styles.query}>
        <Icon name="search" size={14} />
        <Cmdk.Input placeholder="Type a command or the name of a node" />
      </div>
      <Cmdk.List className={styles.list}>
        <Cmdk.Empty className={styles.empty}>Nothing found.</Cmdk.Empty>
        <Cmdk.Group heading="Commands">
          {commands.map((command) => (
            <Cmdk.Item
              key={command.id}
              value={command.title}
              className={styles.item}
              onSelect={close(() => runCommand(store, command.id))}
            >
              <Icon name={command.icon} size={14} />
              <span className={styles.title}>{command.title}</span>
              {command.keys?.[0] !== undefined && <Kbd keys={command.keys[0]} />}
            </Cmdk.Item>
          ))}
        </Cmdk.Group>
        <Cmdk.Group heading="Go to">
          {state.graph.nodes.map((node) => (
            <Cmdk.Item
              key={node.id}
              value={`${node.name} ${node.id}`}
              className={styles.item}
              onSelect={close(() => goTo(node.id))}
            >
              <Tile
                group={definitionOf(node)?.palette.group ?? 'transform'}
                icon={definitionOf(node)?.palette.icon ?? 'node'}
                small
              />
              <span className={styles.title}>{node.name}</span>
              <span className={styles.type}>{definitionOf(node)?.palette.title ?? node.type}</span>
            </Cmdk.Item>
          ))}
        </Cmdk.Group>
      </Cmdk.List>
    </Cmdk>
  );

  function goTo(id: string): void {
    store.getState().select([id]);
    store.getState().hands?.show([id]);
    store.getState().hands?.focus();
  }
}
