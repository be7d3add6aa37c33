// The form of a node, generated from the fields of its definition: sections, conditions, problems at their field.
import { type Field, fieldApplies } from '@weir/engine/field';
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { ReactNode } from 'react';
import { type AnyNodeDefinition, configOf } from '../engine.ts';
import { useDesigner } from '../store/context.tsx';
import { FieldRow } from './field-row.tsx';
import styles from './inspector.module.css';
import { ProblemLine } from './problem-line.tsx';
import { Section } from './section.tsx';

const NO_PROBLEMS: readonly Diagnostic[] = [];

/** All settings of a node. */
export function SettingsForm({
  nodeId,
  definition,
}: {
  readonly nodeId: string;
  readonly definition: AnyNodeDefinition;
}): ReactNode {
  const node = useDesigner((state) => state.index.nodes.get(nodeId));
  const problems = useDesigner((state) => state.problemsByNode.get(nodeId)) ?? NO_PROBLEMS;
  if (node === undefined) return null;
  const config = configOf(node, definition);
  const fields: readonly (readonly [string, Field])[] = Object.entries<Field>(definition.fields).filter(
    ([, field]) => fieldApplies(field, config),
  );
  const sections = [...new Set(fields.map(([, field]) => field.section))];
  // Problems of no field (a missing edge) stand on top of the form, where the eye starts.
  const general = problems.filter((problem) => problem.field === undefined);
  return (
    <>
      {sections.map((section) => (
        <Section key={section ?? 'Settings'} title={section ?? 'Settings'}>
          <div className={styles.form}>
            {section === undefined &&
              general.map((problem) => (
                <ProblemLine key={problem.code + problem.message} problem={problem} />
              ))}
            {fields
              .filter(([, field]) => field.section === section)
              .map(([name, field]) => (
                <FieldRow
                  key={name}
                  nodeId={nodeId}
                  name={name}
                  field={field}
                  value={config[name]}
                  problems={problems.filter(
                    (problem) => problem.field === name || problem.field?.startsWith(`${name}.`) === true,
                  )}
                />
              ))}
          </div>
        </Section>
      ))}
      {fields.length === 0 && (
        <Section title="Settings">
          <div className={styles.form}>
            {general.map((problem) => (
              <ProblemLine key={problem.code + problem.message} problem={problem} />
            ))}
            <p className={styles.help}>This node has no settings.</p>
          </div>
        </Section>
      )}
    </>
  );
}
