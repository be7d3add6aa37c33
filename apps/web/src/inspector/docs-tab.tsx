// What a node does, from the definition: its Markdown (paragraphs, lists, bold, code) and worked examples.

import type { ReactNode } from 'react';
import { definitionOf } from '../engine.ts';
import { useDesigner } from '../store/context.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import styles from './inspector.module.css';

/** The Docs tab. */
export function DocsTab({ nodeId }: { readonly nodeId: string }): ReactNode {
  const definition = definitionOf(useDesigner((state) => state.index.nodes.get(nodeId)));
  if (definition === undefined) return null;
  return (
    <ScrollRegion className={styles.docs} label={`About ${definition.palette.title}`}>
      <p className={styles.lead}>{definition.palette.summary}</p>
      <Markdown text={definition.docs} />
    </ScrollRegion>
  );
}

function Markdown({ text }: { readonly text: string }): ReactNode {
  const blocks = text.trim().split(/\n\s*\n/);
  return blocks.map((block, index) => (
    // Blocks of a fixed text have no identity but their place.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Block key={index} text={block.trim()} />
  ));
}

function Block({ text }: { readonly text: string }): ReactNode {
  if (text.startsWith('#')) return <h3>{text.replace(/^#+\s*/, '')}</h3>;
  if (/^[-*] /.test(text)) {
    return (
      <ul>
        {text.split(/\n(?=[-*] )/).map((item) => (
          <li key={item}>
            <Inline text={item.slice(2)} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <p>
      <Inline text={text} />
    </p>
  );
}

function Inline({ text }: { readonly text: string }): ReactNode {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, index) => {
    if (part.startsWith('`')) {
      // Pieces of one text have no identity but their place.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      return <code key={index}>{part.slice(1, -1)}</code>;
    }
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    if (part.startsWith('**')) return <b key={index}>{part.slice(2, -2)}</b>;
    return part;
  });
}
