// The home page before there is a pipeline: what this is, three doors, examples that run.
import type { ExampleInfo } from '@weir/shared/api';
import type { ReactNode } from 'react';
import { plural } from '../format.ts';
import styles from './home.module.css';
import { ImportButton } from './import-button.tsx';
import { MiniGraph } from './mini-graph.tsx';

/** Shown while the list is empty. */
export function FirstVisit(props: {
  readonly doors: ReactNode;
  readonly failure: ReactNode;
  readonly examples: readonly ExampleInfo[];
  readonly onExample: (example: ExampleInfo) => void;
  readonly onImport: (file: File) => void;
}): ReactNode {
  return (
    <div className={styles.first}>
      <h1>Draw your first pipeline</h1>
      <p className={styles.lead}>
        Pick a door. Each one ends on a canvas where every node shows its rows; running it for real is one
        more click.
      </p>
      {props.doors}
      {props.failure}
      <h2 className={styles.examplesTitle}>Examples that run now, on sample data in this page</h2>
      <ul className={styles.examples}>
        {props.examples.map((example) => (
          <li key={example.id}>
            <button type="button" onClick={() => props.onExample(example)}>
              <span className={styles.thumb}>
                <MiniGraph graph={example.graph} width={82} height={42} />
              </span>
              <span className={styles.exampleText}>
                <b>{example.name}</b>
                <span>{example.description}</span>
              </span>
              <span className={styles.quiet}>{plural(example.graph.nodes.length, 'node')}</span>
              <span className={styles.open}>Open</span>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.after}>
        Have a pipeline file? Drop it anywhere, paste its text, or choose it:
        <ImportButton onFile={props.onImport} />
      </p>
    </div>
  );
}
