// Every function of expressions: searched by name or by what it does, with signature, meaning and worked examples.
// Opened beside an expression it inserts there; from the command palette it is for reading.
import { FAMILIES, type ReferenceEntry, reference } from '@weir/sql/editor/reference';
import { Command as Cmdk } from 'cmdk';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './function-reference.module.css';
import { INSERT_EVENT, useFunctionReference } from './function-reference-store.ts';

/** The dialog. */
export function FunctionReference(): ReactNode {
  const target = useFunctionReference((state) => state.target);
  const [name, setName] = useState(reference()[0]?.name ?? '');
  const entry = reference().find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  const insert = (chosen: ReferenceEntry): void => {
    if (target === undefined) return;
    close();
    const text = chosen.signature.includes('(') ? `${chosen.name}(` : chosen.name;
    // After the dialog has given the focus back.
    window.setTimeout(() => target.dispatchEvent(new CustomEvent(INSERT_EVENT, { detail: { text } })), 0);
  };
  return (
    <Dialog
      open
      wide
      onClose={close}
      title="Functions"
      footer={
        target !== undefined && entry !== undefined ? (
          <Button look="primary" onClick={() => insert(entry)}>
            Insert {entry.name}
          </Button>
        ) : undefined
      }
    >
      <Cmdk
        label="Functions"
        loop
        value={name}
        onValueChange={setName}
        className={styles.reference}
        filter={rank}
      >
        <div className={styles.query}>
          <Icon name="search" size={14} />
          <Cmdk.Input placeholder="Search by name or by what it does" />
        </div>
        <div className={styles.columns}>
          <Cmdk.List className={styles.list} label="Functions">
            <Cmdk.Empty className={styles.empty}>No function of that name or meaning.</Cmdk.Empty>
            {Object.entries(FAMILIES).map(([family, title]) => (
              <Cmdk.Group key={family} heading={title}>
                {reference()
                  .filter((candidate) => candidate.family === family)
                  .map((candidate) => (
                    <Cmdk.Item
                      key={candidate.name}
                      value={candidate.name}
                      keywords={[...candidate.aliases, ...candidate.keywords, candidate.documentation]}
                      className={styles.item}
                      onSelect={() => insert(candidate)}
                    >
                      {candidate.name}
                    </Cmdk.Item>
                  ))}
              </Cmdk.Group>
            ))}
          </Cmdk.List>
          {entry !== undefined && <Details entry={entry} />}
        </div>
      </Cmdk>
    </Dialog>
  );
}

function close(): void {
  useFunctionReference.setState({ open: false, target: undefined });
}

/** Names before what is said about them; every word has to occur. */
function rank(value: string, search: string, keywords: readonly string[] = []): number {
  const wanted = search.trim().toLowerCase();
  const name = value.toLowerCase();
  if (name.startsWith(wanted)) return 1;
  if (name.includes(wanted)) return 0.8;
  const text = keywords.join(' ').toLowerCase();
  return wanted.split(/\s+/).every((word) => text.includes(word) || name.includes(word)) ? 0.4 : 0;
}

function Details({ entry }: { readonly entry: ReferenceEntry }): ReactNode {
  return (
    <section className={styles.details} aria-label={entry.name} aria-live="polite">
      <code className={styles.signature}>{entry.signature}</code>
      <p>{entry.documentation}</p>
      {entry.aliases.length > 0 && <p className={styles.quiet}>Also {entry.aliases.join(', ')}</p>}
      {entry.examples.length > 0 && (
        <>
          <h3>Examples</h3>
          <dl className={styles.examples}>
            {entry.examples.map((example) => (
              <div key={example.expression}>
                <dt>
                  <code>{example.expression}</code>
                </dt>
                <dd>
                  <code>{example.result}</code>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
