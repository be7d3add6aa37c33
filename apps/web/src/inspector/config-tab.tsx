// The bench: input rows, settings, output rows. Stacked at normal width, side by side when the inspector is wide.
import type { ReactNode } from 'react';
import { definitionOf } from '../engine.ts';
import { useDesigner } from '../store/context.tsx';
import { cx } from '../ui/cx.ts';
import { DeliveryBlock } from './delivery-block.tsx';
import { DoorBlock } from './door-block.tsx';
import styles from './inspector.module.css';
import { InputRows, OutputRows } from './port-rows.tsx';
import { SampleEditor } from './sample-editor.tsx';
import { Section } from './section.tsx';
import { SettingsForm } from './settings-form.tsx';

/** The Config tab of a node. */
export function ConfigTab({ nodeId, wide }: { readonly nodeId: string; readonly wide: boolean }): ReactNode {
  const definition = definitionOf(useDesigner((state) => state.index.nodes.get(nodeId)));
  if (definition === undefined) return null;
  const isSource = definition.inputs.length === 0;
  // Generators make their own rows; every other source takes sample text.
  const hasSample = isSource && definition.sample !== undefined;
  return (
    <div className={cx(styles.bench, wide && styles.side)}>
      {!isSource && <InputRows nodeId={nodeId} />}
      <div className={styles.middle}>
        {definition.door === true && (
          <Section title="Door">
            <DoorBlock nodeId={nodeId} />
          </Section>
        )}
        <SettingsForm nodeId={nodeId} definition={definition} />
        {definition.outputs.length === 0 && <DeliveryBlock nodeId={nodeId} />}
        {hasSample && (
          <Section title="Sample rows" hint="for the preview">
            <SampleEditor nodeId={nodeId} definition={definition} />
          </Section>
        )}
      </div>
      {definition.outputs.length > 0 && <OutputRows nodeId={nodeId} />}
    </div>
  );
}
