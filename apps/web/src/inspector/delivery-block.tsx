// What is promised of rows that reach a sink, by each source that feeds it: the weaker of source and sink decides.
import type { ReactNode } from 'react';
import { catalogue, type Guarantee, pathDeliveries } from '../engine.ts';
import { useDesigner } from '../store/context.tsx';
import styles from './inspector.module.css';
import { Section } from './section.tsx';

const WORDS: Readonly<Record<Guarantee, { readonly title: string; readonly meaning: string }>> = {
  'exactly-once': {
    title: 'exactly once',
    meaning: 'what was accepted is in the output once, also after a crash',
  },
  'effectively-once': {
    title: 'effectively once',
    meaning: 'the final state is right; after a crash a value may go back for a moment',
  },
  'at-least-once': { title: 'at least once', meaning: 'after a crash the newest rows may come twice' },
  'at-most-once': {
    title: 'at most once',
    meaning: 'nothing comes twice; after a crash or on the way in rows may be missing',
  },
  none: { title: 'nothing promised', meaning: 'sample rows, for looking only' },
};

/** The promise of a sink; nothing while the graph has problems or nothing leads to it. */
export function DeliveryBlock({ nodeId }: { readonly nodeId: string }): ReactNode {
  const plan = useDesigner((state) => state.plan);
  const nodes = useDesigner((state) => state.index.nodes);
  const paths =
    plan === undefined ? [] : pathDeliveries(plan, catalogue).filter(({ sink }) => sink === nodeId);
  if (paths.length === 0) return null;
  return (
    <Section title="Delivery" hint="by source">
      <ul className={styles.delivery} aria-label="Delivery by source">
        {paths.map(({ source, guarantee }) => (
          <li key={source} data-guarantee={guarantee}>
            <span>{nodes.get(source)?.name ?? source}</span>
            <strong>{WORDS[guarantee].title}</strong>
            <small>{WORDS[guarantee].meaning}</small>
          </li>
        ))}
      </ul>
    </Section>
  );
}
