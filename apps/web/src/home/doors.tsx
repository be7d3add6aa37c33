// The three ways in: an example, a blank source, a file of rows. Each ends on a canvas with rows at every node.
import type { ExampleInfo } from '@weir/shared/api';
import { type ReactNode, useRef, useState } from 'react';
import styles from './home.module.css';
import { MiniGraph } from './mini-graph.tsx';

type DoorsProps = {
  readonly examples: readonly ExampleInfo[];
  readonly busy: string | undefined;
  readonly onExample: (example: ExampleInfo) => void;
  readonly onBlank: () => void;
  readonly onFile: (file: File) => void;
};

const ROW_FILES = '.ndjson,.jsonl,.json,.csv,.tsv,.txt,.gz';

/** Three cards side by side. `busy` names what is being made. */
export function Doors({ examples, busy, onExample, onBlank, onFile }: DoorsProps): ReactNode {
  return (
    <div className={styles.doors} aria-busy={busy !== undefined}>
      <ExampleDoor examples={examples} busy={busy} onExample={onExample} />
      <section className={styles.door}>
        <span className={styles.picture}>
          <SourceArt />
        </span>
        <div className={styles.doorText}>
          <h2>Start from a source</h2>
          <p>
            A door that takes events by POST; its curl line is on the node. Other sources are one key away.
          </p>
          <div className={styles.doorActions}>
            <button type="button" disabled={busy !== undefined} onClick={onBlank}>
              {busy === 'blank' ? 'Making it…' : 'HTTP source'}
            </button>
          </div>
        </div>
      </section>
      <FileDoor busy={busy} onFile={onFile} />
    </div>
  );
}

function ExampleDoor({
  examples,
  busy,
  onExample,
}: Pick<DoorsProps, 'examples' | 'busy' | 'onExample'>): ReactNode {
  const [shown, setShown] = useState(0);
  const pictured = examples[shown] ?? examples[0];
  return (
    <section className={styles.door}>
      <span className={styles.picture}>
        {pictured !== undefined && <MiniGraph graph={pictured.graph} width={104} height={66} />}
      </span>
      <div className={styles.doorText}>
        <h2>Open an example</h2>
        <p>A laid-out graph that already shows rows at each node. Nothing to set up.</p>
        <div className={styles.doorActions}>
          {examples.map((example, index) => (
            <button
              key={example.id}
              type="button"
              title={example.description}
              disabled={busy !== undefined}
              onMouseEnter={() => setShown(index)}
              onFocus={() => setShown(index)}
              onClick={() => onExample(example)}
            >
              {busy === example.id ? 'Opening…' : example.name}
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}

function FileDoor({ busy, onFile }: Pick<DoorsProps, 'busy' | 'onFile'>): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <section className={styles.door} data-drop>
      <span className={styles.picture}>
        <RowsArt />
      </span>
      <div className={styles.doorText}>
        <h2>Drop a file of rows</h2>
        <p>
          NDJSON or CSV, also gzipped. Columns and event time are found in the first rows, then yours to edit.
        </p>
        <div className={styles.doorActions}>
          <button type="button" disabled={busy !== undefined} onClick={() => input.current?.click()}>
            {busy === 'file' ? 'Reading…' : 'Choose file'}
          </button>
          <span className={styles.quiet}>or drop it here</span>
        </div>
        <input
          ref={input}
          type="file"
          accept={ROW_FILES}
          hidden
          aria-label="A file of rows"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) onFile(file);
          }}
        />
      </div>
    </section>
  );
}

function SourceArt(): ReactNode {
  return (
    <svg width="104" height="64" viewBox="0 0 104 64" aria-hidden="true" className={styles.art}>
      <path className={styles.artDash} d="M44 32h18" />
      <rect className={styles.artDash} x="62" y="25" width="24" height="14" rx="3" />
      <path className={styles.artPlus} d="M74 29v6M71 32h6" />
      <rect className={styles.artCard} x="16" y="24" width="28" height="16" rx="3" />
      <rect className={styles.artTile} x="16" y="24" width="8" height="16" rx="2" />
    </svg>
  );
}

function RowsArt(): ReactNode {
  return (
    <svg width="104" height="64" viewBox="0 0 104 64" aria-hidden="true" className={styles.art}>
      {[14, 40, 66].map((x) => (
        <rect key={x} className={styles.artHead} x={x} y="10" width="14" height="4" rx="1.5" />
      ))}
      {[20, 30, 40, 50].map((y, row) =>
        [14, 40, 66].map((x, column) => (
          <rect
            key={`${x} ${y}`}
            className={styles.artRow}
            x={x}
            y={y}
            width={[22, 18, 20][column]}
            height="4"
            rx="1.5"
            opacity={0.7 - row * 0.09}
          />
        )),
      )}
    </svg>
  );
}
