// An empty canvas is not a blank grid: the first sources are one click away.
import type { ReactNode } from 'react';
import { insertNode } from '../canvas/insert-node.ts';
import { definitions } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './designer-layout.module.css';

/** Shown while the pipeline has no node and no note. */
export function EmptyCanvas(): ReactNode {
  const empty = useDesigner((state) => state.graph.nodes.length === 0 && state.graph.notes.length === 0);
  const store = useDesignerStore();
  if (!empty) return null;
  const sources = definitions().filter((definition) => definition.palette.group === 'source');
  return (
    <div className={styles.empty}>
      <EmptyState
        title="Start with a source"
        text={
          <>
            Rows come in through a source. Pick one, or press <Kbd keys="N" /> for every node. A copied part
            of another pipeline can be pasted here.
          </>
        }
      >
        {sources.map((definition) => (
          <Button
            key={definition.type}
            icon={definition.palette.icon}
            onClick={() => {
              const centre = store.getState().hands?.centre() ?? { x: 0, y: 0 };
              insertNode(store, definition, {
                at: { x: centre.x - 108, y: centre.y - 42 },
                screen: { x: 0, y: 0 },
              });
            }}
          >
            {definition.palette.title}
          </Button>
        ))}
      </EmptyState>
    </div>
  );
}
