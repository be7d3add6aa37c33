// The palette: every node type by family, generated from the definitions. Drag to place, Enter or click to add.
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { placeAfter } from '../canvas/graph-edits.ts';
import { insertNode } from '../canvas/insert-node.ts';
import { type AnyNodeDefinition, definitions, GROUPS } from '../engine.ts';
import { useDesignerStore } from '../store/context.tsx';
import type { DesignerStore } from '../store/types.ts';
import { Icon, Tile } from '../ui/icon.tsx';
import { Input } from '../ui/input.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { PALETTE_MIME } from './drag.ts';
import styles from './palette.module.css';

/** The drawer beside the rail, in edit mode. */
export function Palette(): ReactNode {
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const groups = useMemo(() => grouped(query), [query]);
  const toggle = (group: string): void => {
    const next = new Set(closed);
    if (!next.delete(group)) next.add(group);
    setClosed(next);
  };
  return (
    <aside className={styles.palette} aria-label="Palette">
      <div className={styles.find}>
        <Input
          quiet
          icon="search"
          placeholder="Find a node"
          aria-label="Find a node"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          end={<Kbd keys="N" />}
        />
      </div>
      <div className={styles.list}>
        {groups.map(({ group, title, items }) => (
          <section key={group} aria-label={title}>
            <h2 className={styles.group}>
              <button type="button" aria-expanded={!closed.has(group)} onClick={() => toggle(group)}>
                {title}
                <Icon name={closed.has(group) ? 'right' : 'down'} size={12} />
              </button>
            </h2>
            {!closed.has(group) && (
              <ul>
                {items.map((definition) => (
                  <li key={definition.type}>
                    <PaletteItem definition={definition} />
                  </li>
                ))}
              </ul>
            )}
          </section>
        ))}
        {groups.length === 0 && <p className={styles.none}>No node is called “{query}”.</p>}
      </div>
    </aside>
  );
}

function PaletteItem({ definition }: { readonly definition: AnyNodeDefinition }): ReactNode {
  const store = useDesignerStore();
  const ghost = useRef<HTMLDivElement>(null);
  const { palette } = definition;
  return (
    <button
      type="button"
      className={styles.item}
      title={palette.summary}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(PALETTE_MIME, definition.type);
        event.dataTransfer.effectAllowed = 'copy';
        if (ghost.current !== null) event.dataTransfer.setDragImage(ghost.current, 108, 42);
      }}
      onClick={() => addFromPalette(store, definition)}
    >
      <Tile group={palette.group} icon={palette.icon} small />
      <span className={styles.title}>{palette.title}</span>
      <div className={styles.ghost} ref={ghost} aria-hidden="true">
        <Tile group={palette.group} icon={palette.icon} />
        <b>{palette.title}</b>
      </div>
    </button>
  );
}

// Without a pointer place: after the selected node, wired when types fit, else in the middle of the view.
function addFromPalette(store: DesignerStore, definition: AnyNodeDefinition): void {
  const { hands, selected, cursor, graph, index } = store.getState();
  const after = cursor !== undefined && selected.has(cursor) && index.nodes.has(cursor) ? cursor : undefined;
  const centre = hands?.centre() ?? { x: 0, y: 0 };
  const at = after === undefined ? { x: centre.x - 108, y: centre.y - 42 } : placeAfter(graph, after);
  insertNode(store, definition, {
    at,
    screen: { x: 0, y: 0 },
    after: definition.inputs.length === 0 ? undefined : after,
  });
}

function grouped(query: string): readonly {
  readonly group: string;
  readonly title: string;
  readonly items: readonly AnyNodeDefinition[];
}[] {
  const wanted = query.trim().toLowerCase();
  const matches = ({ palette, type }: AnyNodeDefinition): boolean =>
    wanted === '' ||
    `${palette.title} ${type} ${palette.summary} ${(palette.keywords ?? []).join(' ')}`
      .toLowerCase()
      .includes(wanted);
  return GROUPS.map(({ group, title }) => ({
    group,
    title,
    items: definitions().filter((definition) => definition.palette.group === group && matches(definition)),
  })).filter(({ items }) => items.length > 0);
}
