// One setting: label, the control of its kind, help, and its problems.
import type { Field } from '@weir/engine/field';
import type { Diagnostic } from '@weir/shared/diagnostics';
import { type ReactNode, useId, useRef } from 'react';
import { RichText } from '../canvas/rich-text.tsx';
import { useDesignerStore } from '../store/context.tsx';
import { IconButton } from '../ui/button.tsx';
import { FieldControl } from './fields/field-control.tsx';
import { openFunctionReference } from './function-reference-store.ts';
import styles from './inspector.module.css';
import { ProblemLine } from './problem-line.tsx';
import { setField } from './set-field.ts';

type FieldRowProps = {
  readonly nodeId: string;
  readonly name: string;
  readonly field: Field;
  readonly value: unknown;
  readonly problems: readonly Diagnostic[];
};

// Kinds whose controls need the whole width stand under their label.
const BLOCK: ReadonlySet<Field['kind']> = new Set([
  'condition',
  'expression',
  'expressions',
  'schema',
  'columns',
  'order',
]);

const FORMULAS: ReadonlySet<Field['kind']> = new Set(['condition', 'expression', 'expressions']);

/** A row of the form. */
export function FieldRow({ nodeId, name, field, value, problems }: FieldRowProps): ReactNode {
  const store = useDesignerStore();
  const id = useId();
  const block = BLOCK.has(field.kind) || (field.kind === 'text' && field.multiline === true);
  const own = problems.filter((problem) => problem.field === name);
  const labelled = `${id}-label`;
  const control = useRef<HTMLDivElement>(null);
  // Of several editors in one field the one that was used last.
  const editor = useRef<Element>(null);
  return (
    <div className={styles.field} data-block={block ? '' : undefined} data-field={name}>
      <span className={styles.labelLine}>
        <label className={styles.label} id={labelled} htmlFor={id}>
          {field.title}
        </label>
        {FORMULAS.has(field.kind) && (
          <IconButton
            small
            icon="function"
            label={`Functions for ${field.title}`}
            onClick={() =>
              openFunctionReference(
                editor.current ?? control.current?.querySelector('[data-editor]') ?? undefined,
              )
            }
          />
        )}
      </span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notes which editor inside had the focus */}
      <div
        className={styles.control}
        ref={control}
        onFocus={(event) => {
          editor.current = event.target.closest('[data-editor]') ?? editor.current;
        }}
      >
        <FieldControl
          id={id}
          labelId={labelled}
          nodeId={nodeId}
          name={name}
          field={field}
          value={value}
          problems={problems}
          onChange={(next: unknown) => setField(store, nodeId, name, next)}
        />
        {own.map((problem) => (
          <ProblemLine key={problem.code + problem.message} problem={problem} />
        ))}
        {field.help !== undefined && own.length === 0 && (
          <p className={styles.help}>
            <RichText text={field.help} />
          </p>
        )}
      </div>
    </div>
  );
}
